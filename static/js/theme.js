// Light, dark or as the system has it: buttons with data-theme-choice.
const root = document.documentElement;

function show() {
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === (root.dataset.theme || "system")));
  }
}

export function start() {
  show();
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-choice]");
    if (!button) return;
    root.dataset.theme = button.dataset.themeChoice;
    try { localStorage.setItem("steward.theme", button.dataset.themeChoice); } catch { /* a private window forgets */ }
    show();
    document.dispatchEvent(new CustomEvent("steward:theme"));
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => document.dispatchEvent(new CustomEvent("steward:theme")));
}
