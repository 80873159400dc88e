// [data-copy="id"] copies the text of that field; without the right to do so it is selected, ready for Ctrl+C.

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  const field = button && document.getElementById(button.dataset.copy);
  if (!field) return;
  field.focus();
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    if (!document.execCommand("copy")) return;
  }
  const said = document.querySelector("[data-copied]"), label = button.querySelector("span");
  const before = label.textContent;
  label.textContent = said.textContent;
  button.focus();
  said.textContent = said.textContent; // read out
  setTimeout(() => { label.textContent = before; }, 2000);
});
