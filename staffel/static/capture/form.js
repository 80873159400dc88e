// The questionnaire of one talk: what is typed is kept at once (as a draft, sealed), what is still open is said, and saving
// writes the lead down for good.

import { answersOf, isAnswered, isAsked, openGroups } from "./asked.js";
import { readCard } from "./cards.js";
import { DIGITS, field, make } from "./fields.js";
import { codeIn, scan } from "./scan.js";
import { shrink } from "../portal/shrink.js";

const root = document.getElementById("form"), bar = document.getElementById("bar"), form = root.querySelector("form");
const MOST_PHOTOS = 4, KEEPS_AFTER = 300, LOOKS_AFTER = 600;
const NAMES = ["last_name", "first_name", "company", "email", "phone"], LOOKED_FOR = ["phone", "email", "company", "postal_code", "country"];
let day = null; // {setup, event, choice, words, language}
let lead = null; // {id, at, values, temperature, materials, consents, language, note, photos}
let fields = new Map(), had = {}, keeping = 0, looking = 0, saved = () => {};

const empty = () => ({ id: crypto.randomUUID(), at: "", values: {}, temperature: "", materials: {}, consents: {}, language: "", note: "", photos: [] });
const questions = () => day.setup.forms[day.event.form].questions;
export const isPristine = () => !lead || !hasContent();
const hasContent = () => Object.keys(lead.values).length > 0 || lead.photos.length > 0 || Boolean(lead.note || lead.temperature)
  || Object.keys(lead.materials).length > 0 || Object.keys(lead.consents).length > 0;

// -- the draft ---------------------------------------------------------------------------------------------------------

// One tab types one draft: it holds a lock as long as it lives, so that another tab takes up only what nobody types.
const mine = new Set();
const own = (id) => new Promise((done) => {
  if (!navigator.locks || mine.has(id)) return done(true);
  navigator.locks.request(`capture-draft-${id}`, { ifAvailable: true }, (lock) => {
    if (lock) mine.add(id);
    done(Boolean(lock));
    return lock ? new Promise(() => {}) : null;
  }).catch(() => done(false));
});

export async function openForm(given, whenSaved) {
  day = given;
  saved = whenSaved;
  if (!lead) lead = (await leftDraft()) ?? empty();
  await own(lead.id);
  draw();
}

async function leftDraft() {
  for (const row of await captured.drafts()) {
    if (!(await own(row.id))) continue;
    const found = await captured.lead(row.id);
    if (found && !found.isBroken) return { ...empty(), ...found.content, id: row.id, at: row.at };
  }
  return null;
}

// Takes a kept lead into the form again; false while it is being sent.
export async function editLead(id) {
  const take = async () => {
    const row = await captured.lead(id);
    if (!row || row.taken || !captured.UNSENT.includes(row.state)) return false;
    if (lead && hasContent() && lead.id !== id) await keepNow("draft");
    const { refused, name, ...content } = row.content;
    lead = { ...empty(), ...content, id, at: row.at };
    return true;
  };
  const isMine = navigator.locks ? await navigator.locks.request("capture-send", { ifAvailable: true }, (lock) => (lock ? take() : false)) : await take();
  if (isMine) {
    await own(id);
    draw();
  }
  return isMine;
}

const contentNow = () => {
  const { id, at, ...content } = lead;
  return content;
};

// One after the other: what was typed last is what stays.
let writing = Promise.resolve();
const write = (job) => (writing = writing.catch(() => {}).then(job));
function keepNow(state) {
  const { id, at } = lead, content = contentNow();
  return write(() => captured.keep(id, { at: at || new Date().toISOString(), state, content }));
}

function keepSoon() {
  clearTimeout(keeping);
  const { id } = lead;
  keeping = setTimeout(() => lead.id === id && (hasContent() ? keepNow("draft") : write(() => captured.remove(id))), KEEPS_AFTER);
}

// -- drawing -----------------------------------------------------------------------------------------------------------

function draw() {
  const { setup, words } = day;
  fields = new Map();
  for (const section of ["prospect", "interest"]) {
    const made = questions().filter((one) => one.section === section).map((one) => {
      const element = field(one, { words, country: setup.country, change: (value) => answer(one.key, value) });
      fields.set(one.key, element);
      return element;
    });
    root.querySelector(`[data-questions=${section}]`).replaceChildren(...made);
  }
  drawMaterials();
  drawLanguages();
  showValues();
}

function showValues() {
  for (const [key, element] of fields) element.show(lead.values[key]);
  for (const one of root.querySelectorAll("[data-temperature] button")) one.setAttribute("aria-pressed", String(one.dataset.value === lead.temperature));
  for (const one of root.querySelectorAll("[data-materials] button")) one.setAttribute("aria-pressed", String(lead.materials[one.dataset.key] === one.value));
  had = {};
  showHad();
  showConsents();
  root.querySelector("#note").value = lead.note;
  document.getElementById("known").replaceChildren();
  drawPhotos();
  judge();
  lookSoon();
}

function drawMaterials() {
  const { setup, words } = day, box = root.querySelector("[data-materials]");
  box.hidden = !setup.materials.length;
  box.querySelector("ul").replaceChildren(...setup.materials.map((one) => make("li", {}, make("span", {}, one.title, make("small", { className: "had", role: "status", hidden: true, data: { had: one.key } })),
    make("div", { className: "options", role: "group", ariaLabel: one.title },
      one.paper ? make("button", { type: "button", className: "chip", textContent: words.given, value: "given", data: { key: one.key } }) : null,
      make("button", { type: "button", className: "chip", textContent: words.promised, value: "promised", data: { key: one.key } })))));
}

// Who is not asked speaks the vendor's language; a setup from before this was asked has one text each.
const spoken = () => lead.language || day.setup.home_language || day.language;

function drawLanguages() {
  const box = root.querySelector("[data-language]"), { languages = [] } = day.setup;
  box.hidden = languages.length < 2;
  box.querySelector("div").replaceChildren(...languages.map(([value, name]) => make("button", { type: "button", className: "chip", lang: value, textContent: name, value })));
}

function showConsents() {
  const box = root.querySelector("[data-consents]"), { consents } = day.setup, language = spoken();
  for (const one of root.querySelectorAll("[data-language] button")) one.setAttribute("aria-pressed", String(one.value === language));
  box.hidden = !consents.length;
  box.querySelector("div").replaceChildren(...consents.map((one) => make("label", { className: "tick" },
    make("input", { type: "checkbox", value: one.purpose, checked: one.purpose in lead.consents, data: { version: one.version } }),
    make("span", { lang: language, textContent: one.texts?.[language] ?? one.texts?.en ?? one.text }))));
}

async function drawPhotos() {
  const { words } = day, rows = lead.photos.length ? await captured.photos(lead.id) : [];
  const made = await Promise.all(rows.map(async (row) => {
    const picture = make("img", { alt: words.photo, src: URL.createObjectURL(await captured.photo(row)) });
    picture.onload = () => URL.revokeObjectURL(picture.src);
    const drop = make("button", { type: "button", textContent: "✕", ariaLabel: words.removePhoto });
    drop.addEventListener("click", async () => {
      await captured.removePhoto(row.id);
      lead.photos = lead.photos.filter((one) => one !== row.id);
      changed();
      await drawPhotos();
    });
    return make("figure", {}, picture, drop);
  }));
  root.querySelector("[data-cards]").replaceChildren(...made);
}

// What is still needed: beside each question, and in one line at the bottom.
function judge() {
  const { setup, event, words } = day, all = questions();
  const known = [...(setup.country ? ["country"] : []), ...(event.product ? ["product"] : [])];
  const groups = openGroups(all, lead.values, known), open = new Set(groups.flat().map((one) => one.key));
  for (const one of all) {
    const element = fields.get(one.key), mark = element.querySelector(".needs");
    element.hidden = !isAsked(one, all, lead.values);
    mark.textContent = words.needed;
    mark.hidden = !open.has(one.key);
  }
  const missing = groups.map((group) => group.map((one) => one.label).join(` ${words.or} `));
  if (event.needs_consent && !lead.consents.pass_on) missing.push(words.consent);
  const state = bar.querySelector(".state");
  state.classList.toggle("complete", !missing.length);
  state.classList.toggle("open", missing.length > 0);
  bar.querySelector("[data-state]").textContent = !missing.length ? words.complete : missing.length === 1 ? words.openOne : words.openMany.replace("[n]", missing.length);
  bar.querySelector("[data-missing]").textContent = missing.length ? missing.join(", ") : words.straight;
  bar.dataset.open = groups[0]?.[0].key ?? "";
}

// -- what happens ------------------------------------------------------------------------------------------------------

function changed() {
  lead.at ||= new Date().toISOString(); // the talk has begun
  judge();
  keepSoon();
}

function answer(key, value) {
  if (isAnswered(value)) lead.values[key] = value;
  else delete lead.values[key];
  if (key === "country") fields.get("postal_code")?.querySelector("input")?.setAttribute("inputmode", value && !DIGITS.has(value.trim().toUpperCase()) ? "text" : "numeric");
  if (LOOKED_FOR.includes(key)) lookSoon();
  changed();
}

root.querySelector("[data-temperature]").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  lead.temperature = lead.temperature === button.dataset.value ? "" : button.dataset.value;
  for (const one of root.querySelectorAll("[data-temperature] button")) one.setAttribute("aria-pressed", String(one.dataset.value === lead.temperature));
  changed();
});

root.querySelector("[data-materials]").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const { key } = button.dataset;
  if (lead.materials[key] === button.value) delete lead.materials[key];
  else lead.materials[key] = button.value;
  for (const one of button.parentElement.querySelectorAll("button")) one.setAttribute("aria-pressed", String(lead.materials[key] === one.value));
  changed();
});

root.querySelector("[data-language]").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button || button.value === spoken()) return;
  lead.language = button.value;
  lead.consents = {}; // what was ticked was another text
  showConsents();
  changed();
});

root.querySelector("[data-consents]").addEventListener("change", ({ target }) => {
  if (target.checked) lead.consents[target.value] = { version: target.dataset.version, at: new Date().toISOString() };
  else delete lead.consents[target.value];
  changed();
});

root.querySelector("#note").addEventListener("input", ({ target }) => {
  lead.note = target.value.trim() ? target.value : "";
  changed();
});

root.querySelector("[data-card]").addEventListener("change", async ({ target }) => {
  const [file] = target.files;
  target.value = "";
  if (!file || lead.photos.length >= MOST_PHOTOS) return;
  try {
    const small = await shrink(file), id = crypto.randomUUID();
    await captured.keepPhoto(id, lead.id, small);
    lead.photos.push(id);
    changed();
    await drawPhotos();
    const code = await codeIn(file).catch(() => ""); // many cards carry a code
    if (readCard(code)) take(code);
  } catch (error) {
    told(error.name === "QuotaExceededError" ? day.words.full : day.words.unreadable, true);
  }
});

root.querySelector("[data-scan]").addEventListener("click", () => scan(day.words, take));

// What a code says goes into the form; what is no contact, or asked nowhere, goes into the note, so that nothing is lost.
export function take(text) {
  const card = readCard(text), { words } = day, said = Object.entries(card?.values ?? {});
  const notes = card ? [...said.filter(([key]) => !fields.has(key)).map(([, value]) => value), card.note] : [text.trim()];
  for (const note of notes) if (note && !lead.note.includes(note)) lead.note = [lead.note, note].filter(Boolean).join("\n");
  for (const [key, value] of said) if (fields.has(key)) lead.values[key] = value;
  const labels = questions().filter((one) => card?.values[one.key]).map((one) => one.label).join(", ");
  showValues();
  changed();
  lookSoon();
  told(card ? words.taken.replace("[what]", labels) : words.noContact);
}

function told(text, isError = false) {
  const says = root.querySelector("[data-told]");
  says.textContent = text;
  says.classList.toggle("error", isError);
  says.hidden = !text;
  if (isError) says.scrollIntoView({ block: "center" });
}

// -- who is known already ----------------------------------------------------------------------------------------------

function lookSoon() {
  clearTimeout(looking);
  looking = setTimeout(() => look().catch(() => {}), LOOKS_AFTER);
}

// What the person has already, by what the device and the server know: said beside the material, before it is given.
function showHad() {
  const { setup, words } = day;
  for (const one of root.querySelectorAll("[data-had]")) {
    const how = had[one.dataset.had], { once } = setup.materials.find(({ key }) => key === one.dataset.had);
    const says = { given: words.hadGiven, promised: words.hadPromised }[how] ?? words.hadBefore;
    one.textContent = how ? [says, once ? words.notTwice : ""].filter(Boolean).join(" ") : "";
    one.hidden = !how;
  }
}

async function look() {
  const box = document.getElementById("known"), { id } = lead;
  const own = await captured.hadBefore(id, lead.values);
  if (lead.id !== id) return;
  had = own;
  showHad();
  const given = LOOKED_FOR.filter((key) => lead.values[key]);
  if (!navigator.onLine || !given.some((key) => ["phone", "email", "company"].includes(key))) return box.replaceChildren();
  const { token } = await captured.get("/capture/token.json");
  if (!token) return;
  const body = new FormData();
  for (const key of given) body.set(key, lead.values[key]);
  const answer = await fetch("/leads/new/known", { method: "POST", body, headers: { "X-CSRFToken": token } });
  if (!answer.ok || answer.redirected || lead.id !== id) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const one of page.querySelectorAll("[data-has]")) for (const key of one.dataset.has.split(" ")) had[key] ??= "before";
  showHad();
  box.replaceChildren(...(page.querySelector("li") ? page.body.childNodes : []));
}

// -- saving ------------------------------------------------------------------------------------------------------------

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.localName === "textarea") return;
  event.preventDefault();
  const all = [...form.querySelectorAll("input:not([type=checkbox]), textarea, select")].filter((one) => one.checkVisibility?.() ?? true);
  all[all.indexOf(event.target) + 1]?.focus();
});
bar.querySelector("[data-save]").addEventListener("click", () => save());
bar.querySelector("[data-open]").addEventListener("click", () => {
  const first = fields.get(bar.dataset.open);
  first?.scrollIntoView({ block: "center" });
  first?.querySelector("input, select, textarea, button")?.focus({ preventScroll: true });
});
root.querySelector("[data-clear]").addEventListener("click", async () => {
  if (hasContent() && !confirm(day.words.sureClear)) return;
  clearTimeout(keeping);
  const { id } = lead;
  await write(() => captured.remove(id));
  await begin();
});

const nameOf = (answers, words) => [answers.first_name, answers.last_name].filter(Boolean).join(" ") || answers.company || answers.email || answers.phone || words.cardOnly;

// Writes the lead down and makes room for the next; the id of the one that was saved, "" where nobody is named.
export async function save() {
  const { event, choice, setup, words } = day, answers = answersOf(questions(), lead.values);
  if (!NAMES.some((key) => answers[key]) && !lead.photos.length) {
    told(words.nobody, true);
    fields.get("last_name")?.querySelector("input")?.focus();
    return "";
  }
  clearTimeout(keeping);
  lead.at ||= new Date().toISOString();
  const { id, at } = lead, name = nameOf(answers, words);
  const content = { ...contentNow(), values: answers, language: spoken(), name, campaign: event.key, form: setup.forms[event.form].id, colleague: choice.colleague, test: Boolean(choice.test) };
  try {
    await write(() => captured.keep(id, { at, state: "waiting", content }));
  } catch {
    told(words.full, true); // it still stands in the form
    return "";
  }
  await begin();
  told(words.saved.replace("[name]", name));
  saved(id, name);
  return id;
}

async function begin() {
  lead = (await leftDraft()) ?? empty(); // one that was begun before another was mended
  await own(lead.id);
  told("");
  showValues();
  scrollTo({ top: 0 });
}

// What has become of the lead that was saved last, where the form is still empty.
export function tell(text) {
  if (isPristine()) told(text);
}
