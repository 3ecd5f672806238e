// Short notices at the corner. The server sends one with the header HX-Trigger: {"toast": {"level": "success", "message": "..."}}.
const ICONS = { success: "circle-check", error: "circle-x", warning: "triangle-alert", info: "info" };
const STAYS_MS = 7000;
const SHOWN_MAX = 4;

function icon(name, className) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${document.body.dataset.icons}#${name}`);
  svg.append(use);
  return svg;
}

function leaveLater(toast) {
  if (toast.classList.contains("error")) return; // what went wrong stays until it is read
  let timer = setTimeout(() => toast.remove(), STAYS_MS);
  toast.addEventListener("pointerenter", () => clearTimeout(timer));
  toast.addEventListener("pointerleave", () => { timer = setTimeout(() => toast.remove(), STAYS_MS); });
}

export function say(message, { level = "info", title = "", link = "" } = {}) {
  const shelf = document.getElementById("toasts");
  if (!shelf || !message) return;
  const said = [title, message].join(" ");
  if ([...shelf.children].some((one) => one.dataset.said === said)) return; // the same word from two sides
  const toast = document.createElement("div");
  toast.dataset.said = said;
  toast.className = `toast ${level}`;
  toast.setAttribute("role", level === "error" ? "alert" : "status");
  const text = document.createElement("div");
  if (title) { const bold = document.createElement("b"); bold.textContent = title; text.append(bold); }
  const body = document.createElement(link && link.startsWith("/") ? "a" : "span");
  if (body.tagName === "A") body.href = link;
  body.textContent = message;
  text.append(body);
  const close = document.createElement("button");
  close.type = "button";
  close.setAttribute("aria-label", "Dismiss");
  close.dataset.dismiss = "";
  close.append(icon("x", "icon small"));
  toast.append(icon(ICONS[level] || "info", "icon"), text, close);
  shelf.append(toast);
  while (shelf.children.length > SHOWN_MAX) shelf.firstElementChild.remove();
  leaveLater(toast);
}

export function start() {
  for (const toast of document.querySelectorAll("#toasts > .toast")) leaveLater(toast);
  document.addEventListener("click", (event) => event.target.closest("[data-dismiss]")?.closest(".toast, .note, .banner")?.remove());
  document.body.addEventListener("toast", (event) => {
    const { message, level, title, link } = event.detail || {};
    say(message || event.detail?.value, { level, title, link });
  });
}
