// Rows of a list are added, moved and removed by buttons, and each press brings back the whole form. What is pressed before
// that is there waits its turn and is then pressed where it stands by then: no press undoes the one before it.
const BUTTON = "button[name=do][hx-post]";
let waiting = []; // ids of buttons
let isUnderWay = false;
let held = null; // what the finger is on
let taken = []; // what names the rows that are about to be removed

function press(id) {
  waiting.push(id);
  takeOut();
  if (!isUnderWay) next();
}

function next() {
  while (waiting.length) {
    const button = document.getElementById(waiting.shift()); // not there any more: its row was removed
    if (button) return button.click();
  }
}

// A row that is about to be removed is neither shown nor sent: what is below it stands where the next press looks for it.
function takeOut(...more) {
  for (const id of [...waiting, ...more]) {
    const [, list, row] = document.getElementById(id)?.value.match(/^remove:([^:]+):(.*)$/) ?? [];
    const name = list && [...document.getElementsByName(list)].find((one) => one.value === row);
    if (!name) continue;
    name.disabled = name.parentElement.hidden = true;
    taken.push(name);
  }
}

function putBack() {
  for (const name of taken) name.disabled = name.parentElement.hidden = false;
  [waiting, taken] = [[], []];
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(BUTTON);
  if (!button) return;
  if (!isUnderWay) return takeOut(button.id);
  event.preventDefault();
  event.stopPropagation();
  press(button.id);
}, true);

// The form can come back between the finger's down and up: then no click comes of it.
document.addEventListener("pointerdown", (event) => { held = event.target.closest(BUTTON); });
document.addEventListener("pointercancel", () => { held = null; });
document.addEventListener("pointerup", () => {
  if (held && !held.isConnected) press(held.id);
  held = null;
});

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.requestConfig.elt.matches(BUTTON)) isUnderWay = true;
});
document.addEventListener("htmx:afterSwap", () => {
  taken = taken.filter((name) => name.isConnected);
  takeOut();
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.detail.requestConfig.elt.matches(BUTTON)) return;
  if (event.detail.requestConfig.elt.isConnected) putBack(); // the form has not come back: trouble, which the page says
  setTimeout(() => { // htmx has not let go of the request yet
    isUnderWay = false;
    next();
  });
});
