/** Wording of times, sizes and levels. Pure; the locale is the system's unless one is given. */

/** `4:07`, or `1:02:09` from an hour on. */
export function formatTimer(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1_000));
  const hours = Math.floor(total / 3_600);
  const minutes = Math.floor((total % 3_600) / 60);
  const seconds = String(total % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`;
}

/** The same with tenths, for the place on a time line. */
export function formatPosition(ms: number): string {
  return `${formatTimer(ms)}.${Math.floor((Math.max(0, ms) % 1_000) / 100)}`;
}

/** For reading aloud: `2 minutes 5 seconds`. */
export function spokenDuration(ms: number): string {
  const total = Math.max(0, Math.round(ms / 1_000));
  const parts: string[] = [];
  const add = (count: number, unit: string) => {
    if (count > 0) parts.push(`${count} ${unit}${count === 1 ? '' : 's'}`);
  };
  add(Math.floor(total / 3_600), 'hour');
  add(Math.floor((total % 3_600) / 60), 'minute');
  add(total % 60, 'second');
  return parts.join(' ') || '0 seconds';
}

/** Decimal units as file managers show them: `12.4 MB`. */
export function formatBytes(bytes: number, locale?: string): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  const text = value.toLocaleString(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${text} ${units[unit]}`;
}

/** `+3 dB`, `0 dB`, `−12 dB`, with a real minus; the bottom of the range is silence. */
export function formatDb(db: number, floorDb = -60): string {
  if (db <= floorDb) return '−∞ dB';
  const rounded = Math.round(db * 10) / 10;
  if (rounded === 0) return '0 dB';
  return `${rounded > 0 ? '+' : '−'}${Math.abs(rounded)} dB`;
}

/** "14:05" in the person's way of writing it. */
export function formatTime(unixMs: number, locale?: string): string {
  return formatted(unixMs, TIME, locale);
}

export function formatDateTime(unixMs: number, locale?: string): string {
  return formatted(unixMs, DATE_TIME, locale);
}

/** The local calendar day as a key: two moments share it exactly when they are on the same day. */
export function dayKey(unixMs: number): string {
  const date = new Date(unixMs);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

export function formatDay(unixMs: number, locale?: string): string {
  return formatted(unixMs, DAY, locale);
}

const TIME = { hour: 'numeric', minute: '2-digit' } as const;
const DATE_TIME = { year: 'numeric', month: 'short', day: 'numeric', ...TIME } as const;
const DAY = { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' } as const;

const formatters = new Map<string, Intl.DateTimeFormat>();

/**
 * Formatters are kept: a new one for every time in a list was a third of what scrolling cost. One keeps the time zone
 * it was made in, so each is kept with the offset of its dates and a computer that travels gets others.
 */
function formatted(unixMs: number, options: Intl.DateTimeFormatOptions, locale: string | undefined): string {
  const date = new Date(unixMs);
  const key = `${locale} ${date.getTimezoneOffset()} ${Object.keys(options).join()}`;
  let formatter = formatters.get(key);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat(locale, options);
    formatters.set(key, formatter);
  }
  return formatter.format(date);
}
