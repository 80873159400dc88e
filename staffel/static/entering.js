// Entering a lead with the keyboard alone: Enter goes on to the next field and never sends half a form, Ctrl+Enter
// sends it; who is known already is asked for while name, telephone, mail, company or address are typed.

const form = document.getElementById("entry");
const LOOKED_FOR = new Set(["first_name", "last_name", "phone", "email", "company", "postal_code", "place", "street"]);
let isTyped = Boolean(form?.querySelector(".wrong"));

function fields() {
  return [...form.querySelectorAll("input:not([type=hidden]), select, textarea, button.main")].filter(
    (one) => !one.disabled && one.offsetParent !== null);
}

function focusFirst() {
  const wrong = form.querySelector(".field.wrong :is(input, select, textarea)");
  const first = wrong || form.querySelector("#fields :is(input:not([type=hidden]), select, textarea)");
  first?.focus();
}

// What is answered in the form: the values of a question that is shown; none while it is hidden.
function answers(name) {
  return [...form.querySelectorAll(`[name="${CSS.escape(name)}"]:not(:disabled)`)]
    .filter((one) => !["checkbox", "radio"].includes(one.type) || one.checked)
    .map((one) => one.value).filter(Boolean);
}

// A question whose conditions do not hold is hidden and not sent; what was typed there stays for when they do. In the
// order of the form, so that a question behind a hidden one is hidden too.
function askOnlyWhatFits() {
  for (const field of form.querySelectorAll("#fields .field:has([data-only-if])")) {
    const controls = [...field.querySelectorAll("[name]")];
    const conditions = JSON.parse(field.querySelector("[data-only-if]").dataset.onlyIf);
    const fits = conditions.every(([name, wanted]) => {
      if (!form.querySelector(`[name="${CSS.escape(name)}"]`)) return true;
      const given = answers(name);
      return wanted.length ? given.some((one) => wanted.includes(one)) : given.length > 0;
    });
    field.hidden = !fits;
    for (const one of controls) one.disabled = !fits;
  }
}

if (form) {
  askOnlyWhatFits();
  form.addEventListener("change", askOnlyWhatFits);
  document.addEventListener("htmx:afterSwap", askOnlyWhatFits);
  focusFirst();
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("button.main"));
      return;
    }
    if (event.target.matches("textarea, button, a")) return;
    event.preventDefault();
    const all = fields();
    all[all.indexOf(event.target) + 1]?.focus();
  });
  form.addEventListener("input", (event) => {
    isTyped = true;
    askOnlyWhatFits();
    if (LOOKED_FOR.has(event.target.name)) document.getElementById("matches")?.dispatchEvent(new Event("known"));
  });
  form.addEventListener("submit", () => { isTyped = false; });
  window.addEventListener("beforeunload", (event) => {
    if (isTyped) event.preventDefault();
  });
}
