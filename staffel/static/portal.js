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
  return {
    form, url: form.action, body, kind: form.dataset.queue || "", what: form.dataset.hold || form.dataset.says || "",
    once: body.get("once"), at: body.get("at"), due: 0,
  };
}

// The phone writes it down before anything else (portal/queue.js); false where the browser keeps nothing.
function write(report) {
  report.written ??= (async () => {
    if (!report.kind || !self.reports) return false;
    try {
      await self.reports.keep(report);
      return true;
    } catch {
      return false;
    }
  })();
  return report.written;
}

function hold(report) {
  release();
  held = report;
  held.due = Date.now() + WAITS;
  held.timer = setTimeout(release, WAITS);
  write(held);
  show(`${report.what}: ${bar.dataset.saves}`, { mayUndo: true });
}

undo?.addEventListener("click", () => {
  const report = held;
  clearTimeout(report?.timer);
  held = null;
  bar.hidden = true;
  if (report) write(report).then((isWritten) => isWritten && self.reports.drop(report.once));
});

function release() {
  const report = held;
  if (!report) return;
  clearTimeout(report.timer);
  held = null;
  return send(report);
}

// Whoever leaves the page, or looks at another one, has not pressed Undo. What is written down stays so until the server is
// heard to have it: should this last try not get through, or its answer not be heard, it is sent again, and counts once.
addEventListener("pagehide", () => {
  const report = held;
  held = null;
  if (!report) return;
  clearTimeout(report.timer);
  self.reports?.hurry(report.once);
  if (navigator.onLine) fetch(report.url, { method: "POST", body: report.body, keepalive: true, headers: { Accept: "application/json" } }).catch(() => {});
});
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && release());

async function send(report) {
  if (await write(report)) return conclude(report, await self.reports.send(report.once));
  const { url, body, form } = report;
  const keepalive = ![...body.values()].some((one) => one instanceof File); // a page that goes may send 64 kB
  let answer;
  try {
    answer = await fetch(url, { method: "POST", body, keepalive, headers: { Accept: "application/json" } });
  } catch {
    return complain(form, bar.dataset.unsent);
  }
  const said = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
  if (!said) return location.reload(); // not ours any more, or logged out: the page says so
  return conclude(report, said);
}

// {error}: refused; {kept}: it waits on the phone; {said}: done.
async function conclude({ form }, end) {
  if (end.error) return complain(form, end.error);
  if (!end.kept && form.dataset.then) return location.assign(form.dataset.then); // its page says what comes of it
  form.reset();
  form.closest("details")?.removeAttribute("open");
  if (end.kept) return show(bar.dataset.kept);
  await refresh();
  show(end.said || bar.dataset.saved);
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
    (field) => field.value !== field.defaultValue) || document.querySelector("main details.correct[open]");
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
