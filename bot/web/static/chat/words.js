/** The page's words, made by the server in the person's language. No other file says a word. */

const words = JSON.parse(document.getElementById("words").textContent);

/** The language of the page itself; each bubble has its own. */
export const pageLocale = document.documentElement.lang;

/** A message by its id, with its blanks filled: `{name}` becomes `blanks.name`. */
export function word(id, blanks = {}) {
  const text = words[id] ?? id;
  return text.replace(/\{(\w+)\}/g, (blank, name) => String(blanks[name] ?? blank));
}

/** Numbers and dates are written as in Peru when the browser does not know the language. */
export const locales = [pageLocale, "es-PE"];

// Made once: a cheap phone needs a moment for each.
const clock = new Intl.DateTimeFormat(locales, { hour: "numeric", minute: "2-digit" });
const nearby = new Intl.RelativeTimeFormat(locales, { numeric: "auto" });
const dates = { weekday: "long", day: "numeric", month: "long" };
const thisYear = new Intl.DateTimeFormat(locales, dates);
const otherYear = new Intl.DateTimeFormat(locales, { ...dates, year: "numeric" });

/** A size in bytes as a person reads it. */
export function sizeWords(bytes) {
  const [unit, size] = bytes < 1e6 ? ["kilobyte", bytes / 1024] : ["megabyte", bytes / 1048576];
  const digits = size < 10 && unit === "megabyte" ? 1 : 0;
  const style = { style: "unit", unit, maximumFractionDigits: digits };
  return new Intl.NumberFormat(locales, style).format(bytes ? Math.max(size, 1) : 0);
}

/** The time of day of a moment. */
export function timeWords(at) {
  return clock.format(at);
}

/** A day as a person says it: today, yesterday, else the date. */
export function dayWords(at) {
  const days = Math.round((startOfDay(at) - startOfDay(new Date())) / 86_400_000);
  if (days === 0 || days === -1) return nearby.format(days, "day");
  return (at.getFullYear() === new Date().getFullYear() ? thisYear : otherYear).format(at);
}

function startOfDay(at) {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
}
