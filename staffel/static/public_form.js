// The public form with a script: questions whose conditions do not hold are hidden, the place follows from the postal
// code, and the page within a vendor's website says how tall it is. Without it everything is shown and sent all the same.

const form = document.getElementById("ask");
document.documentElement.classList.add("scripted");

// What is answered in a question that is shown; none while it is hidden.
const answers = (name) => [...form.querySelectorAll(`[name="${CSS.escape(name)}"]:not(:disabled)`)]
  .filter((one) => !["checkbox", "radio"].includes(one.type) || one.checked)
  .map((one) => (one.type === "checkbox" && one.value === "on" ? "yes" : one.value.trim())).filter(Boolean);

function fits([name, wanted]) {
  if (!form.querySelector(`[name="${CSS.escape(name)}"]`)) return true;
  const given = answers(name);
  return wanted.length ? given.some((one) => wanted.includes(one)) : given.length > 0;
}

// What was typed in a hidden question stays for when it is asked again. Once more for each, so that a question that
// waits for one below it is right too.
function askOnlyWhatFits() {
  const fields = [...form.querySelectorAll("[data-only-if]")];
  for (const _ of fields) {
    for (const field of fields) {
      field.hidden = !JSON.parse(field.dataset.onlyIf).every(fits);
      for (const one of field.querySelectorAll("[name]")) one.disabled = field.hidden;
    }
  }
}

// The place of the postal code, where nobody has typed another.
function proposePlace() {
  const code = form.querySelector("[name=postal_code]"), place = form.querySelector("[name=place]");
  const said = document.getElementById("place-of");
  if (!code || !said) return;
  let waits = 0, proposed = "", asked = 0;
  async function ask(isDone) {
    const number = ++asked, body = new FormData();
    for (const name of ["postal_code", "country"]) body.set(name, form.querySelector(`[name=${name}]`)?.value ?? "");
    if (!code.value.trim()) return void (said.textContent = "");
    let found;
    try {
      found = await (await fetch(form.dataset.place, { method: "POST", body })).json();
    } catch {
      return; // it is said when the form is sent
    }
    if (number !== asked) return;
    if (place && found.place && (!place.value.trim() || place.value === proposed)) {
      place.value = proposed = found.place;
      askOnlyWhatFits();
    }
    said.textContent = found.place ? (place ? "" : found.place) : isDone && found.is_unknown ? said.dataset.unknown : "";
  }
  code.addEventListener("input", () => {
    clearTimeout(waits);
    waits = setTimeout(() => ask(false), 300);
  });
  code.addEventListener("change", () => ask(true));
  form.querySelector("[name=country]")?.addEventListener("change", () => ask(true));
}

// In the other language with all that is typed.
function keepTypedInOtherLanguage() {
  let isTyped = Boolean(form.querySelector(".wrong"));
  form.addEventListener("input", () => { isTyped = true; });
  document.getElementById("other")?.addEventListener("click", (event) => {
    if (!isTyped) return;
    event.preventDefault();
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "form-switch", value: event.target.lang }));
    form.submit();
  });
}

function sendOnce() {
  let isSent = false;
  form.addEventListener("submit", (event) => {
    if (isSent) event.preventDefault(); // a double tap is one enquiry
    isSent = true;
  });
  window.addEventListener("pageshow", () => { isSent = false; });
}

if (form) {
  form.addEventListener("input", askOnlyWhatFits);
  form.addEventListener("change", askOnlyWhatFits);
  askOnlyWhatFits();
  proposePlace();
  keepTypedInOtherLanguage();
  sendOnce();
  form.querySelector(".wrong :is(input:not([type=hidden]), select, textarea)")?.focus();
}

// Within another page: how tall it is, for embed.js there. A number and nothing else.
if (window.parent !== window) {
  const tell = () => parent.postMessage({ staffel: Math.ceil(document.documentElement.getBoundingClientRect().height) }, "*");
  new ResizeObserver(tell).observe(document.documentElement);
  addEventListener("load", tell);
  if (document.querySelector("[role=alert], .thanks")) parent.postMessage({ staffel_top: true }, "*");
}
