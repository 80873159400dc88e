// The list of leads: rows are ticked one by one, all of a page, or all that fit; then the bar says what can be done.
// A select with data-send sends its form when another entry is chosen.

function count(form) {
  const bar = form.querySelector(".bulk");
  const boxes = [...form.querySelectorAll("input[name=lead]")];
  const ticked = boxes.filter((one) => one.checked).length;
  const all = form.querySelector("input[name=all]");
  const head = form.querySelector("[data-all]");
  bar.hidden = !ticked && !all?.checked;
  bar.querySelector("[data-count]").textContent = all?.checked ? all.dataset.fits : ticked;
  head.checked = ticked > 0 && ticked === boxes.length;
  head.indeterminate = ticked > 0 && ticked < boxes.length;
}

function begin() {
  for (const form of document.querySelectorAll("form.bulk-list")) {
    form.querySelector("[data-all]").hidden = false;
    count(form);
  }
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-send]")) {
    event.target.form.querySelector("[name=asked]")?.remove();
    return event.target.form.submit();
  }
  const form = event.target.closest("form.bulk-list");
  if (!form) return;
  if (event.target.matches("[data-all]")) {
    for (const one of form.querySelectorAll("input[name=lead]")) one.checked = event.target.checked;
    const all = form.querySelector("input[name=all]");
    if (all && !event.target.checked) all.checked = false;
  }
  count(form);
});

document.addEventListener("htmx:afterSettle", begin);
window.addEventListener("pageshow", begin); // going back brings the ticks again
begin();
