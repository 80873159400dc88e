// A lead's page: Escape leaves a field as it was, an open act is ready to be typed into, and what was said is in sight.

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const form = event.target.closest(".value-edit");
  if (form) form.querySelector(".cancel").click();
});

// Of several details with one name the browser lets only one be open: while htmx swaps, the old one still is, and the
// browser closes the new one.
function ready(within) {
  const act = within.querySelector("details[data-open]");
  if (!act) return;
  act.open = true;
  const first = act.querySelector("input:not([type=hidden]), select, textarea");
  if (first) first.focus();
  act.scrollIntoView({ block: "nearest" });
}

document.addEventListener("DOMContentLoaded", () => ready(document));

document.addEventListener("htmx:afterSettle", (event) => {
  const lead = document.getElementById("lead");
  if (!lead || event.detail.target.id !== "lead") return;
  ready(lead);
  const said = lead.querySelector(":scope > .say");
  if (said && said.getBoundingClientRect().top < 0) said.scrollIntoView({ block: "start" });
});

// An act that is opened is typed into at once.
document.addEventListener("toggle", (event) => {
  if (event.target.matches?.("details[name=act]") && event.target.open) {
    event.target.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  }
}, true);
