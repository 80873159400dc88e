// A lead's page: Escape leaves a field as it was, an open act is ready to be typed into, and what was said is in sight.

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const form = event.target.closest(".value-edit");
  if (!form) return;
  window.htmx?.process(form); // the browser may focus the field before htmx knows its links
  form.querySelector(".cancel").click();
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

// What stands in another open form while the page is swapped is kept: nothing that was typed is lost.
let kept = [];
let fields = [];

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "lead") return;
  const sent = event.detail.requestConfig.elt;
  kept = [...document.querySelectorAll("#lead details[name=act][open] form")]
    .filter((form) => form !== sent)
    .map((form) => ({
      action: form.getAttribute("action"),
      values: [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string"),
    }));
  fields = [...document.querySelectorAll("#lead .value.open")].filter((field) => !field.contains(sent));
});

// A value that is being corrected stays the very field it was, also what it was when it was opened (`seen`).
function reopen(lead) {
  for (const field of fields) {
    const fresh = lead.querySelector(`#${CSS.escape(field.id)}`);
    if (!fresh?.querySelector(".edit")) continue;  // not to be corrected any more
    fresh.replaceWith(field);
    window.htmx.process(field);
    const unknown = field.closest("details");
    if (unknown) unknown.open = true;
  }
  fields = [];
}

function restore(lead) {
  for (const { action, values } of kept) {
    const form = [...lead.querySelectorAll("form")].find((one) => one.getAttribute("action") === action);
    if (!form?.closest("details")) continue;  // not legal any more
    form.closest("details").open = true;
    for (const [name, value] of values) {
      const field = form.elements[name];
      if (field && "value" in field && field.type !== "checkbox") field.value = value;
    }
  }
  kept = [];
}

document.addEventListener("htmx:afterSettle", (event) => {
  const lead = document.getElementById("lead");
  if (!lead || event.detail.target.id !== "lead") return;
  restore(lead);
  reopen(lead);
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
