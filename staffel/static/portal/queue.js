// How reports wait on the phone, as a page shows it: "3 wait to be sent", what was refused and why, who must log in.
// Also: what needs the network says so while there is none, and the leads kept on the phone follow the page.

const box = document.getElementById("waiting");
const words = box.dataset;
const EVERY = 30_000;
let lastRefresh = 0, outcome = "done", nextDue = 0;

// -- the reports ------------------------------------------------------------------------------------------------------

// portal.js hands over each report with `due`, and asks at its end: {said} or {error}, {kept} while it must wait.
self.reports = {
  async keep(report) {
    await kept.add({ ...report, url: new URL(report.url, location.href).pathname, member: await member(), ...subject(report.form) });
    const worker = await navigator.serviceWorker?.getRegistration("/portal");
    worker?.sync?.register("staffel-reports").catch(() => {});
    await show();
  },
  async drop(once) {
    await kept.remove(once);
    await show();
  },
  hurry: (once) => kept.hurry(once),
  async send(once) {
    await kept.hurry(once);
    const result = await send();
    if (once in result.said) return { said: result.said[once] };
    const mine = (await kept.reports()).find((one) => one.once === once);
    if (!mine) return { said: "" };
    if (!mine.refused) return { kept: true };
    await kept.remove(once); // its words go beside the form, where what was typed still stands
    await show();
    return { error: reason(mine) };
  },
};

async function send() {
  const result = await kept.send();
  outcome = result.outcome;
  await show();
  return result;
}

// Who speaks: the page says it; the page without network belongs to whose leads are kept.
const member = async () => words.member || (words.kept ? (await kept.leads()).about?.member ?? "" : "");

// Which lead a form speaks of: its id from the address, its name from the page.
function subject(form) {
  const lead = new URL(form.action, location.href).pathname.split("/").slice(0, -1).join("/");
  return { lead, name: form.closest("[data-lead-name]")?.dataset.leadName || document.querySelector("main h1")?.textContent.trim() || "" };
}

async function show() {
  const all = await kept.reports(), me = await member();
  const isOthers = (one) => Boolean(me && one.member && one.member !== me);
  const refused = all.filter((one) => one.refused), others = all.filter((one) => !one.refused && isOthers(one));
  const own = all.filter((one) => !one.refused && !isOthers(one));
  const waiting = own.filter((one) => one.due <= Date.now());
  clearTimeout(nextDue); // one that may still be undone, perhaps of a page that is closed by now
  const dues = own.map((one) => one.due - Date.now()).filter((rest) => rest > 0);
  if (dues.length) nextDue = setTimeout(lookAgain, Math.min(...dues) + 500);
  box.hidden = !waiting.length && !refused.length && !others.length;
  box.querySelector("[data-says]").textContent = sentence(waiting.length, refused.length, others.length);
  box.querySelector("[data-login]").hidden = outcome !== "login" || !waiting.length;
  box.querySelector("details").open ||= refused.length > 0;
  box.querySelector("ul").replaceChildren(...[...refused, ...waiting].map(line));
  document.dispatchEvent(new Event("reports")); // what a page shows of them follows
}

function sentence(waiting, refused, others) {
  const parts = [];
  if (waiting) parts.push(count(outcome === "login" ? "login" : "waiting", waiting));
  if (refused) parts.push(count("refused", refused));
  if (others) parts.push(count("others", others));
  return parts.join(" ");
}

const count = (name, n) => (n === 1 ? words[`${name}One`] : words[`${name}Many`]).replace("[n]", n);

function line(one) {
  const made = document.getElementById("waiting-line").content.cloneNode(true).firstElementChild;
  const set = (name, text) => {
    const part = made.querySelector(`[data-${name}]`);
    part.textContent = text;
    part.hidden = !text;
  };
  set("what", `${one.what}${one.name ? `: ${one.name}` : ""}`);
  set("at", moment(one.at));
  set("typed", typed(one));
  set("reason", one.refused ? reason(one) : "");
  const copy = made.querySelector("[data-copy]"), drop = made.querySelector("[data-drop]");
  copy.hidden = !typed(one);
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(typed(one));
    copy.textContent = words.copied;
  });
  drop.addEventListener("click", () => confirm(words.sure) && self.reports.drop(one.once));
  made.classList.toggle("refused", Boolean(one.refused));
  return made;
}

const reason = (one) => one.refused.words || words[one.refused.code] || words.gone;
const QUIET = new Set(["once", "at", "language"]);
const typed = (one) => one.fields.filter(([name, value]) => !QUIET.has(name) && typeof value === "string" && value).map(([, value]) => value).join(" · ");
const moment = (at) => new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "short", day: "numeric", month: "numeric", hour: "2-digit", minute: "2-digit" }).format(new Date(at));

// -- with and without network -----------------------------------------------------------------------------------------

function showNetwork() {
  document.documentElement.toggleAttribute("data-offline", !navigator.onLine);
  for (const form of document.querySelectorAll("[data-needs-network]")) {
    for (const button of form.querySelectorAll("button")) button.disabled = !navigator.onLine;
    let says = form.querySelector(".needs-network");
    if (navigator.onLine) says?.remove();
    else if (!says) {
      says = Object.assign(document.createElement("p"), { className: "say needs-network", textContent: words.accepting });
      says.setAttribute("role", "status");
      form.append(says);
    }
  }
}

async function lookAgain() {
  showNetwork();
  if (!navigator.onLine) return show();
  await send();
  if (Date.now() - lastRefresh > EVERY) {
    lastRefresh = Date.now();
    if (await kept.refresh() === "fresh") await keepPage();
  }
}

// The page without network speaks the reader's language: it is fetched again when that has changed.
async function keepPage() {
  const page = words.page, name = (await caches.keys()).find((one) => one.startsWith("staffel-"));
  if (!name) return;
  const cache = await caches.open(name), found = await cache.match(page);
  if (found && (await found.text()).includes(`<html lang="${document.documentElement.lang}"`)) return;
  const answer = await fetch(page, { cache: "reload" });
  if (answer.ok && !answer.redirected) await cache.put(page, answer);
}

addEventListener("online", lookAgain);
addEventListener("offline", lookAgain);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && lookAgain());
new MutationObserver(showNetwork).observe(document.body, { childList: true }); // portal.js has put a fresh main there
setInterval(async () => {
  if (navigator.onLine && (await kept.reports()).some((one) => !one.refused && one.due <= Date.now())) await send();
}, EVERY);
navigator.serviceWorker?.addEventListener("message", () => show());

// Whoever logs out leaves no names and numbers behind and is told nothing more on this phone; what was not sent yet stays
// for the next login.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[action$='/logout']") || form.dataset.forgotten) return;
  event.preventDefault();
  Promise.race([leave(), new Promise((done) => setTimeout(done, 3000))]).finally(() => {
    form.dataset.forgotten = "yes";
    form.submit();
  });
});

async function leave() {
  await kept.forget();
  const worker = await navigator.serviceWorker?.getRegistration("/portal");
  const told = await worker?.pushManager?.getSubscription();
  if (!told) return;
  await kept.say("/push/unsubscribe", { endpoint: told.endpoint });
  await told.unsubscribe();
}

navigator.serviceWorker?.register("/portal/sw.js", { scope: "/portal" }).catch(() => {});
await lookAgain().catch(() => {}); // a browser that keeps nothing: everything is sent at once, as without this file
