// Questions with conditions are hidden until they apply; without this script all are shown, and the server sorts it out.

const form = document.getElementById("ask");

function answers(name) {
  const found = [];
  for (const one of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
    if (one.closest("[hidden]")) continue;
    if (one.type === "checkbox" || one.type === "radio") {
      if (one.checked) found.push(one.value === "on" ? "yes" : one.value);
    } else if (one.value.trim()) found.push(one.value.trim());
  }
  return found;
}

function applies({ question, values }) {
  if (!form.querySelector(`[name="${CSS.escape(question)}"]`)) return false;
  const given = answers(question);
  return values.length ? given.some((one) => values.includes(one)) : given.length > 0;
}

function draw() {
  // once more for each that waits for one below it
  const fields = [...form.querySelectorAll("[data-only-if]")];
  for (const _ of fields) for (const field of fields) field.hidden = !JSON.parse(field.dataset.onlyIf).every(applies);
}

form.addEventListener("input", draw);
draw();
const wrong = form.querySelector(".wrong :is(input, select, textarea)");
if (wrong) wrong.focus();
let isSent = false;
form.addEventListener("submit", (event) => {
  if (isSent) event.preventDefault(); // a double tap is one enquiry
  isSent = true;
});
window.addEventListener("pageshow", () => { isSent = false; });
