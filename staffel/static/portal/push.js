// "Notify me on this phone": asks the browser only when the button is pressed, and says honestly how things stand.

class Said extends Error {} // what the server said, in the reader's language

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const base64 = (raw) =>
  btoa(String.fromCharCode(...raw)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

// The page may be drawn anew around it (portal.js): what is there now is asked for each time.
const box = () => document.querySelector("[data-push]");

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-push-on]")) attempt(switchOn);
  else if (event.target.closest("[data-push-off]")) attempt(switchOff);
});
new MutationObserver(() => box()?.hidden && show()).observe(document.body, { childList: true });
await show();
await renew().catch(() => {}); // without network nothing is lost: it is said again next time

// "unsupported" | "install" (iPhone: only an installed page may ask) | "denied" | "on" | "off"
async function state() {
  if (!("PushManager" in window) || !("serviceWorker" in navigator) || !("Notification" in window)) {
    const isApple = /iPhone|iPad|iPod/.test(navigator.userAgent) || (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1);
    return isApple && !navigator.standalone ? "install" : "unsupported";
  }
  if (Notification.permission === "denied") return "denied";
  const found = await subscription();
  if (!found || Notification.permission !== "granted" || box()?.dataset.wanted !== "yes") return "off";
  return isOurs(found) ? "on" : "off";
}

async function show(says = "") {
  const now = await state(), shown = box();
  if (!shown) return;
  shown.dataset.state = now;
  shown.querySelector("[data-push-says]").textContent = says || shown.dataset[now];
  shown.querySelector("[data-push-on]").hidden = now !== "off";
  shown.querySelector("[data-push-off]").hidden = now !== "on";
  shown.hidden = false;
}

// Where it is on here, the server is told so again: it may have lost this browser, or somebody else may have been here.
async function renew() {
  if (await state() === "on") await post(box().dataset.subscribe, (await subscription()).toJSON());
}

async function attempt(act) {
  box().setAttribute("aria-busy", "true");
  try {
    await act();
    await show();
  } catch (error) {
    await show(error instanceof Said ? error.message : box().dataset.failed);
  } finally {
    box().removeAttribute("aria-busy");
  }
}

async function switchOn() {
  if (await Notification.requestPermission() !== "granted") return;
  const worker = await navigator.serviceWorker.ready;
  const before = await worker.pushManager.getSubscription();
  if (before && !isOurs(before)) await before.unsubscribe(); // it was made with another key
  box().dataset.wanted = "yes";
  const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(box().dataset.push) });
  try {
    await post(box().dataset.subscribe, made.toJSON());
  } catch (error) {
    await made.unsubscribe(); // on here and unknown there would be a lie
    throw error;
  }
}

async function switchOff() {
  const found = await subscription();
  if (!found) return;
  await post(box().dataset.unsubscribe, { endpoint: found.endpoint });
  await found.unsubscribe();
}

async function subscription() {
  const worker = await navigator.serviceWorker.getRegistration();
  return worker ? worker.pushManager.getSubscription() : null;
}

function isOurs(found) {
  const key = found.options?.applicationServerKey;
  return !key || base64(new Uint8Array(key)) === box().dataset.push;
}

async function post(url, body) {
  const answer = await fetch(url, {
    method: "POST", credentials: "same-origin", body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", "X-CSRFToken": box().dataset.csrf },
  });
  if (answer.ok && !answer.redirected) return;
  const said = answer.status === 422 ? await answer.json() : null;
  throw said ? new Said(said.message) : new Error(String(answer.status));
}
