// The age of prices, ticking. When the feed stops, every badge says STALE at once instead of showing an old price as if it were new.
import { istTime } from "./figures.js";

let heardAt = null;

function ageInWords(seconds) {
  if (seconds < 120) return `${Math.round(seconds)} s ago`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min ago`;
  return seconds < 172800 ? `${Math.round(seconds / 3600)} h ago` : `${Math.round(seconds / 86400)} days ago`;
}

function limitSeconds() {
  return Number(document.body.dataset.feedLimit || 15);
}

function markStopped() {
  if (document.documentElement.dataset.feed === "stopped") return;
  document.documentElement.dataset.feed = "stopped";
  for (const badge of document.querySelectorAll("[data-live-status].live")) {
    badge.textContent = "STALE";
    badge.classList.replace("live", "stale");
  }
  const note = document.getElementById("feed-note");
  if (note) {
    note.hidden = false;
    note.querySelector("[data-says]").textContent = heardAt ? `Prices stopped at ${istTime(heardAt)}. What is shown is not current.` : "No prices arrive.";
  }
}

function markRunning() {
  delete document.documentElement.dataset.feed;
  const note = document.getElementById("feed-note");
  if (note) note.hidden = true;
}

function tick() {
  const now = Date.now();
  if (heardAt && now - heardAt > limitSeconds() * 1000) markStopped();
  for (const time of document.querySelectorAll("time[data-age]")) {
    const seconds = (now - Date.parse(time.dateTime)) / 1000;
    if (!Number.isFinite(seconds)) continue;
    const isOld = seconds > limitSeconds() && !document.body.dataset.marketReplay;
    time.classList.toggle("old", isOld);
    const text = isOld ? `${istTime(time.dateTime)} · ${ageInWords(seconds)}` : istTime(time.dateTime);
    if (time.textContent !== text) time.textContent = text;
  }
  for (const time of document.querySelectorAll("time[data-countdown]")) {
    const left = Math.max(0, Math.round((Date.parse(time.dateTime) - now) / 1000));
    time.textContent = left ? `${String(Math.floor(left / 60)).padStart(2, "0")}:${String(left % 60).padStart(2, "0")}` : "expired";
    time.classList.toggle("old", left < 60);
  }
}

export function start() {
  document.addEventListener("steward:market", (event) => {
    heardAt = Date.now();
    if (document.documentElement.dataset.feed) markRunning();
    for (const time of document.querySelectorAll("time[data-feed-age]")) time.dateTime = event.detail.at || new Date().toISOString();
  });
  document.addEventListener("steward:disconnected", () => { if (heardAt) markStopped(); });
  document.body.addEventListener("htmx:afterSettle", tick); // what has just come shows its countdown at once
  setInterval(tick, 1000);
  tick();
}
