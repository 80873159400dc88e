// A photo is made smaller on the phone before it is kept or sent, and its form is then sent as if it had been this one.

import { shrink } from "./shrink.js";

document.addEventListener("change", async (event) => {
  const input = event.target;
  if (!input.matches("[data-photo]") || !input.files.length) return;
  const form = input.form, button = form.querySelector("label.button");
  form.querySelector(".say.error")?.remove();
  button?.setAttribute("aria-busy", "true");
  try {
    const smaller = await shrink(input.files[0]);
    const files = new DataTransfer();
    files.items.add(smaller);
    input.files = files.files;
    form.requestSubmit();
  } catch {
    input.value = "";
    const says = Object.assign(document.createElement("p"), { className: "say error", textContent: input.dataset.unreadable });
    says.setAttribute("role", "alert");
    form.prepend(says);
  } finally {
    button?.removeAttribute("aria-busy");
  }
});
