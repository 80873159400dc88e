// What becomes of the leads: one choice for all of them, and the fields that only an agreed date needs.

document.addEventListener("change", (event) => {
  const all = event.target.closest("#for-all");
  if (all && all.value) {
    for (const choice of document.querySelectorAll("[data-choice]")) {
      if ([...choice.options].some((option) => option.value === all.value)) choose(choice, all.value);
    }
  }
  const choice = event.target.closest("[data-choice]");
  if (choice) showFields(choice);
});

function choose(choice, value) {
  choice.value = value;
  showFields(choice);
}

function showFields(choice) {
  const fields = choice.parentElement.querySelector(".more-fields");
  if (fields) fields.hidden = choice.value !== "follow_up";
}
