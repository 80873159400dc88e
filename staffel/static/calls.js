// Keys 1 to 9 choose how the call ended; the cursor then goes where something is to be typed.
const done = document.getElementById("call-done");
// After the last agreed attempt nobody calls again: what follows is asked once, before it is saved.
const last = document.querySelector("[data-sure-again]");
const askOnce = () => {
  if (!last) return;
  if (done.querySelector("[data-follows=again]:checked")) last.dataset.sure = last.dataset.sureAgain;
  else delete last.dataset.sure;
};
done?.addEventListener("change", askOnce);
askOnce();
done?.addEventListener("change", (event) => {
  if (event.target.dataset.follows === "call_back") document.getElementById("call_back_at")?.focus();
  if (event.target.dataset.follows !== "reached") return;
  event.target.blur(); // the numbers now choose among the answers
  (document.querySelector("#script [autofocus]") || document.getElementById("asked"))?.focus();
});
let wrong = document.querySelector(".call-result [aria-invalid=true]"); // what was refused comes first, once
wrong?.focus();
for (const [id, field] of [["then-later", "on"], ["then-sort-out", "reason"]]) {
  document.getElementById(id)?.addEventListener("toggle", (event) => {
    if (event.target.open) (wrong || document.getElementById(field)).focus();
    wrong = null;
  });
}
