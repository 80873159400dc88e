// Keys 1 to 9 choose how the call ended; the cursor then goes where something is to be typed.
document.getElementById("call-done")?.addEventListener("change", (event) => {
  const wanted = { call_back: "#call_back_at", later: "#on", "sort-out": "#reason", "hand-on": ".then-hand-on input" };
  const field = wanted[event.target.dataset.follows] || wanted[event.target.value];
  if (field) document.querySelector(field)?.focus();
});
