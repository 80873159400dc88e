// What a partner's page can do with JavaScript; without it every form is sent at once. A result ([data-hold]) waits ten
// seconds on the phone, so that a slip of the thumb can be taken back; nothing was reported until it is sent.

const WAITS = 10_000;
const bar = document.getElementById("held");
const says = bar?.querySelector("span"), undo = bar?.querySelector("button");
let held = null; // {form, url, body, kind, what, timer}

// A button with data-sure asks once before it is sent.
document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.sure;
  if (question && !window.confirm(question)) event.preventDefault();
}, true);

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !bar || !form.matches("[data-hold], [data-queue]")) return;
  event.preventDefault();
  const report = read(form, event.submitter);
  if (form.dataset.hold) hold(report);
  else send(report);
});

// What was said and when: `once` makes the same tap count once, however often it is sent; `at` is the time of the tap.
function read(form, submitter) {
  const body = new FormData(form, submitter);
  body.set("once", crypto.randomUUID?.() || String(Math.random()).slice(2) + Date.now());
  body.set("at", new Date().toISOString());
  return { form, url: form.action, body, kind: form.dataset.queue || "", what: form.dataset.hold || "" };
}

function hold(report) {
  release();
  held = report;
  held.timer = setTimeout(release, WAITS);
  show(`${report.what}: ${bar.dataset.saves}`, { mayUndo: true });
}

undo?.addEventListener("click", () => {
  clearTimeout(held?.timer);
  held = null;
  bar.hidden = true;
});

function release() {
  const report = held;
  if (!report) return;
  clearTimeout(report.timer);
  held = null;
  return send(report);
}

// Whoever leaves the page, or looks at another one, has not pressed Undo.
addEventListener("pagehide", release);
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && release());

async function send(report) {
  const { url, body, form } = report;
  const keepalive = ![...body.values()].some((one) => one instanceof File); // a page that goes may send 64 kB
  let answer;
  try {
    answer = await fetch(url, { method: "POST", body, keepalive, headers: { Accept: "application/json" } });
  } catch {
    // no network: whoever keeps reports for later (the queue) says so by cancelling this event
    const unsent = new CustomEvent("staffel:unsent", { detail: report, cancelable: true });
    if (document.dispatchEvent(unsent)) complain(form, bar.dataset.unsent);
    return;
  }
  const said = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
  if (said?.error) return complain(form, said.error);
  if (!said) return location.reload(); // not ours any more, or logged out: the page says so
  form.reset();
  await refresh();
  show(said.said || bar.dataset.saved);
}

function show(text, { mayUndo = false } = {}) {
  says.textContent = text;
  const line = bar.querySelector("i"), anew = line.cloneNode();
  line.replaceWith(anew); // it begins its way anew
  undo.hidden = anew.hidden = !mayUndo;
  bar.hidden = false;
  if (!mayUndo) setTimeout(() => !held && (bar.hidden = true), 6000);
}

function complain(form, text) {
  bar.hidden = true;
  form.closest("details")?.setAttribute("open", "");
  form.querySelector(".say.error")?.remove();
  const words = Object.assign(document.createElement("p"), { className: "say error", textContent: text });
  words.setAttribute("role", "alert");
  form.prepend(words);
  words.scrollIntoView({ block: "center" });
}

// The page as it stands now, unless somebody is typing in it: then what was typed stays.
async function refresh() {
  const isTyping = [...document.querySelectorAll("main textarea, main input:not([type=hidden], [type=search])")].some(
    (field) => field.value !== field.defaultValue);
  if (isTyping) return;
  const answer = await fetch(location.href.split(/[?#]/)[0] + location.search.replace(/([?&])done=[^&]*/, "$1"));
  if (!answer.ok) return location.reload();
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.querySelector("main").replaceWith(fresh.querySelector("main"));
  document.title = fresh.title;
}

// A list of what is new looks again every minute, while it is looked at and nothing in it is open.
setInterval(() => {
  if (document.visibilityState === "visible" && document.querySelector("[data-live]")
    && !document.querySelector("main details[open]") && navigator.onLine) refresh().catch(() => {});
}, 60_000);
