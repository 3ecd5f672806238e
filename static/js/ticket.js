// The order ticket: arrows step the price by tick and the quantity by lot, MARKET hides the limit price, Ctrl+Enter submits.
//   <form data-ticket> <input data-step="0.05" data-step-places="2"> <input name="order_type"> [data-only-for="LIMIT"]
function step(input, times) {
  const places = Number(input.dataset.stepPlaces || 0);
  const scale = 10 ** Math.max(places, 4);
  const size = Math.round(Number(input.dataset.step) * scale);
  const current = Math.round((Number(input.value.replace(/,/g, "")) || 0) * scale);
  const next = times > 0 ? (Math.floor(current / size) + times) * size : (Math.ceil(current / size) + times) * size;
  if (next < size) return;
  input.value = (next / scale).toFixed(places);
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function showWhatFits(form) {
  const chosen = new FormData(form).get("order_type");
  for (const part of form.querySelectorAll("[data-only-for]")) {
    const fits = part.dataset.onlyFor.split(" ").includes(chosen);
    part.hidden = !fits;
    for (const input of part.querySelectorAll("input, select")) input.disabled = !fits;
  }
  const side = new FormData(form).get("side");
  const ticket = form.closest(".ticket") || form;
  if (side) { ticket.classList.toggle("buy", side === "BUY"); ticket.classList.toggle("sell", side === "SELL"); }
  for (const button of form.querySelectorAll("[data-submits-side]")) {
    button.classList.toggle("buy", side === "BUY");
    button.classList.toggle("sell", side === "SELL");
  }
}

export function start() {
  document.addEventListener("keydown", (event) => {
    const input = event.target.closest?.("input[data-step]");
    if (input && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      step(input, (event.key === "ArrowUp" ? 1 : -1) * (event.shiftKey ? 10 : 1));
    }
    const form = event.target.closest?.("form[data-ticket]");
    if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
  });
  document.addEventListener("input", (event) => { const form = event.target.closest?.("form[data-ticket]"); if (form) showWhatFits(form); });
  settle(document);
}

export function settle(part) {
  for (const form of part.querySelectorAll("form[data-ticket]")) showWhatFits(form);
}
