// One socket for the whole page. What it shows says so itself:
//   data-live-price="SYMBOL" data-live-percent="SYMBOL"   cells that follow the quote
//   data-live-status="SYMBOL" data-live-age="SYMBOL"      its badge and its time
//   data-live-topic="a b"                                 further topics to listen to
//   data-live-refresh="topic" + hx-get + hx-trigger="live:refresh"   a region that fetches its own partial again
//   data-live-slow="topic"                                the same, at most every five seconds
import { direction, grouped, istTime, signedPercent } from "./figures.js";
import { say } from "./toast.js";

const GRAMMAR = /^[a-z]+(:[A-Za-z0-9_.&-]{1,40}){0,2}$/;
const TOPICS_MAX = 190;
const SLOW_MS = 5000;
const CLOSED_FOR_GOOD = new Set([4401, 4403]);
const known = new Map(); // topic -> number of its latest message
const refused = new Set();
const shown = new Map(); // symbol -> price, to know which way it moved
const waiting = new Map(); // id of a region -> its planned fetch
let socket = null;
let attempts = 0;

function wanted() {
  const names = new Set();
  for (const element of document.querySelectorAll("[data-live-topic]")) element.dataset.liveTopic.split(/\s+/).forEach((name) => names.add(name));
  for (const element of document.querySelectorAll("[data-live-refresh]")) element.dataset.liveRefresh.split(/\s+/).forEach((name) => names.add(name));
  for (const element of document.querySelectorAll("[data-live-slow]")) element.dataset.liveSlow.split(/\s+/).forEach((name) => names.add(name));
  for (const element of document.querySelectorAll("[data-live-price]")) names.add(`market:quotes:${element.dataset.livePrice.replaceAll(" ", "_")}`);
  return [...names].filter((name) => GRAMMAR.test(name) && !refused.has(name)).slice(0, TOPICS_MAX);
}

function listen() {
  if (socket?.readyState !== WebSocket.OPEN) return;
  const names = wanted();
  const fresh = names.filter((name) => !known.has(name));
  const gone = [...known.keys()].filter((name) => !names.includes(name));
  if (gone.length) socket.send(JSON.stringify({ action: "unsubscribe", topics: gone }));
  gone.forEach((name) => known.delete(name));
  if (fresh.length) socket.send(JSON.stringify({ action: "subscribe", topics: fresh }));
  fresh.forEach((name) => known.set(name, null));
}

function connect() {
  const again = new Map(known);
  known.clear();
  socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/`);
  socket.addEventListener("open", () => { attempts = 0; document.documentElement.dataset.socket = "open"; listen(); for (const [name, number] of again) if (known.has(name) && number !== null) known.set(name, number); });
  socket.addEventListener("message", (event) => receive(JSON.parse(event.data)));
  socket.addEventListener("close", (event) => {
    document.documentElement.dataset.socket = "closed";
    document.dispatchEvent(new CustomEvent("steward:disconnected"));
    if (CLOSED_FOR_GOOD.has(event.code)) return;
    attempts += 1;
    const pause = Math.min(30000, 500 * 2 ** Math.min(attempts, 6));
    setTimeout(connect, pause * (0.5 + Math.random() / 2));
  });
}

function receive(message) {
  const { topic, type, seq, data } = message;
  if (type === "error") { if (topic) { refused.add(topic); known.delete(topic); } return; }
  const before = known.get(topic);
  if (!topic?.startsWith("market:")) {
    // Something may have happened between the drawing of the page and this subscription, so the first snapshot means: look again.
    // So does one after a reconnection whose number is not the one that was known, and every message that is new.
    if (message.snapshot ? before !== seq : !(seq <= before)) refresh(topic);
  }
  if (known.has(topic)) known.set(topic, seq ?? 0);
  if (type === "price_update") patch(data, topic);
  else if (type === "ticker_batch" || type === "market_movers") patchMany(data, topic);
  else if (type === "alert" && !message.snapshot) say(data.body || data.title, { title: data.body ? data.title : "", link: data.link, level: data.level || "info" });
  if (topic?.startsWith("market:") && !message.snapshot) {
    document.dispatchEvent(new CustomEvent("steward:market", { detail: { at: message.as_of } }));
    refresh(topic);
  }
  document.dispatchEvent(new CustomEvent("steward:message", { detail: message }));
}

function patchMany(data, topic) {
  for (const value of Object.values(data || {})) if (Array.isArray(value)) value.forEach((quote) => patch(quote, topic));
}

function each(name, symbol, act) {
  document.querySelectorAll(`[data-live-${name}="${CSS.escape(symbol)}"]`).forEach(act);
}

function patch(quote, topic) {
  const symbol = quote?.symbol || topic.split(":")[2]?.replaceAll("_", " ");
  const last = quote?.last ?? quote?.price;
  if (!symbol || last === null || last === undefined) return;
  const earlier = shown.get(symbol);
  shown.set(symbol, last);
  each("price", symbol, (cell) => {
    const text = (cell.dataset.livePrefix || "") + grouped(last, Number(cell.dataset.livePlaces || 2));
    if (cell.textContent === text) return;
    cell.textContent = text;
    if (earlier !== undefined && Number(last) !== Number(earlier)) flash(cell, Number(last) > Number(earlier));
  });
  if (quote.change_percent !== null && quote.change_percent !== undefined) {
    const [className, word] = direction(quote.change_percent);
    each("percent", symbol, (cell) => { cell.replaceChildren(signed(className, word, signedPercent(quote.change_percent))); });
    if (quote.change !== null && quote.change !== undefined) {
      each("change", symbol, (cell) => cell.replaceChildren(signed(className, word, (Number(quote.change) > 0 ? "+" : "") + grouped(quote.change, Number(cell.dataset.livePlaces || 2)))));
    }
  }
  if (quote.status) each("status", symbol, (badge) => { badge.textContent = quote.status; badge.className = `badge dotted ${quote.status.toLowerCase()}${badge.classList.contains("mini") ? " mini" : ""}`; });
  if (quote.as_of) each("age", symbol, (time) => { time.dateTime = quote.as_of; time.textContent = istTime(quote.as_of); });
  document.dispatchEvent(new CustomEvent("steward:quote", { detail: { ...quote, symbol, last } }));
}

function signed(className, word, text) {
  const outer = document.createElement("span");
  outer.className = className;
  const reader = document.createElement("span");
  reader.className = "for-readers";
  reader.textContent = `${word} `;
  outer.append(reader, text);
  return outer;
}

function flash(cell, isUp) {
  cell.classList.remove("ticked-up", "ticked-down");
  void cell.offsetWidth; // starts the animation anew
  cell.classList.add(isUp ? "ticked-up" : "ticked-down");
}

// Many messages in one moment ask for one fetch; the last of them is never lost. What data-live-slow names may wait longer.
function refresh(topic) {
  for (const region of document.querySelectorAll(`[data-live-refresh~="${CSS.escape(topic)}"], [data-live-slow~="${CSS.escape(topic)}"]`)) {
    const isSlow = (region.dataset.liveSlow || "").split(" ").includes(topic);
    fetchLater(region.id, isSlow ? SLOW_MS : Number(region.dataset.liveEvery || 400));
  }
}

function fetchLater(id, pause) {
  const due = performance.now() + pause;
  const planned = waiting.get(id);
  if (planned && planned.due <= due) return;
  if (planned) clearTimeout(planned.timer);
  const timer = setTimeout(() => {
    waiting.delete(id);
    const region = document.getElementById(id);
    if (!region) return;
    if (region.contains(document.activeElement) && document.activeElement.matches("input, select, textarea")) fetchLater(id, 2000); // not under the hands of who types
    else window.htmx.trigger(region, "live:refresh");
  }, pause);
  waiting.set(id, { timer, due });
}

export function start() {
  if (!document.body.dataset.live) return;
  connect();
  document.body.addEventListener("htmx:afterSettle", listen);
  window.addEventListener("pagehide", () => socket?.close());
  window.addEventListener("pageshow", (event) => { if (event.persisted) connect(); });
}
