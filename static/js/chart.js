// Candles with volume and two averages, the last candle alive. The same figures stand in a table below for readers and without scripts.
import { CandlestickSeries, HistogramSeries, LineSeries, AreaSeries, ColorType, CrosshairMode, createChart } from "../vendor/lightweight-charts/lightweight-charts.standalone.production.mjs";
import { grouped } from "./figures.js";

const PAGES = [1, 2];
const IST_SHIFT_SECONDS = 19800; // the chart knows only UTC: moving the moments shows Mumbai's clock
const LENGTH_SECONDS = { "1m": 60, "5m": 300, "15m": 900, "1h": 3600, "1d": 86400 };

// light-dark() and variables are resolved by the browser on a real element; the chart wants plain rgb.
function colour(name) {
  const probe = document.createElement("span");
  probe.hidden = true;
  probe.className = `probe-${name}`;
  document.body.append(probe);
  probe.style.color = `var(--${name})`;
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

function look() {
  return {
    layout: { background: { type: ColorType.Solid, color: colour("surface") }, textColor: colour("ink-2"), fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 11, attributionLogo: false },
    grid: { vertLines: { color: colour("line") }, horzLines: { color: colour("line") } },
    rightPriceScale: { borderColor: colour("line") },
    timeScale: { borderColor: colour("line") },
    crosshair: { mode: CrosshairMode.Normal, vertLine: { labelBackgroundColor: colour("ink-2") }, horzLine: { labelBackgroundColor: colour("ink-2") } },
  };
}

function faded(rgb, part) {
  return rgb.replace("rgb(", "rgba(").replace(")", `, ${part})`);
}

function average(candles, length) {
  const line = [];
  let sum = 0;
  candles.forEach((candle, index) => {
    sum += candle.close;
    if (index >= length) sum -= candles[index - length].close;
    if (index >= length - 1) line.push({ time: candle.time, value: sum / length });
  });
  return line;
}

function toCandle(bar) {
  const time = Math.floor(Date.parse(bar.at ?? bar.time) / 1000) + IST_SHIFT_SECONDS;
  return { time, open: Number(bar.open), high: Number(bar.high), low: Number(bar.low), close: Number(bar.close), volume: bar.volume === null ? undefined : Number(bar.volume) };
}

class CandleChart {
  constructor(box) {
    this.box = box;
    this.symbol = box.dataset.symbol;
    this.interval = box.dataset.interval || "1d";
    this.places = Number(box.dataset.places || 2);
    const canvas = document.createElement("div");
    canvas.className = "canvas";
    canvas.setAttribute("aria-hidden", "true");
    box.prepend(canvas);
    this.chart = createChart(canvas, { ...look(), autoSize: true, localization: { priceFormatter: (price) => grouped(price.toFixed(this.places), this.places) } });
    this.candles = this.chart.addSeries(CandlestickSeries, { borderVisible: false, priceFormat: { type: "price", precision: this.places, minMove: 1 / 10 ** this.places } });
    this.volume = this.chart.addSeries(HistogramSeries, { priceFormat: { type: "volume" }, priceScaleId: "volume", lastValueVisible: false, priceLineVisible: false });
    this.chart.priceScale("volume").applyOptions({ scaleMargins: { top: 0.82, bottom: 0 } });
    this.fast = this.chart.addSeries(LineSeries, { lineWidth: 1, priceLineVisible: false, lastValueVisible: false, crosshairMarkerVisible: false });
    this.slow = this.chart.addSeries(LineSeries, { lineWidth: 1, priceLineVisible: false, lastValueVisible: false, crosshairMarkerVisible: false });
    this.paint();
    this.says = box.querySelector("[data-chart-says]");
    this.chart.subscribeCrosshairMove((event) => this.tell(event.seriesData?.get(this.candles)));
    document.addEventListener("steward:theme", () => { this.chart.applyOptions(look()); this.paint(); this.drawVolume(); });
    document.addEventListener("steward:quote", (event) => { if (event.detail.symbol === this.symbol) this.advance(event.detail); });
    this.load();
  }

  paint() {
    this.up = colour("up");
    this.down = colour("down");
    this.candles.applyOptions({ upColor: this.up, downColor: this.down, wickUpColor: this.up, wickDownColor: this.down });
    this.fast.applyOptions({ color: colour("accent") });
    this.slow.applyOptions({ color: colour("warn") });
  }

  async load() {
    this.box.setAttribute("aria-busy", "true");
    const asked = this.interval;
    try {
      const pages = await Promise.all(PAGES.map((page) => this.fetchPage(asked, page)));
      if (asked !== this.interval) return;
      const bars = pages.flat().map(toCandle).filter((bar) => Number.isFinite(bar.close)).sort((one, other) => one.time - other.time);
      this.data = bars.filter((bar, index) => index === 0 || bar.time > bars[index - 1].time);
      this.chart.applyOptions({ timeScale: { timeVisible: asked !== "1d", secondsVisible: false } });
      this.candles.setData(this.data);
      this.drawVolume();
      this.fast.setData(average(this.data, 20));
      this.slow.setData(average(this.data, 50));
      this.chart.timeScale().setVisibleLogicalRange({ from: Math.max(0, this.data.length - (innerWidth < 640 ? 60 : 140)), to: this.data.length + 3 });
      this.tell(this.data.length ? this.data[this.data.length - 1] : null);
      if (!this.data.length && this.says) this.says.textContent = "No candles for this interval yet.";
    } catch (error) {
      if (this.says) this.says.textContent = `Candles are not available: ${error.message}`;
    } finally {
      this.box.removeAttribute("aria-busy");
    }
  }

  // The interface answers at most 200 rows a page, oldest first; a page beyond the last is simply not there.
  async fetchPage(interval, page) {
    const answer = await fetch(`${this.box.dataset.chart}?interval=${interval}&limit=${PAGES.length * 200}&page_size=200&page=${page}`, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (answer.status === 404 && page > 1) return [];
    const body = await answer.json();
    if (!answer.ok) throw new Error(body.message || `the desk answered ${answer.status}`);
    return body.results;
  }

  drawVolume() {
    this.volume.setData((this.data || []).filter((bar) => bar.volume !== undefined).map((bar) => ({ time: bar.time, value: bar.volume, color: faded(bar.close >= bar.open ? this.up : this.down, 0.28) })));
  }

  tell(candle) {
    if (!this.says || !candle || candle.open === undefined) return;
    const write = (value) => grouped(value.toFixed(this.places), this.places);
    this.says.textContent = `O ${write(candle.open)}  H ${write(candle.high)}  L ${write(candle.low)}  C ${write(candle.close)}`;
  }

  advance(quote) {
    const latest = this.data?.[this.data.length - 1];
    const price = Number(quote.last);
    const moment = Date.parse(quote.as_of) / 1000 + IST_SHIFT_SECONDS;
    if (!latest || !Number.isFinite(price) || !Number.isFinite(moment)) return;
    const length = LENGTH_SECONDS[this.interval] || 86400;
    const sameDay = Math.floor(latest.time / 86400) === Math.floor(moment / 86400);
    const belongs = this.interval === "1d" ? sameDay : moment < latest.time + length;
    if (moment < latest.time) return;
    const candle = belongs
      ? Object.assign(latest, { high: Math.max(latest.high, price), low: Math.min(latest.low, price), close: price })
      : { time: Math.floor(moment / length) * length, open: price, high: price, low: price, close: price };
    if (!belongs) this.data.push(candle);
    this.candles.update(candle);
  }

  change(interval) {
    this.interval = interval;
    this.load();
  }
}

class EquityChart {
  constructor(box) {
    const canvas = document.createElement("div");
    canvas.className = "canvas";
    canvas.setAttribute("aria-hidden", "true");
    box.prepend(canvas);
    this.chart = createChart(canvas, { ...look(), autoSize: true, localization: { priceFormatter: (price) => `₹${grouped(price.toFixed(0), 0)}` } });
    this.line = this.chart.addSeries(AreaSeries, { lineWidth: 2 });
    this.paint();
    document.addEventListener("steward:theme", () => { this.chart.applyOptions(look()); this.paint(); });
    const points = [...document.querySelectorAll(`#${box.dataset.equity} [data-at]`)].map((row) => ({ time: Math.floor(Date.parse(row.dataset.at) / 1000) + IST_SHIFT_SECONDS, value: Number(row.dataset.value) }));
    points.sort((a, b) => a.time - b.time);
    this.line.setData(points.filter((point, index) => index === 0 || point.time > points[index - 1].time));
    this.chart.applyOptions({ timeScale: { timeVisible: points.length > 0 && points[points.length - 1].time - points[0].time < 3 * 86400, secondsVisible: false } });
    this.chart.timeScale().fitContent();
  }

  paint() {
    const accent = colour("accent");
    this.line.applyOptions({ lineColor: accent, topColor: faded(accent, 0.25), bottomColor: faded(accent, 0.02) });
  }
}

const charts = new WeakMap();

export function draw() {
  for (const box of document.querySelectorAll("[data-chart]")) if (!charts.has(box)) charts.set(box, new CandleChart(box));
  for (const box of document.querySelectorAll("[data-equity]")) if (!charts.has(box)) charts.set(box, new EquityChart(box));
}

document.addEventListener("click", (event) => {
  const choice = event.target.closest("[data-chart-interval]");
  const box = choice && document.getElementById(choice.dataset.chartFor);
  if (!box) return;
  event.preventDefault();
  for (const other of choice.parentElement.querySelectorAll("[data-chart-interval]")) other.removeAttribute("aria-current");
  choice.setAttribute("aria-current", "true");
  charts.get(box)?.change(choice.dataset.chartInterval);
});
