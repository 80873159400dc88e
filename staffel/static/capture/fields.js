// The control of one question, by its type: chips for what is chosen, the right keyboard for what is typed.

const KEYBOARDS = { email: "email", telephone: "tel", number: "decimal", money: "decimal" };
const CAPITALS = new Set(["first_name", "last_name", "place", "street", "company"]);
const FEW = 8;
// Where a postal code is digits alone, the number keyboard is quicker.
export const DIGITS = new Set(["DE", "AT", "CH", "LI", "LU", "FR", "IT", "ES", "BE", "DK", "PL"]);

export const make = (name, props = {}, ...children) => {
  const made = Object.assign(document.createElement(name), props);
  for (const [key, value] of Object.entries(props.data ?? {})) made.dataset[key] = value;
  made.append(...children.filter((one) => one !== null && one !== undefined));
  return made;
};

// `change(value)` hears every change. Returns the element; `element.show(value)` puts a value in.
export function field(question, { words, country, change }) {
  const made = chosen(question, words) ? chips(question, words, change)
    : question.type === "consent" ? tick(question, change)
      : question.options.length ? select(question, words, change) : typed(question, country, change);
  made.classList.add("q");
  made.dataset.key = question.key;
  return made;
}

const chosen = (question, words) => question.type === "yes_no" || question.type === "choices" || (question.options.length > 0 && question.options.length <= FEW && Boolean(words));

const needs = () => make("span", { className: "needs", hidden: true });
const help = (question) => (question.help ? make("small", { textContent: question.help }) : null);

function chips(question, words, change) {
  const many = question.type === "choices";
  const options = question.type === "yes_no" ? [["yes", words.yes], ["no", words.no]] : question.options;
  const made = make("fieldset", {}, make("legend", {}, question.label, " ", needs()), help(question), make("div", { className: "options" }));
  const buttons = options.map(([key, label]) => make("button", { type: "button", className: "chip", textContent: label, value: key }));
  made.querySelector(".options").append(...buttons);
  const pressed = () => buttons.filter((one) => one.getAttribute("aria-pressed") === "true").map((one) => one.value);
  const press = (keys) => buttons.forEach((one) => one.setAttribute("aria-pressed", String(keys.includes(one.value))));
  made.addEventListener("click", (event) => {
    const button = event.target.closest(".chip");
    if (!button) return;
    const before = pressed(), isOn = before.includes(button.value);
    press(isOn ? before.filter((one) => one !== button.value) : many ? [...before, button.value] : [button.value]);
    change(many ? pressed() : pressed()[0] ?? "");
  });
  made.show = (value) => press((Array.isArray(value) ? value : [value ?? ""]).map(String));
  press([]);
  return made;
}

function tick(question, change) {
  const box = make("input", { type: "checkbox" });
  const made = make("div", {}, make("label", { className: "tick" }, box, make("span", {}, question.label, " ", needs())), help(question));
  box.addEventListener("change", () => change(box.checked ? "on" : ""));
  made.show = (value) => { box.checked = Boolean(value); };
  return made;
}

function select(question, words, change) {
  const control = make("select", { id: `q-${question.key}` }, make("option", { value: "", textContent: words.choose }),
    ...question.options.map(([key, label]) => make("option", { value: key, textContent: label })));
  control.addEventListener("change", () => change(control.value));
  const made = labelled(question, control);
  made.show = (value) => { control.value = value ?? ""; };
  return made;
}

function typed(question, country, change) {
  const isLong = question.type === "long_text";
  const control = make(isLong ? "textarea" : "input", { id: `q-${question.key}`, autocomplete: "off", spellcheck: isLong });
  if (isLong) control.rows = 3;
  else control.type = question.type === "date" ? "date" : question.type === "email" ? "email" : question.type === "telephone" ? "tel" : "text";
  control.maxLength = isLong ? 20000 : 200;
  if (KEYBOARDS[question.type]) control.inputMode = KEYBOARDS[question.type];
  if (question.type === "postal_code" && DIGITS.has(country)) control.inputMode = "numeric";
  if (question.key === "country") control.placeholder = country;
  control.setAttribute("autocapitalize", CAPITALS.has(question.key) ? "words" : isLong ? "sentences" : "off");
  control.setAttribute("enterkeyhint", "next");
  control.addEventListener("input", () => change(control.value.trim() ? control.value : ""));
  const made = labelled(question, control);
  made.show = (value) => { control.value = value ?? ""; };
  return made;
}

function labelled(question, control) {
  return make("div", {}, make("label", { htmlFor: control.id }, question.label, " ", needs()), control, help(question));
}
