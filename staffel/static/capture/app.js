// The capture app: which of its three screens is shown, what is not yet up, and when it is sent.

import { editLead, isPristine, openForm, tell } from "./form.js";
import { showList } from "./list.js";
import { showStart } from "./start.js";

const words = { ...document.getElementById("words").dataset }, language = document.documentElement.lang;
const notice = document.getElementById("notice"), count = document.getElementById("count");
const SOON = 3_000, LATER = 30_000, FRESH = 10 * 60_000;
let setup = null, choice = null, screen = "", outcome = "done", timer = 0, lastRefresh = 0, lastSaved = null;

const event = () => setup?.events.find((one) => one.key === choice?.event);

async function show(wanted) {
  screen = wanted === "form" && (!event() || !choice?.colleague) ? "start" : wanted;
  for (const one of ["start", "form", "list"]) document.getElementById(one).hidden = one !== screen;
  document.getElementById("bar").hidden = screen !== "form";
  for (const one of document.querySelectorAll(".thumb button")) one.toggleAttribute("aria-current", one.dataset.show === screen);
  if (screen === "form") await drawForm();
  if (screen === "start") showStart({ setup, choice, words, language }, begin);
  if (screen === "list") await showList({ words, language }, { edit });
}

async function drawForm() {
  const colleague = setup.colleagues.find((one) => one.id === choice.colleague);
  document.querySelector(".where [data-event]").textContent = event().name;
  document.querySelector(".where [data-colleague]").textContent = [colleague?.name, choice.test ? words.testing : ""].filter(Boolean).join(" · ");
  document.querySelector(".where").classList.toggle("testing", Boolean(choice.test));
  await openForm({ setup, event: event(), choice, words, language }, whenSaved);
}

async function begin(picked) {
  choice = picked;
  await captured.remember("choice", choice);
  await navigator.storage?.persist?.().catch(() => {});
  await show("form");
}

async function edit(id) {
  if (await editLead(id)) return show("form");
  alert(words.busy);
}

async function whenSaved(id, name) {
  lastSaved = { id, name };
  const worker = await navigator.serviceWorker?.getRegistration("/capture");
  worker?.sync?.register("capture-leads").catch(() => {});
  sendNow();
}

// -- what is not yet up ------------------------------------------------------------------------------------------------

const plural = (name, n) => (n === 1 ? words[`${name}One`] : words[`${name}Many`]).replace("[n]", n);

async function showCounts() {
  const { waiting, refused } = await captured.counts();
  const state = refused ? "refused" : waiting ? "open" : "done";
  count.querySelector("[data-text]").textContent = [waiting ? plural("waiting", waiting) : "", refused ? plural("refused", refused) : ""].filter(Boolean).join(" · ") || words.allUp;
  for (const one of count.querySelectorAll("[data-icon]")) one.hidden = one.dataset.icon !== state;
  count.classList.toggle("open", state === "open");
  count.classList.toggle("refused", state === "refused");
  count.dataset.waiting = waiting;
}

function showNotice() {
  const says = !navigator.onLine || outcome === "offline" ? "offline" : ["login", "stranger", "later"].includes(outcome) ? outcome : "";
  document.documentElement.toggleAttribute("data-logged-out", outcome === "login");
  document.documentElement.toggleAttribute("data-stranger", outcome === "stranger"); // names are for those who capture
  notice.hidden = !says;
  notice.querySelector("[data-text]").textContent = says ? words[says] : "";
  notice.querySelector("[data-login]").hidden = !["login", "stranger"].includes(says);
}

async function onChange() {
  await showCounts();
  if (screen === "list") await showList({ words, language }, { edit });
  const last = lastSaved, row = last && (await captured.lead(last.id));
  if (!row?.taken || lastSaved !== last) return;
  lastSaved = null;
  tell([words.sent.replace("[name]", last.name), row.content.taken.said].filter(Boolean).join(" "));
}

// -- sending -----------------------------------------------------------------------------------------------------------

// One round at a time: what is saved meanwhile is for the next one.
let round = null, isAgain = false;

async function sendNow() {
  if (round) {
    isAgain = true;
    return round;
  }
  do {
    isAgain = false;
    round = sendOnce();
    await round.finally(() => { round = null; });
  } while (isAgain);
}

async function sendOnce() {
  clearTimeout(timer);
  const { waiting } = await captured.counts();
  if (waiting) outcome = navigator.onLine ? await captured.send() : "offline";
  showNotice();
  await showCounts();
  const { waiting: left } = await captured.counts();
  if (left) timer = setTimeout(sendNow, outcome === "later" || outcome === "stranger" || outcome === "login" ? LATER : SOON);
}

async function lookAgain() {
  showNotice();
  if (navigator.onLine && Date.now() - lastRefresh > FRESH) await refresh();
  await sendNow();
}

async function refresh() {
  const found = await captured.refresh();
  if (found === "fresh") lastRefresh = Date.now();
  outcome = found === "fresh" ? "done" : found;
  if (found !== "fresh") return showNotice();
  const before = setup;
  setup = await captured.about("setup");
  if (!before || (screen !== "list" && isPristine() && JSON.stringify({ ...before, at: 0 }) !== JSON.stringify({ ...setup, at: 0 }))) await show(screen || "form");
  showNotice();
  await keepPage();
}

// The kept page speaks the reader's language and looks like the house; it is fetched again when that has changed.
async function keepPage() {
  const name = (await caches.keys()).find((one) => one.startsWith("capture-"));
  if (!name) return;
  const cache = await caches.open(name), before = await (await cache.match("/capture/app"))?.text();
  const answer = await fetch("/capture/app", { cache: "reload" });
  if (!answer.ok || answer.redirected) return;
  const text = await answer.clone().text();
  if (text === before) return;
  await cache.put("/capture/app", answer);
  if (before && !text.includes(`<html lang="${language}"`) && isPristine()) location.reload();
}

// -- from the start ----------------------------------------------------------------------------------------------------

for (const one of document.querySelectorAll("[data-show]")) one.addEventListener("click", () => show(one.dataset.show));
document.querySelector("[data-send]").addEventListener("click", sendNow);
addEventListener("online", lookAgain);
addEventListener("offline", showNotice);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && lookAgain());
addEventListener("captured", () => onChange());

async function start() {
  captured.told.addEventListener("message", () => onChange());
  await captured.tidy();
  [setup, choice] = [await captured.about("setup"), await captured.about("choice")];
  await showCounts();
  if (setup) await show("form");
  navigator.serviceWorker?.register("/capture/sw.js", { scope: "/capture" }).catch(() => {});
  await refresh();
  if (!setup) await show("start");
  await sendNow();
  document.documentElement.dataset.ready = "yes";
}

function giveUp() {
  notice.hidden = false;
  notice.querySelector("[data-text]").textContent = words.insecure;
}

if (self.crypto?.subtle && self.indexedDB) await start().catch(giveUp);
else giveUp();
