// The one entry: what the pages need is decided by the attributes they carry.
import * as keys from "./keys.js";
import * as live from "./live.js";
import * as stale from "./stale.js";
import * as theme from "./theme.js";
import * as ticket from "./ticket.js";
import * as toast from "./toast.js";

const body = document.body;

body.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = document.querySelector("meta[name='csrf-token']")?.content || "";
});

// 422 carries the form with its errors and is swapped; anything else that failed is said in a toast.
body.addEventListener("htmx:responseError", (event) => {
  const answer = event.detail.xhr;
  const waiting = event.detail.target?.querySelector?.(".skeleton");
  if (waiting) {
    waiting.className = "body quiet";
    waiting.textContent = "Not available now.";
  }
  if (event.detail.requestConfig?.verb === "get" && (waiting || answer.status >= 500)) return; // what is read only may come again by itself
  let message = "";
  try { message = JSON.parse(answer.responseText).message; } catch {
    if (answer.status < 500) message = new DOMParser().parseFromString(answer.responseText, "text/html").querySelector("[data-error-message]")?.textContent.trim();
  }
  if (answer.status === 401 || (answer.status === 403 && !message)) message = "You are signed out, or this is not for your role.";
  toast.say(message || `The desk answered ${answer.status}.`, { level: "error" });
});
body.addEventListener("htmx:sendError", (event) => {
  if (event.detail.requestConfig?.verb !== "get") toast.say("The desk does not answer. Nothing was sent twice; look before you try again.", { level: "error" });
});

// What is loaded into a dialog opens it; the header HX-Trigger: close-dialog closes it.
body.addEventListener("htmx:afterSwap", (event) => {
  const dialog = event.detail.target.closest?.("dialog[data-opens-when-filled]");
  if (dialog && !dialog.open && dialog.textContent.trim()) dialog.showModal();
});
body.addEventListener("close-dialog", () => document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close()));

function settle(part) {
  ticket.settle(part);
  if (part.querySelector("[data-chart], [data-equity]")) import("./chart.js").then((chart) => chart.draw());
}
body.addEventListener("htmx:afterSettle", (event) => settle(event.target.parentElement || document));

// Selects that filter at once, as their form's button would.
document.addEventListener("change", (event) => { if (event.target.closest("[data-submits]")) event.target.form?.requestSubmit(); });

for (const behaviour of [theme, toast, keys, ticket, stale, live]) behaviour.start();
settle(document);
