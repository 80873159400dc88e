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
