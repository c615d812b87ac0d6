import { formatTimer } from '../../ui/format';

/** `1:02:03.456` with as many decimals as asked for; 0 leaves the point away. */
export function formatFine(ms: number, digits: number): string {
  const whole = Math.max(0, ms);
  if (digits === 0) return formatTimer(whole);
  // Cut and not rounded, so that the seconds before the point stay what they are.
  const share = Math.floor(((whole % 1_000) / 1_000) * 10 ** digits + 1e-6);
  return `${formatTimer(whole)}.${String(share).padStart(digits, '0')}`;
}

/** Decimals that a label needs when the next one is `stepMs` away. */
export function digitsFor(stepMs: number): number {
  if (stepMs >= 1_000) return 0;
  if (stepMs >= 100) return 1;
  return stepMs >= 10 ? 2 : 3;
}

const TIME = /^(?:(?:(\d+):)?(\d+):)?(\d+(?:[.,]\d+)?)$/;

/** What a person types as a time (`1:02:03.5`, `2:03`, `45`), ms; null for what is none. */
export function parseTime(text: string): number | null {
  const found = TIME.exec(text.trim());
  if (!found) return null;
  const [, hours = '0', minutes = '0', seconds = '0'] = found;
  return (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds.replace(',', '.'))) * 1_000;
}
