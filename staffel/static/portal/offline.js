// Fills the page without network from what the phone keeps: the list of one's leads, or the one that the address names.

const root = document.getElementById("kept-leads"), words = root.dataset;
const language = document.documentElement.lang;
const { about, leads } = await kept.leads();
const offers = about?.offers ?? [];

const format = (options) => new Intl.DateTimeFormat(language, { timeZone: about?.timezone, ...options }); // as the pages say it
const full = format({ weekday: "short", day: "numeric", month: "numeric", hour: "2-digit", minute: "2-digit" });
const day = format({ day: "numeric", month: "long" });
const part = (name) => root.querySelector(`template[data-${name}]`).content.cloneNode(true).firstElementChild;
const fill = (into, name, text) => {
  const found = into.querySelector(`[data-${name}]`);
  found.textContent = text;
  found.hidden = !text;
};

const asOf = root.querySelector("[data-as-of]");
asOf.textContent = about ? asOf.dataset.asOf.replace("[when]", full.format(about.at)) : "";
addEventListener("online", comeBack);

const wanted = location.pathname.match(/\/portal\/leads\/([0-9a-f-]{36})/)?.[1];
if (wanted) showLead(leads.find((one) => one.id === wanted));
else if (/^\/portal(\/leads)?\/?$/.test(location.pathname) || location.pathname.endsWith("/kept")) showList();
else root.querySelector("[data-missing]").hidden = false;

// A phone calls itself online with any wireless network about: the page goes only when the server has answered, since a
// reload in vain would also break off the way to a lead that was just tapped.
async function comeBack() {
  if (await kept.refresh() !== "offline") location.reload();
  else if (navigator.onLine) setTimeout(comeBack, 5_000);
}

function until(one) {
  const rests = new Date(one.rests_until || 0), at = new Date(one.deadline_at), isLate = at < Date.now();
  if (rests > Date.now()) return { text: words.rests.replace("[when]", day.format(rests)), isLate: false };
  return { text: (isLate ? words.overdue : words.due).replace("[when]", full.format(at)), isLate };
}

function temperature(into, one) {
  into.querySelector("[data-temperature]").replaceChildren(
    root.querySelector(`template[data-pill="${one.temperature}"]`).content.cloneNode(true));
}

function why(into, one) {
  into.querySelector("[data-why]").replaceChildren(...(one.temperature_reasons || []).map((text) =>
    Object.assign(document.createElement("p"), { textContent: text })));
}

function call(into, one) {
  const link = into.querySelector("[data-call]");
  link.hidden = !one.phone_url;
  into.querySelector("[data-no-call]").hidden = !one.phone || Boolean(one.phone_url); // known, and not to be called
  if (one.phone_url) link.href = one.phone_url;
  return link;
}

// -- the list ---------------------------------------------------------------------------------------------------------

async function showList() {
  const list = root.querySelector("[data-list]"), find = list.querySelector("[data-find]");
  list.hidden = false;
  list.querySelector("[data-none]").hidden = leads.length > 0;
  find.closest(".search").hidden = leads.length < 5;
  const draw = () => list.querySelector("ul").replaceChildren(...leads.filter((one) => matches(one, find.value)).map(row));
  find.addEventListener("input", draw);
  draw();
  await showOffers(list, offers);
}

// -- what the firm is asked: seen, and declined; accepting needs the network -------------------------------------------

async function showOffers(list, asked) {
  const cards = asked.map((one) => ({ id: one.id, made: offer(one) }));
  list.querySelector("[data-offer-cards]").replaceChildren(...cards.map(({ made }) => made));
  // What is declined already waits to be sent: it is gone from here, unless that is taken back.
  const look = async () => {
    const said = (await kept.reports()).filter((one) => one.kind === "decline" && !one.refused).map((one) => one.lead);
    for (const { id, made } of cards) made.hidden = said.some((lead) => lead.endsWith(id));
    const isEmpty = cards.every(({ made }) => made.hidden);
    list.querySelector("[data-offers]").hidden = isEmpty;
  };
  document.addEventListener("reports", look);
  await look();
}

function offer(one) {
  const made = part("offer"), due = { text: words.answer.replace("[when]", full.format(new Date(one.window_ends_at))) };
  made.dataset.leadName = [one.title, one.place].filter(Boolean).join(", ");
  made.setAttribute("aria-label", words.one.replace("[n]", one.number));
  fill(made, "until", one.is_halted ? words.still : due.text);
  fill(made, "number", words.one.replace("[n]", one.number));
  fill(made, "title", one.title);
  const away = one.distance_km === null ? "" : words.away.replace("[km]", one.distance_km);
  fill(made, "where", [one.place, away].filter(Boolean).join(" · "));
  temperature(made, one);
  why(made, one);
  made.querySelector('[data-of="asked"]').textContent = full.format(new Date(one.asked_at));
  answers(made, one);
  const tap = ([value, textContent]) => Object.assign(document.createElement("button"), { name: "reason", value, textContent });
  made.querySelector("[data-reasons]").replaceChildren(...one.decline.filter(([, , follows]) => follows !== "pause").map(tap));
  made.querySelector("[data-pauses]").replaceChildren(...one.decline.filter(([, , follows]) => follows === "pause").map(pause));
  for (const form of made.querySelectorAll("[data-act]")) form.action = `/portal/leads/${one.id}/${form.dataset.act}`;
  return made;
}

function pause([key, label]) {
  const made = part("pause");
  made.querySelector("[data-reason]").textContent = label;
  for (const field of made.querySelectorAll("[name=reason]")) field.value = key;
  made.querySelector("[data-tomorrow]").min = tomorrow();
  return made;
}

function matches(one, typed) {
  const digits = typed.replace(/\D/g, "");
  const text = [one.name, one.company, ...one.address, one.number].join(" ").toLocaleLowerCase(language);
  return typed.trim().toLocaleLowerCase(language).split(/\s+/).every((word) => text.includes(word))
    || (digits.length > 2 && `${one.phone_url} ${one.phone.replace(/\D/g, "")}`.includes(digits));
}

function row(one) {
  const made = part("row"), due = until(one);
  made.querySelector(".to").href = `/portal/leads/${one.id}`;
  fill(made, "name", one.name);
  fill(made, "where", [one.address.at(-1), one.product].filter(Boolean).join(" · "));
  fill(made, "until", new Date(one.rests_until || 0) > Date.now() ? due.text : `${one.task} · ${due.text}`);
  made.querySelector("[data-until]").classList.toggle("overdue", due.isLate);
  temperature(made, one);
  call(made, one).setAttribute("aria-label", `${one.name}: ${one.phone}`);
  return made;
}

// -- one lead ---------------------------------------------------------------------------------------------------------

async function showLead(one) {
  const offered = one ? null : offers.find((other) => other.id === wanted);
  if (offered) {
    const list = root.querySelector("[data-list]");
    list.hidden = false;
    for (const other of list.querySelectorAll(":scope > h1, :scope > .search, :scope > [data-no-offers]")) other.hidden = true;
    await showOffers(list, [offered]);
    return;
  }
  if (!one) {
    root.querySelector("[data-missing]").hidden = false;
    return;
  }
  const made = part("page"), due = until(one);
  made.dataset.leadName = one.name;
  document.title = `${one.name} · ${document.title.split(" · ").at(-1)}`;
  fill(made, "name", one.name);
  fill(made, "phone", one.phone);
  fill(made, "number-only", one.phone);
  call(made, one);
  fill(made, "until", due.text);
  made.querySelector(".until").classList.toggle("late", due.isLate);
  fill(made, "task", one.task);
  fill(made, "number", words.one.replace("[n]", one.number));
  temperature(made, one);
  why(made, one);
  facts(made, one);
  permitted(made, one);
  handouts(made, one);
  made.querySelector("[data-agreed]").hidden = !one.appointment;
  if (one.appointment) fill(made, "appointment", full.format(new Date(one.appointment)));
  happened(made, one);
  for (const form of made.querySelectorAll("[data-act]")) form.action = `/portal/leads/${one.id}/${form.dataset.act}`;
  made.querySelector("[data-tomorrow]").min = tomorrow();
  made.querySelector("[data-lost]").replaceChildren(...one.lost.map(([key, label]) =>
    Object.assign(document.createElement("button"), { name: "reason", value: key, textContent: label })));
  made.querySelector("[data-lost]").closest("details").hidden = !one.lost.length;
  for (const place of made.querySelectorAll("[data-closing]")) place.replaceChildren(...(one.closing || []).map(asked));
  const place = root.querySelector("[data-lead]");
  place.replaceChildren(made);
  place.hidden = false;
}

// What must be answered before the end, as the page with network asks it: named alike, so that both are read alike.
function asked(question) {
  const make = (tag, values, ...inside) => {
    const made = Object.assign(document.createElement(tag), values);
    made.append(...inside);
    return made;
  };
  const name = `answer-${question.key}`;
  if (question.type === "choices") {
    const ticks = question.options.map(([value, label]) => make("label", {}, make("input", { type: "checkbox", name, value }), ` ${label}`));
    return make("fieldset", { className: "ticks" }, make("legend", { textContent: question.label }), ...ticks);
  }
  if (question.options.length) {
    const options = question.options.map(([value, label]) => make("option", { value, textContent: label }));
    return make("label", {}, question.label, make("select", { name, required: true }, make("option", { value: "", textContent: "–" }), ...options));
  }
  if (question.type === "long_text") return make("label", {}, question.label, make("textarea", { name, rows: 5, maxLength: 20000, required: true }));
  const type = { email: "email", telephone: "tel", date: "date" }[question.type] || "text";
  const inputMode = ["number", "money"].includes(question.type) ? "decimal" : "";
  return make("label", {}, question.label, make("input", { name, type, inputMode, maxLength: 500, autocomplete: "off", required: true }));
}

// By the firm's calendar, as a date field wants it.
function tomorrow() {
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: about?.timezone }).format(new Date());
  return new Date(Date.parse(today) + 24 * 3600_000).toISOString().slice(0, 10);
}

function answers(made, one) {
  const list = made.querySelector("dl"), before = made.querySelector('[data-if="asked"]');
  for (const [label, value] of one.answers) {
    list.insertBefore(Object.assign(document.createElement("dt"), { textContent: label }), before);
    list.insertBefore(Object.assign(document.createElement("dd"), { textContent: value }), before);
  }
}

function permitted(made, one) {
  const list = made.querySelector("[data-permitted]"), make = (tag, textContent) => Object.assign(document.createElement(tag), { textContent });
  list.replaceChildren(...(one.permitted ?? []).flatMap(([label, is]) => [make("dt", label), make("dd", is ? list.dataset.yes : list.dataset.no)]));
  list.hidden = list.previousElementSibling.hidden = !list.children.length;
}

function handouts(made, one) {
  const place = made.querySelector("[data-handouts]"), list = place.querySelector("ul"), had = one.handouts ?? [];
  list.replaceChildren(...had.map(([title, way, at, giver]) => {
    const when = at ? day.format(new Date(at)) : list.dataset.onItsWay;
    const item = Object.assign(document.createElement("li"), { textContent: `${title} ` });
    item.append(Object.assign(document.createElement("small"), { className: "soft", textContent: [way, when, giver].filter(Boolean).join(", ") }));
    return item;
  }));
  place.hidden = !had.length;
}

function happened(made, one) {
  const place = made.querySelector("[data-happened]"), list = place.querySelector("ol"), lines = one.history ?? [];
  const make = (tag, values) => Object.assign(document.createElement(tag), values);
  list.replaceChildren(...lines.map(([at, text, note]) => {
    const item = make("li", {});
    item.append(make("time", { dateTime: at, textContent: full.format(new Date(at)) }), text);
    if (note) item.append(make("span", { className: "soft typed", textContent: note }));
    return item;
  }));
  place.hidden = !lines.length;
}

function facts(made, one) {
  const values = { company: one.company, email: one.email, product: one.product, message: one.message, address: one.address.join("\n"), asked: full.format(new Date(one.asked_at)) };
  for (const [name, value] of Object.entries(values)) {
    const at = made.querySelector(`[data-of="${name}"]`), label = made.querySelector(`[data-if="${name}"]`);
    at.textContent = value;
    at.hidden = !value;
    if (label) label.hidden = !value;
  }
  const mail = made.querySelector('[data-of="email"]');
  if (one.email) mail.replaceChildren(Object.assign(document.createElement("a"), { href: `mailto:${one.email}`, textContent: one.email }));
  answers(made, one);
  made.querySelector("[data-notes]").replaceChildren(...one.notes.map(([author, at, text]) => {
    const note = Object.assign(document.createElement("p"), { className: "message" });
    note.append(Object.assign(document.createElement("small"), { className: "soft", textContent: `${author}, ${full.format(new Date(at))}` }), document.createElement("br"), text);
    return note;
  }));
}
