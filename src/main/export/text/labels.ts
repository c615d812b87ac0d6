import { clockTime, cueTime } from './time';

/** A marker, or with `toMs` a range, at its place in what is exported. */
export interface Label {
  fromMs: number;
  toMs: number | null;
  text: string;
}

/** How long a subtitle stands for a marker without a length, at most, ms. */
const POINT_MS = 3_000;
/** The Red Book has no more tracks than this, and readers of cue sheets refuse more. */
const CUE_TRACKS = 99;

/** Audacity's label file: start, end, text, with tabs between. */
export function toAudacityLabels(labels: readonly Label[]): string {
  return labels
    .map(({ fromMs, toMs, text }) => {
      const to = toMs ?? fromMs;
      return `${(fromMs / 1_000).toFixed(6)}\t${(to / 1_000).toFixed(6)}\t${oneLine(text)}\n`;
    })
    .join('');
}

/** SubRip. */
export function toSrt(labels: readonly Label[]): string {
  return ends(labels)
    .map(({ fromMs, toMs, text }, index) => {
      const line = oneLine(text).replaceAll('-->', '→');
      return `${index + 1}\r\n${clockTime(fromMs, ',')} --> ${clockTime(toMs, ',')}\r\n${line}\r\n\r\n`;
    })
    .join('');
}

/** WebVTT. */
export function toVtt(labels: readonly Label[]): string {
  const cues = ends(labels).map(({ fromMs, toMs, text }) => {
    const line = oneLine(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    return `${clockTime(fromMs, '.')} --> ${clockTime(toMs, '.')}\n${line}\n\n`;
  });
  return `WEBVTT\n\n${cues.join('')}`;
}

/** A cue sheet for `file`: a track from each label to the next, and one before the first label. */
export function toCue(labels: readonly Label[], sheet: { title: string; file: string }): string {
  const starts = labels.map(({ fromMs, text }) => ({ fromMs, text }));
  if (starts[0]?.fromMs !== 0) starts.unshift({ fromMs: 0, text: sheet.title });
  const kind = sheet.file.endsWith('.mp3') ? 'MP3' : 'WAVE';
  const lines = [`TITLE ${cueText(sheet.title)}`, `FILE ${cueText(sheet.file)} ${kind}`];
  for (const [index, { fromMs, text }] of starts.slice(0, CUE_TRACKS).entries()) {
    lines.push(`  TRACK ${String(index + 1).padStart(2, '0')} AUDIO`);
    lines.push(`    TITLE ${cueText(text)}`);
    lines.push(`    INDEX 01 ${cueTime(fromMs)}`);
  }
  const over = starts.length - CUE_TRACKS;
  if (over > 0) lines.splice(1, 0, `REM ${over} markers more than a cue sheet can hold`);
  return `${lines.join('\r\n')}\r\n`;
}

/** Every label with an end: a marker stands until the next one, but not long. */
function ends(labels: readonly Label[]): { fromMs: number; toMs: number; text: string }[] {
  return labels.map(({ fromMs, toMs, text }, index) => {
    const next = labels[index + 1]?.fromMs ?? Number.POSITIVE_INFINITY;
    const point = next - fromMs >= 1 ? Math.min(fromMs + POINT_MS, next) : fromMs + POINT_MS;
    return { fromMs, toMs: toMs ?? point, text };
  });
}

/** Text without line ends, tabs and other control characters; never empty. */
export function oneLine(text: string): string {
  const line = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return line === '' ? '-' : line;
}

/** Cue sheets know no way to write a quotation mark. */
function cueText(text: string): string {
  return `"${oneLine(text).replaceAll('"', "'")}"`;
}
