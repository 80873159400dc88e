// Entering a lead with the keyboard alone: Enter goes on to the next field and never sends half a form, Ctrl+Enter
// sends it; what is known already is asked for while telephone, mail, company or postal code are typed.

const form = document.getElementById("entry");
const LOOKED_FOR = new Set(["phone", "email", "company", "postal_code"]);
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

if (form) {
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
    if (LOOKED_FOR.has(event.target.name)) document.getElementById("matches")?.dispatchEvent(new Event("known"));
  });
  form.addEventListener("submit", () => { isTyped = false; });
  window.addEventListener("beforeunload", (event) => {
    if (isTyped) event.preventDefault();
  });
}
