// Before the first visitor: which event, who captures, and whether the device can go a day without network.

import { sortedEvents } from "./asked.js";
import { make } from "./fields.js";

const root = document.getElementById("start");
const pick = { event: "", colleague: "", test: false };

export const today = () => new Date().toLocaleDateString("sv"); // as ISO

export function showStart({ setup, choice, words, language }, begin) {
  Object.assign(pick, { event: "", colleague: "", test: false }, choice ?? {});
  const events = sortedEvents(setup?.events ?? [], today());
  if (!events.some((one) => one.key === pick.event)) pick.event = events[0]?.isOn || events.length === 1 ? events[0].key : "";
  const colleagues = setup?.colleagues ?? [];
  if (!colleagues.some((one) => one.id === pick.colleague)) pick.colleague = setup?.member ?? "";
  root.querySelector("[data-events]").replaceChildren(...(events.length ? events.map((one) => button(one, words, language)) : [make("p", { className: "say error", textContent: words.noEvent })]));
  press();
  const parties = new Set(colleagues.map((one) => one.party));
  const list = root.querySelector("[data-colleagues]");
  list.replaceChildren(make("option", { value: "", textContent: words.choose }),
    ...colleagues.map((one) => make("option", { value: one.id, textContent: parties.size > 1 ? `${one.name} (${one.party})` : one.name })));
  list.value = colleagues.some((one) => one.id === pick.colleague) ? pick.colleague : "";
  list.onchange = () => { pick.colleague = list.value; };
  const test = root.querySelector("[data-test]");
  test.checked = Boolean(pick.test);
  test.onchange = () => { pick.test = test.checked; };
  root.querySelector("[data-begin]").onclick = () => {
    if (!pick.event) return root.querySelector("[data-events] button")?.focus();
    if (!list.value) return list.focus();
    begin({ ...pick, colleague: list.value });
  };
  ready(setup, words, language);
  navigator.serviceWorker?.ready.then(() => ready(setup, words, language));
}

function button(event, words, language) {
  const day = (iso) => new Intl.DateTimeFormat(language, { day: "numeric", month: "short" }).format(new Date(`${iso}T12:00`));
  const days = event.from || event.until ? `${day(event.from || event.until)} – ${day(event.until || event.from)}` : "";
  const made = make("button", { type: "button", className: "chip", value: event.key }, make("b", { textContent: event.name }),
    make("small", { textContent: [days, event.isOn ? words.today : ""].filter(Boolean).join(" · ") }));
  made.addEventListener("click", () => {
    pick.event = event.key;
    press();
  });
  return made;
}

function press() {
  for (const one of root.querySelectorAll("[data-events] button")) one.setAttribute("aria-pressed", String(one.value === pick.event));
}

async function ready(setup, words, language) {
  const when = setup && new Intl.DateTimeFormat(language, { weekday: "short", hour: "2-digit", minute: "2-digit" }).format(setup.at);
  const registration = await navigator.serviceWorker?.getRegistration("/capture");
  const isKept = Boolean(await navigator.storage?.persisted?.());
  const points = [
    [Boolean(registration?.active), words.readyApp, words.notApp],
    [Boolean(setup), words.readySetup.replace("[when]", when), words.notSetup],
    [isKept, words.readyStore, words.notStore],
    [!document.documentElement.hasAttribute("data-logged-out"), words.readyLogin, words.notLogin],
  ];
  root.querySelector("[data-ready]").replaceChildren(...points.map(([is, yes, no]) => make("li", { className: is ? "" : "not", textContent: is ? yes : no })));
}
