// A placeholder that is pressed goes to where somebody was typing last.
let field = null;
document.addEventListener("focusin", (event) => {
  if (event.target.matches("#draft textarea, #draft input[type=text]")) field = event.target;
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  if (!button) return;
  const target = field?.isConnected ? field : document.querySelector("#draft textarea");
  if (!target) return;
  target.focus();
  target.setRangeText(button.dataset.insert, target.selectionStart, target.selectionEnd, "end");
  target.dispatchEvent(new Event("input", { bubbles: true }));
});

// What was unfolded stays so when a list has changed.
let unfolded = [];
document.addEventListener("htmx:beforeSwap", () => {
  unfolded = [...document.querySelectorAll("#editor details[id][open]")].map((one) => one.id);
});
document.addEventListener("htmx:afterSwap", () => {
  for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
});
