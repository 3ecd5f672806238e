// Shortcuts, the command palette and moving through rows. Single letters count only outside of fields, and can be switched off.
const FIELD = "input, select, textarea, [contenteditable], dialog[open] [role='listbox']";
let leader = 0;

function isOff() {
  let kept = null;
  try { kept = localStorage.getItem("steward.shortcuts"); } catch { kept = null; }
  return (kept ?? document.body.dataset.shortcuts) === "off";
}

function open(id) {
  const dialog = document.getElementById(id);
  if (dialog && !dialog.open) dialog.showModal();
  return dialog;
}

function rows() {
  return [...document.querySelectorAll("main [data-row]")].filter((row) => row.offsetParent !== null);
}

function selected() {
  return document.querySelector("main [data-row][aria-selected='true']");
}

function move(by) {
  const all = rows();
  if (!all.length) return false;
  const now = all.indexOf(selected());
  const next = all[Math.min(all.length - 1, Math.max(0, now + by))];
  all.forEach((row) => row.removeAttribute("aria-selected"));
  next.setAttribute("aria-selected", "true");
  next.scrollIntoView({ block: "nearest" });
  return true;
}

// A key acts on the selected row. Without one it acts only on a page about one thing (main carries data-one-thing): never on the first of many.
function act(name) {
  const wanted = `[data-key-action="${name}"]`;
  const ofPage = document.querySelectorAll(`main[data-one-thing] ${wanted}`);
  const target = selected()?.querySelector(wanted) || (ofPage.length === 1 ? ofPage[0] : null);
  if (!target) return false;
  if (target.tagName === "INPUT" || target.tagName === "TEXTAREA") target.focus(); else target.click();
  return true;
}

// A table that is fetched again keeps its selected row: known by what the row opens.
function nameOf(row) {
  return row.id || row.querySelector("[data-key-action='open']")?.getAttribute("href") || "";
}

function keepSelection() {
  let kept = "";
  document.body.addEventListener("htmx:beforeSwap", () => { const row = selected(); if (row) kept = nameOf(row); });
  document.body.addEventListener("htmx:afterSettle", () => {
    if (kept && !selected()) rows().find((row) => nameOf(row) === kept)?.setAttribute("aria-selected", "true");
  });
}

function go(letter) {
  const link = document.querySelector(`[data-go="${CSS.escape(letter)}"]`);
  if (link) location.assign(link.href);
  return Boolean(link);
}

function openPalette() {
  const dialog = open("palette");
  if (!dialog) return;
  const input = dialog.querySelector("input");
  input.value = "";
  showPages("");
  document.getElementById("palette-symbols")?.replaceChildren();
  input.focus();
}

function showPages(text) {
  const list = document.querySelector("#palette [data-pages]");
  if (!list) return;
  const found = [...document.querySelectorAll(".nav a[href], #user-menu a[href]")].filter((link) => link.dataset.name && link.dataset.name.toLowerCase().includes(text.toLowerCase())).slice(0, 6);
  list.replaceChildren(...found.map((link) => {
    const option = document.createElement("a");
    option.setAttribute("role", "option");
    option.href = link.href;
    option.tabIndex = -1;
    const kind = document.createElement("small");
    kind.textContent = "Page";
    option.append(link.dataset.name, kind);
    return option;
  }));
  choose(0);
}

function options() {
  return [...document.querySelectorAll("#palette [role='option']")];
}

function choose(index) {
  const all = options();
  all.forEach((option, place) => { option.id ||= `palette-option-${Math.random().toString(36).slice(2)}`; option.setAttribute("aria-selected", String(place === index)); });
  const input = document.querySelector("#palette input");
  if (all[index]) { input.setAttribute("aria-activedescendant", all[index].id); all[index].scrollIntoView({ block: "nearest" }); } else input.removeAttribute("aria-activedescendant");
}

function inPalette(event) {
  const all = options();
  const now = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    choose((now + (event.key === "ArrowDown" ? 1 : -1) + all.length) % Math.max(1, all.length));
  } else if (event.key === "Enter" && all[now]) {
    event.preventDefault();
    location.assign(all[now].href);
  }
}

function onLetter(event) {
  const key = event.key;
  if (Date.now() < leader) { leader = 0; return go(key); }
  if (key === "g") { leader = Date.now() + 1200; return true; }
  if (key === "/") { openPalette(); return true; }
  if (key === "?") { open("shortcuts"); return true; }
  if (key === "j" || (key === "ArrowDown" && selected())) return move(1);
  if (key === "k" || (key === "ArrowUp" && selected())) return move(-1);
  if (key === "Enter" && selected()) return act("open");
  const actions = { b: "buy", s: "sell", a: "approve", r: "reject", x: "cancel" };
  return actions[key] ? act(actions[key]) : false;
}

export function start() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented) return;
    if (event.target.closest?.("#palette")) { inPalette(event); return; }
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); openPalette(); return; }
    if (event.shiftKey && event.key === "Escape") { event.preventDefault(); open("halt-dialog"); return; } // else the same Escape closes it again
    if (isOff() || event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(FIELD) || document.querySelector("dialog[open]")) return;
    if (event.key === "Enter" && event.target.closest?.("a, button")) return;
    if (onLetter(event)) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener?.dataset.opens === "palette") { event.preventDefault(); openPalette(); } else if (opener) { event.preventDefault(); open(opener.dataset.opens); }
    if (event.target.closest("[data-closes]")) event.target.closest("dialog")?.close();
    if (event.target.tagName === "DIALOG" && event.detail) event.target.close(); // a click beside the panel
  });
  document.addEventListener("focusin", (event) => { if (event.target.closest(".top .search")) { event.target.blur(); openPalette(); } });
  document.addEventListener("input", (event) => { if (event.target.closest("#palette")) showPages(event.target.value); });
  document.body.addEventListener("htmx:afterSettle", (event) => { if (event.target.closest?.("#palette")) choose(0); });
  keepSelection();
  const toggle = document.getElementById("shortcuts-on");
  if (toggle) {
    toggle.checked = !isOff();
    toggle.addEventListener("change", () => { try { localStorage.setItem("steward.shortcuts", toggle.checked ? "on" : "off"); } catch { /* a private window forgets */ } });
  }
}
