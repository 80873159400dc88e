// "Notify me on this phone": asks the browser only when the button is pressed, and says honestly how things stand.

const box = document.querySelector("[data-push]");
if (box) begin();

async function begin() {
  const on = box.querySelector("[data-push-on]"), off = box.querySelector("[data-push-off]");
  on.addEventListener("click", () => attempt(switchOn));
  off.addEventListener("click", () => attempt(switchOff));
  box.hidden = false;
  await show();
}

// "unsupported" | "install" (iPhone: only an installed page may ask) | "denied" | "on" | "off"
async function state() {
  if (!("PushManager" in window) || !("serviceWorker" in navigator) || !("Notification" in window)) {
    const isApple = /iPhone|iPad|iPod/.test(navigator.userAgent) || (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1);
    return isApple && !navigator.standalone ? "install" : "unsupported";
  }
  if (Notification.permission === "denied") return "denied";
  const found = await subscription();
  if (!found || Notification.permission !== "granted") return "off";
  return isOurs(found) ? "on" : "off";
}

async function show(says = "") {
  const now = await state();
  box.dataset.state = now;
  box.querySelector("[data-push-says]").textContent = says || box.dataset[now];
  box.querySelector("[data-push-on]").hidden = now !== "off";
  box.querySelector("[data-push-off]").hidden = now !== "on";
}

async function attempt(act) {
  box.setAttribute("aria-busy", "true");
  try {
    await act();
    await show();
  } catch (error) {
    await show(error instanceof Said ? error.message : box.dataset.failed);
  } finally {
    box.removeAttribute("aria-busy");
  }
}

class Said extends Error {} // what the server said, in the reader's language

async function switchOn() {
  if (await Notification.requestPermission() !== "granted") return;
  const worker = await navigator.serviceWorker.ready;
  const before = await worker.pushManager.getSubscription();
  if (before && !isOurs(before)) await before.unsubscribe(); // it was made with another key
  const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(box.dataset.push) });
  try {
    await post(box.dataset.subscribe, made.toJSON());
  } catch (error) {
    await made.unsubscribe(); // on here and unknown there would be a lie
    throw error;
  }
}

async function switchOff() {
  const found = await subscription();
  if (!found) return;
  await post(box.dataset.unsubscribe, { endpoint: found.endpoint });
  await found.unsubscribe();
}

async function subscription() {
  const worker = await navigator.serviceWorker.getRegistration();
  return worker ? worker.pushManager.getSubscription() : null;
}

function isOurs(found) {
  const key = found.options?.applicationServerKey;
  return !key || base64(new Uint8Array(key)) === box.dataset.push;
}

async function post(url, body) {
  const answer = await fetch(url, {
    method: "POST", credentials: "same-origin", body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", "X-CSRFToken": box.dataset.csrf },
  });
  if (answer.ok && !answer.redirected) return;
  const said = answer.status === 422 ? await answer.json() : null;
  throw said ? new Said(said.message) : new Error(String(answer.status));
}

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const base64 = (raw) =>
  btoa(String.fromCharCode(...raw)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
