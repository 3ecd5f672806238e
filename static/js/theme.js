// Light, dark or as the system has it: buttons with data-theme-choice.
import { say } from "./toast.js";

const root = document.documentElement;

function show() {
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === (root.dataset.theme || "system")));
  }
}

// The account keeps the choice, so that the next page and the next device wear it too.
function save(theme) {
  const address = root.dataset.themeUrl;
  if (!address) return;
  const token = document.querySelector("meta[name='csrf-token']")?.content || "";
  fetch(address, { method: "POST", headers: { "X-CSRFToken": token }, body: new URLSearchParams({ theme }), keepalive: true })
    .then((answer) => { if (!answer.ok) throw new Error(String(answer.status)); })
    .catch(() => say("The theme could not be saved; it holds until you leave this page.", { level: "warning" }));
}

export function start() {
  show();
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-choice]");
    if (!button) return;
    root.dataset.theme = button.dataset.themeChoice;
    try { localStorage.setItem("steward.theme", button.dataset.themeChoice); } catch { /* a private window forgets */ }
    show();
    save(button.dataset.themeChoice);
    document.dispatchEvent(new CustomEvent("steward:theme"));
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => document.dispatchEvent(new CustomEvent("steward:theme")));
}
