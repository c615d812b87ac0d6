import type { JournalEntryView } from '@shared/models/recordings';
import type { ChatLine, Marker } from '@shared/models/review';
import { token } from '../../../ui/canvas';
import { digitsFor, formatFine } from '../times';
import { rulerStep, rulerTicks, type Viewport, xOf } from '../viewport';
import type { CanvasSize } from './painter';

/** Heights of what stands above the lanes, CSS px. */
export const RULER = { ticks: 24, events: 16, markers: 20, clips: 20 } as const;

const EVENTS_AT = RULER.ticks;
const MARKERS_AT = EVENTS_AT + RULER.events;
const CLIPS_AT = MARKERS_AT + RULER.markers;
/** A label is never wider than this, CSS px. */
const WIDEST = 160;
/** Less room than this and a label would be a letter and dots, CSS px. */
const LEAST = 36;

/** What can be pointed at: a box in CSS px, and where it leads. */
export interface Hit {
  left: number;
  right: number;
  top: number;
  bottom: number;
  atMs: number;
  endMs: number | null;
  text: string;
  markerId: string | null;
}

export interface RulerPicture {
  journal: readonly JournalEntryView[];
  chat: readonly ChatLine[];
  markers: readonly Marker[];
  durationMs: number;
}

/** Times, what happened, markers and clips, each told by its shape. Fills `hits` with what was drawn. */
export function paintRuler(
  context: CanvasRenderingContext2D,
  { width, height, ratio }: CanvasSize,
  view: Viewport,
  picture: RulerPicture,
  hits: Hit[],
): void {
  hits.length = 0;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, width, height);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  const wide = width / ratio;
  context.font = `11px ${token('--font')}`;
  context.textBaseline = 'middle';
  paintTicks(context, view, wide);
  paintChat(context, view, wide, picture.chat);
  paintEvents(context, view, wide, picture.journal, hits);
  paintMarkers(context, view, wide, picture.markers, hits);
}

function paintTicks(context: CanvasRenderingContext2D, view: Viewport, width: number): void {
  const digits = digitsFor(rulerStep(view, width));
  const colour = token('--text-2');
  const line = token('--line-strong');
  for (const ms of rulerTicks(view, width)) {
    const x = Math.round(xOf(ms, view, width));
    context.fillStyle = line;
    context.fillRect(x, 10, 1, RULER.ticks - 10);
    context.fillStyle = colour;
    context.fillText(formatFine(ms, digits), x + 4, 12);
  }
}

/** A fine line at the foot of the events for each thing that was typed. */
function paintChat(
  context: CanvasRenderingContext2D,
  view: Viewport,
  width: number,
  chat: readonly ChatLine[],
): void {
  context.fillStyle = token('--text-3');
  let last = -2;
  for (let at = firstAt(chat, view.startMs); at < chat.length; at += 1) {
    const { atMs } = chat[at] as ChatLine;
    if (atMs > view.endMs) break;
    const x = Math.round(xOf(atMs, view, width));
    if (x - last < 2) continue;
    context.fillRect(x, EVENTS_AT + RULER.events - 5, 1, 5);
    last = x;
  }
}

const SHOWN: ReadonlySet<JournalEntryView['kind']> = new Set(['marker', 'trouble', 'joined', 'left']);

function paintEvents(
  context: CanvasRenderingContext2D,
  view: Viewport,
  width: number,
  journal: readonly JournalEntryView[],
  hits: Hit[],
): void {
  const middle = EVENTS_AT + RULER.events / 2 - 2;
  const last = new Map<JournalEntryView['kind'], number>();
  for (let at = firstAt(journal, view.startMs); at < journal.length; at += 1) {
    const { atMs, kind, text } = journal[at] as JournalEntryView;
    if (atMs > view.endMs) break;
    if (!SHOWN.has(kind) || kind === 'marker') continue;
    const x = xOf(atMs, view, width);
    // Hundreds of them on one pixel are one sign.
    if (x - (last.get(kind) ?? -10) < 3) continue;
    last.set(kind, x);
    context.beginPath();
    context.fillStyle = token(kind === 'trouble' ? '--trouble' : kind === 'joined' ? '--good' : '--text-3');
    if (kind === 'trouble') {
      context.moveTo(x, middle - 5);
      context.lineTo(x + 5, middle);
      context.lineTo(x, middle + 5);
      context.lineTo(x - 5, middle);
    } else {
      // Up for who comes, down for who goes.
      const up = kind === 'joined' ? 1 : -1;
      context.moveTo(x, middle - 4 * up);
      context.lineTo(x + 4, middle + 4 * up);
      context.lineTo(x - 4, middle + 4 * up);
    }
    context.fill();
    hits.push({
      left: x - 5,
      right: x + 5,
      top: EVENTS_AT,
      bottom: MARKERS_AT,
      atMs,
      endMs: null,
      text,
      markerId: null,
    });
  }
}

function paintMarkers(
  context: CanvasRenderingContext2D,
  view: Viewport,
  width: number,
  markers: readonly Marker[],
  hits: Hit[],
): void {
  let lastX = Number.NEGATIVE_INFINITY;
  for (const [index, { markerId, atMs, endMs, label, colourIndex }] of markers.entries()) {
    if (atMs > view.endMs) break;
    if ((endMs ?? atMs) < view.startMs) continue;
    const x = xOf(atMs, view, width);
    const colour = token(`--speaker-${colourIndex}`);
    const top = endMs === null ? MARKERS_AT : CLIPS_AT;
    let right = x + 8;
    if (endMs === null) {
      if (x - lastX < 2) continue;
      lastX = x;
      context.fillStyle = colour;
      context.fillRect(x, top + 2, 2, RULER.markers + RULER.clips);
      context.beginPath();
      context.moveTo(x, top + 2);
      context.lineTo(x + 9, top + 6);
      context.lineTo(x, top + 10);
      context.fill();
      const next = markers.find((one, at) => at > index && one.endMs === null && one.atMs > atMs);
      const room = Math.min(WIDEST, next ? xOf(next.atMs, view, width) - x - 18 : WIDEST);
      if (room >= LEAST) {
        const shown = fitting(context, label, room);
        context.fillText(shown, x + 12, top + 8);
        right = x + 12 + context.measureText(shown).width;
      }
    } else {
      const from = Math.max(-2, x);
      right = Math.max(x + 3, Math.min(width + 2, xOf(endMs, view, width)));
      context.globalAlpha = 0.2;
      context.fillStyle = colour;
      context.fillRect(from, top + 2, right - from, RULER.clips - 4);
      context.globalAlpha = 1;
      context.strokeStyle = colour;
      context.strokeRect(from + 0.5, top + 2.5, right - from - 1, RULER.clips - 5);
      const room = right - from - 8;
      context.fillStyle = colour;
      if (room > 20) context.fillText(fitting(context, label, room), from + 5, top + RULER.clips / 2);
    }
    hits.push({
      left: x - 3,
      right,
      top,
      bottom: top + (endMs === null ? RULER.markers : RULER.clips),
      atMs,
      endMs,
      text: label,
      markerId,
    });
  }
}

/** The text, cut with an ellipsis where it is longer than `room` px. */
function fitting(context: CanvasRenderingContext2D, text: string, room: number): string {
  if (context.measureText(text).width <= room) return text;
  let length = Math.min(text.length, Math.floor(room / 4));
  while (length > 0 && context.measureText(`${text.slice(0, length)}…`).width > room) length -= 1;
  return `${text.slice(0, length).trimEnd()}…`;
}

/** Index of the first one at `ms` or later; they are in order. */
export function firstAt(list: readonly { atMs: number }[], ms: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as { atMs: number }).atMs < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}
