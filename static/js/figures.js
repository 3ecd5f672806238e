// Figures as the server writes them: lakh grouping, U+2212 for minus, IST. Decimal strings in, never binary floats for money.
const IST_TIME = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Kolkata", hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });

export function grouped(value, places = 2) {
  const text = String(value);
  if (!/^-?\d+(\.\d+)?$/.test(text)) return "not available";
  const [whole, fraction = ""] = roundHalfUp(text.replace("-", ""), places).split(".");
  const head = whole.length > 3 ? whole.slice(0, -3).replace(/\B(?=(\d{2})+(?!\d))/g, ",") + "," : "";
  const digits = head + whole.slice(-3) + (fraction ? `.${fraction}` : "");
  return text.startsWith("-") && /[1-9]/.test(digits) ? `−${digits}` : digits;
}

function roundHalfUp(digits, places) {
  const [whole, fraction = ""] = digits.split(".");
  const scaled = BigInt(whole + fraction.padEnd(places + 1, "0").slice(0, places + 1)) + 5n;
  const kept = String(scaled / 10n).padStart(places + 1, "0");
  return places ? `${kept.slice(0, -places)}.${kept.slice(-places)}` : kept;
}

export function signedPercent(value) {
  const text = grouped(value);
  return text === "not available" ? text : `${Number(value) > 0 && /[1-9]/.test(text) ? "+" : ""}${text}%`;
}

export function direction(value) {
  const figure = Number(Number(value).toFixed(2)); // what is shown as 0.00 has no direction
  return figure > 0 ? ["up", "up"] : figure < 0 ? ["down", "down"] : ["flat", "unchanged"];
}

export function istTime(moment) {
  return `${IST_TIME.format(new Date(moment))} IST`;
}
