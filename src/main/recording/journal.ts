import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { AlarmKind } from '@shared/models/sentinel';
import { z } from 'zod';
import { JOURNAL_FILE } from './manifest';

const atMs = z.number();
const userId = z.string();
const samples = z.number().int();

/**
 * One line of `journal.jsonl`: what happened, at `atMs` of the session clock. The recorder itself writes the
 * `anchor`, `sound` and `gap` lines: where RTP time was tied to the clock, where a track has sound, and why
 * it has none where it should.
 */
export const JournalEntry = z.discriminatedUnion('type', [
  z.object({ type: z.enum(['join', 'leave']), atMs, userId, displayName: z.string().optional() }),
  z.object({ type: z.literal('speaking'), atMs, userId, speaking: z.boolean() }),
  z.object({
    type: z.enum(['mute', 'deafen']),
    atMs,
    userId,
    on: z.boolean(),
    byServer: z.boolean().optional(),
  }),
  z.object({ type: z.literal('marker'), atMs, label: z.string(), userId: userId.optional() }),
  z.object({
    type: z.literal('chat'),
    atMs,
    messageId: z.string(),
    userId,
    displayName: z.string(),
    text: z.string(),
  }),
  z.object({ type: z.literal('chatEdit'), atMs, messageId: z.string(), text: z.string() }),
  z.object({ type: z.literal('chatDelete'), atMs, messageId: z.string() }),
  /** How many there are of one reaction now; 0 when the last one was taken back. */
  z.object({
    type: z.literal('reaction'),
    atMs,
    messageId: z.string(),
    emoji: z.string(),
    count: z.number().int().min(0),
  }),
  /** Nothing this person said was recorded from here on (`on`), or was again. */
  z.object({ type: z.literal('skipped'), atMs, userId, on: z.boolean() }),
  /** Recording was cut off at `fromMs` and went on at `atMs` in the same session. */
  z.object({
    type: z.literal('cut'),
    atMs,
    fromMs: z.number(),
    cause: z.string(),
    /** Wall time of `atMs`, Unix ms: the clock may have been set meanwhile. */
    wallMs: z.number().optional(),
  }),
  /** Wall time against session time is another one from here on: the clock was set, or the computer slept. */
  z.object({ type: z.literal('clock'), atMs, wallMs: z.number(), jumpMs: z.number() }),
  z.object({ type: z.literal('connection'), atMs, state: z.enum(['lost', 'resumed']) }),
  /** Which end-to-end encrypted epoch it was, and the 30 digits that everybody in it could compare. */
  z.object({
    type: z.literal('epoch'),
    atMs,
    epoch: z.number().int().nullable(),
    privacyCode: z.string().nullable(),
  }),
  z.object({
    type: z.literal('alarm'),
    atMs,
    direction: z.enum(['out', 'in']),
    userId: userId.optional(),
    kind: AlarmKind,
    raised: z.boolean(),
    figure: z.number(),
  }),
  z.object({ type: z.literal('note'), atMs, text: z.string() }),
  z.object({ type: z.literal('started'), atMs, startedAtMs: z.number() }),
  z.object({ type: z.literal('stopped'), atMs, reason: z.string() }),
  z.object({
    type: z.literal('anchor'),
    atMs,
    track: z.number().int(),
    ssrc: z.number(),
    rtpTimestamp: z.number(),
    positionSamples: samples,
    cause: z.enum(['first', 'pause', 'reconnect', 'continuous']),
  }),
  z.object({
    type: z.literal('sound'),
    atMs,
    track: z.number().int(),
    fromSamples: samples,
    toSamples: samples,
  }),
  z.object({
    type: z.literal('gap'),
    atMs,
    track: z.number().int(),
    cause: z.enum(['lost', 'reconnect', 'drift']),
    fromSamples: samples,
    toSamples: samples,
    packets: z.number().int(),
  }),
]);
export type JournalEntry = z.infer<typeof JournalEntry>;

/** One line of `journal.jsonl`, line end included. */
export function encodeJournalLine(entry: JournalEntry): Uint8Array {
  return Buffer.from(`${JSON.stringify(entry)}\n`, 'utf8');
}

export interface ReadJournal {
  entries: JournalEntry[];
  /** Lines that are no entry: torn by a crash, or written by a later version. */
  unreadable: number;
}

/** No line of ours is longer, characters: a message has 4,000. */
const MOST_LINE = 1_000_000;

/** No journal of ours is longer: a day of a hundred people has a tenth of it. */
const MOST_BYTES = 512 * 1024 ** 2;

/** Parses a journal; a line that does not fit is counted and left out. */
export function parseJournal(text: string): ReadJournal {
  const read: ReadJournal = { entries: [], unreadable: 0 };
  takeLines(text.split('\n'), read);
  return read;
}

function takeLines(lines: readonly string[], into: ReadJournal): void {
  for (const line of lines) {
    if (line === '') continue;
    const entry = parseLine(line);
    if (entry) into.entries.push(entry);
    else into.unreadable += 1;
  }
}

function parseLine(line: string): JournalEntry | null {
  try {
    const parsed = JournalEntry.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Read in pieces of this size, so that others get a turn of the event loop between them: some milliseconds each. */
const PIECE_BYTES = 128 * 1024;

/**
 * The session's journal; empty when the file is not there. Hours of it are read without holding up others. `wanted`
 * tells by its text which line is to be parsed; others are neither in the entries nor counted.
 */
export async function readJournal(
  sessionDir: string,
  wanted: (line: string) => boolean = () => true,
): Promise<ReadJournal> {
  const read: ReadJournal = { entries: [], unreadable: 0 };
  const stream = createReadStream(join(sessionDir, JOURNAL_FILE), {
    encoding: 'utf8',
    highWaterMark: PIECE_BYTES,
  });
  let rest = '';
  let readBytes = 0;
  try {
    for await (const piece of stream) {
      const lines = String(piece).split('\n');
      lines[0] = rest + (lines[0] ?? '');
      rest = lines.pop() ?? '';
      takeLines(lines.filter(wanted), read);
      // A line without an end is no line: a file of something else is not gathered in memory, nor read to its end.
      if (rest.length > MOST_LINE) rest = '{';
      readBytes += PIECE_BYTES;
      if (readBytes > MOST_BYTES) break;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { entries: [], unreadable: 0 };
    throw error;
  }
  takeLines([rest].filter(wanted), read);
  return read;
}
