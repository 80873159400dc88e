// What every page of the house can do: the menu on a small screen, keys, dialogs, and the state of what htmx sends.

const typing = (target) =>
  target.closest("input:not([type=radio], [type=checkbox]), select, textarea, [contenteditable]");

// "/" goes to the search, "?" lists the keys; [data-key] presses its element, whose label (or data-says) explains it.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "/") return focusSearch(event);
  if (event.key === "?") return listKeys();
  if (event.key === "Enter" && event.target.closest("a, button, summary")) return; // it presses what has the focus
  const found = [...document.querySelectorAll("[data-key]")].filter(
    (one) => one.dataset.key === event.key && one.offsetParent !== null);
  const target = found.find((one) => one.closest("main")) ?? found[0]; // "n" is "no" where that is asked, not the menu's
  if (!target) return;
  event.preventDefault();
  if (target.matches("input, select, textarea")) target.focus();
  else target.click();
});

function focusSearch(event) {
  const search = document.querySelector("input[type=search]");
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
}

function listKeys() {
  const dialog = document.getElementById("keys");
  if (!dialog) return;
  const list = dialog.querySelector("dl");
  list.querySelectorAll(".found").forEach((one) => one.remove());
  for (const one of document.querySelectorAll("[data-key]")) {
    if (one.offsetParent === null) continue;
    const key = document.createElement("dt"), says = document.createElement("dd");
    key.className = says.className = "found";
    key.append(Object.assign(document.createElement("kbd"), { textContent: one.dataset.key }));
    says.textContent = one.dataset.says || one.getAttribute("aria-label") || one.textContent.trim();
    list.append(key, says);
  }
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  const menu = event.target.closest("[data-menu]");
  if (menu) {
    const isOpen = menu.getAttribute("aria-expanded") === "true";
    menu.setAttribute("aria-expanded", String(!isOpen));
    return;
  }
  const opener = event.target.closest("[data-dialog]");
  if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
  // one open drop-down at a time, and none after a click elsewhere
  for (const one of document.querySelectorAll("details.drop[open]")) {
    if (!one.contains(event.target)) one.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const one of document.querySelectorAll("details.drop[open]")) {
    one.open = false;
    one.querySelector("summary").focus();
  }
});

// A form with data-sure asks once before it is sent.
document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.sure || event.target.dataset.sure;
  if (question && !window.confirm(question)) event.preventDefault();
}, true);

// A table that is wider than the screen can be moved by the keyboard too.
const reachable = () => {
  for (const one of document.querySelectorAll(".scroll")) {
    if (one.scrollWidth > one.clientWidth) one.tabIndex = 0;
    else one.removeAttribute("tabindex");
  }
};
document.addEventListener("DOMContentLoaded", reachable);
document.addEventListener("htmx:afterSettle", reachable);
addEventListener("resize", reachable);

// A page may be older than the proof in its forms (somebody logged in in another window, or came back to it): the cookie
// has the one that counts now.
document.addEventListener("submit", (event) => {
  const proof = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  const field = event.target.querySelector("input[name=csrfmiddlewaretoken]");
  if (proof && field) field.value = proof;
}, true);

// What htmx sends may come to nothing: it says why, above everything else, and what was typed stays where it is.
const SAID_BY_THE_ANSWER = new Set([409, 422, 429]);

function say(status) {
  const trouble = document.getElementById("trouble");
  if (!trouble) return;
  const words = trouble.querySelector(`[data-for="${status}"]`) || trouble.querySelector('[data-for="500"]');
  for (const one of trouble.children) one.hidden = one !== words;
  trouble.hidden = false;
}

document.addEventListener("htmx:responseError", (event) => {
  const { status } = event.detail.xhr;
  if (!SAID_BY_THE_ANSWER.has(status)) say(status);
});
document.addEventListener("htmx:sendError", () => say(0));
document.addEventListener("htmx:timeout", () => say(0));
document.addEventListener("htmx:afterRequest", (event) => {
  const trouble = document.getElementById("trouble");
  if (trouble && event.detail.successful) trouble.hidden = true;
});
