// Light and dark follow the system unless the reader has chosen; runs before the page is drawn, so that nothing flashes.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => {
    try { return localStorage.getItem("theme"); } catch { return null; }
  };
  const follow = () =>
    document.documentElement.setAttribute("data-bs-theme", chosen() || (dark.matches ? "dark" : "light"));
  dark.addEventListener("change", follow);
  follow();
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-choice]");
    if (!button) return;
    try {
      if (button.dataset.themeChoice) localStorage.setItem("theme", button.dataset.themeChoice);
      else localStorage.removeItem("theme");
    } catch { /* a browser that keeps nothing follows the system */ }
    follow();
    mark();
  });
  const mark = () =>
    document.querySelectorAll("[data-theme-choice]").forEach((one) =>
      one.setAttribute("aria-pressed", String((chosen() || "") === one.dataset.themeChoice)));
  document.addEventListener("DOMContentLoaded", mark);
})();
