import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  ANNOTATIONS_FILE,
  type Manifest,
  type Span,
  type StoredAnnotations,
  writeManifest,
} from '../../../src/main/recording';
import { encodeJournalLine, type JournalEntry } from '../../../src/main/recording/journal';
import {
  encodePeaksHeader,
  PEAK_BIN_BYTES,
  PEAK_BIN_MS,
  PEAK_HEADER_BYTES,
  PeaksBuilder,
} from '../../../src/main/recording/peaks';
import { withoutSpans } from '../../../src/main/recording/spans';
import { TrackWriter } from '../../../src/main/recording/track-writer';
import { practiceVoiceFrames, practiceVoicePackets } from '../practice-voice';
import { type LongPlan, type PlannedPerson, planEvening } from './plan';

const MS = 48;
const PACKET_MS = 20;
const WRITE_BYTES = 1 << 20;
const VOICES = ['amber', 'birch', 'cedar', 'dahlia', 'elm', 'fern', 'hazel', 'linden'];

export interface LongSessionOptions {
  /** 4 when left out. Shares of it (0.1) make a small one of the same kind. */
  hours?: number;
  /** 10 when left out. */
  people?: number;
  /** Unix ms of its beginning. */
  startedAtMs?: number;
  title?: string;
  /** Another seed is another evening. */
  seed?: number;
  /** Tags, clips, levels and withheld parts beside it, as a reviewer leaves them; true when left out. */
  annotated?: boolean;
}

/**
 * Writes a finished session as the recorder leaves it, voices and all, without recording: some seconds for four hours
 * of ten people. It has people who come late and go, turns that overlap, mutes, lost packets, a lost connection, a
 * recording that was cut off and went on, keys, chat with edits and reactions, markers; and beside it tags, clips, one
 * person's part, everybody's part and one whole person withheld.
 *
 * For tests and screens: `const session = await writeLongSession(join(libraryDir, 'long-evening'))` before the app is
 * started (its library is `<user data>/recordings`), or from a shell, into any library:
 * `npx tsx test/support/long-session/main.ts LIBRARY [HOURS [PEOPLE]]`.
 */
export async function writeLongSession(
  sessionDir: string,
  options: LongSessionOptions = {},
): Promise<LongPlan> {
  const {
    hours = 4,
    people = 10,
    startedAtMs = Date.UTC(2026, 2, 3, 18),
    seed = 7,
    annotated = true,
  } = options;
  const plan = planEvening(hours, people, seed);
  await mkdir(join(sessionDir, 'tracks'), { recursive: true });
  await mkdir(join(sessionDir, 'peaks'));
  const voices = VOICES.map(aVoice);
  const tracks: Manifest['tracks'] = [];
  const journal: JournalEntry[] = [{ type: 'started', atMs: 0, startedAtMs }, ...plan.entries];
  for (const [index, person] of plan.people.entries()) {
    const number = index + 1;
    const track = trackOf(person, number, plan.durationMs);
    const voice = voices[index % voices.length] as Voice;
    const spoken = withoutSpans(person.turns, person.lost);
    await writeTrack(join(sessionDir, track.file), number, voice, spoken, plan.durationMs);
    await writeFile(join(sessionDir, track.peaksFile), peaksOf(voice, spoken, plan.durationMs));
    journal.push(...spokenLines(person, number));
    tracks.push(track);
  }
  journal.push({ type: 'stopped', atMs: plan.durationMs, reason: 'stopped' });
  journal.sort((a, b) => a.atMs - b.atMs);
  await writeFile(join(sessionDir, 'journal.jsonl'), Buffer.concat(journal.map(encodeJournalLine)));
  if (annotated)
    await writeFile(join(sessionDir, ANNOTATIONS_FILE), JSON.stringify(annotationsOf(plan, tracks)));
  await writeManifest(sessionDir, {
    format: 'roomtone-recording',
    version: 1,
    title: options.title ?? 'A long evening',
    guild: { id: '1', name: 'Tidewater' },
    channel: { id: '2', name: 'Round table' },
    startedAtMs,
    state: 'complete',
    durationSamples: plan.durationMs * MS,
    writerPid: process.pid,
    failure: null,
    repair: null,
    people: plan.people.map(({ userId, displayName, self }) => ({ userId, displayName, self })),
    tracks,
  });
  return plan;
}

interface Voice {
  packets: readonly Uint8Array[];
  /** A bin for each packet. */
  bins: Uint8Array;
}

/** One of the practice voices, and its waveform: made once, repeated for as long as somebody speaks. */
function aVoice(name: string): Voice {
  const chunks: Uint8Array[] = [];
  const builder = new PeaksBuilder((bins) => chunks.push(bins));
  const frames = practiceVoiceFrames(name);
  for (const [index, pcm] of frames.entries()) builder.add(index * PACKET_MS * MS, pcm);
  builder.finish(frames.length * PACKET_MS * MS);
  return { packets: practiceVoicePackets(name), bins: Buffer.concat(chunks).subarray(PEAK_HEADER_BYTES) };
}

function trackOf(person: PlannedPerson, number: number, durationMs: number): Manifest['tracks'][number] {
  const { userId, displayName, self, turns, lost, driftPpm } = person;
  const two = String(number).padStart(2, '0');
  const packets = (spans: readonly Span[]) =>
    spans.reduce((sum, [from, to]) => sum + (to - from) / PACKET_MS, 0);
  return {
    trackId: `${two}-${userId}`,
    number,
    userId,
    displayName,
    self,
    file: `tracks/${two}-voice-${userId}.opus`,
    peaksFile: `peaks/${two}-voice-${userId}.peaks`,
    serial: number,
    firstSoundSamples: (turns[0]?.[0] ?? 0) * MS,
    durationSamples: durationMs * MS,
    packets: packets(turns) - packets(lost),
    lost: packets(lost),
    dropped: 0,
    driftPpm,
    driftCorrectedSamples: 0,
  };
}

async function writeTrack(
  path: string,
  serial: number,
  { packets }: Voice,
  spoken: readonly Span[],
  durationMs: number,
): Promise<void> {
  const file = await open(path, 'w');
  try {
    let pages: Uint8Array[] = [];
    let bytes = 0;
    const write = async () => {
      await file.write(Buffer.concat(pages));
      pages = [];
      bytes = 0;
    };
    const tags = { title: 'A long evening', artist: String(serial), album: '', date: '' };
    const writer = TrackWriter.start(serial, tags, (page) => {
      pages.push(page);
      bytes += page.length;
    });
    for (const [from, to] of spoken) {
      writer.fillTo(from * MS);
      for (let at = from; at < to; at += PACKET_MS) {
        writer.append(packets[(at / PACKET_MS) % packets.length] as Uint8Array, PACKET_MS * MS);
      }
      if (bytes > WRITE_BYTES) await write();
    }
    writer.finish(durationMs * MS);
    await write();
  } finally {
    await file.close();
  }
}

function peaksOf({ packets, bins }: Voice, spoken: readonly Span[], durationMs: number): Uint8Array {
  const all = new Uint8Array((durationMs / PEAK_BIN_MS) * PEAK_BIN_BYTES);
  for (const [from, to] of spoken) {
    for (let bin = from / PEAK_BIN_MS; bin < to / PEAK_BIN_MS; bin += 1) {
      const at = (bin % packets.length) * PEAK_BIN_BYTES;
      all.set(bins.subarray(at, at + PEAK_BIN_BYTES), bin * PEAK_BIN_BYTES);
    }
  }
  return Buffer.concat([encodePeaksHeader(), all]);
}

function spokenLines({ userId, turns, lost }: PlannedPerson, track: number): JournalEntry[] {
  return [
    ...turns.flatMap(([from, to], index): JournalEntry[] => {
      const span = { fromSamples: from * MS, toSamples: to * MS };
      const anchor = { ssrc: track, rtpTimestamp: (from * MS) % 2 ** 32, positionSamples: from * MS };
      return [
        { type: 'anchor', atMs: from, track, ...anchor, cause: index === 0 ? 'first' : 'pause' },
        { type: 'speaking', atMs: from, userId, speaking: true },
        { type: 'speaking', atMs: to, userId, speaking: false },
        { type: 'sound', atMs: to, track, ...span },
      ];
    }),
    ...lost.map(([from, to]): JournalEntry => {
      const span = { fromSamples: from * MS, toSamples: to * MS };
      return { type: 'gap', atMs: to, track, cause: 'lost', ...span, packets: (to - from) / PACKET_MS };
    }),
  ];
}

function annotationsOf({ durationMs, people }: LongPlan, tracks: Manifest['tracks']): StoredAnnotations {
  const at = (share: number) => Math.round(durationMs * share);
  const clip = (number: number, label: string, from: number, lengthMs: number) => ({
    markerId: `clip-${number}`,
    atMs: at(from),
    endMs: Math.min(durationMs, at(from) + lengthMs),
    label,
    note: number === 1 ? 'For the newsletter.' : '',
    colourIndex: number * 3,
    origin: 'review' as const,
  });
  const withheld = (
    number: number,
    userId: string | null,
    fromMs: number | null,
    toMs: number | null,
    reason: string,
  ) => {
    return { withheldId: `withheld-${number}`, userId, fromMs, toMs, reason, setAtMs: 0 };
  };
  return {
    version: 1,
    tags: ['weekly', 'planning'],
    markers: [clip(1, 'The good story', 0.1, 42_000), clip(2, 'Decision on the budget', 0.66, 95_000)],
    withheld: [
      withheld(1, people[3]?.userId ?? null, at(0.2), at(0.22), 'asked to leave this out'),
      withheld(2, null, at(0.7), at(0.705), 'private matter'),
      ...(people.length > 8 ? [withheld(3, people[8]?.userId ?? null, null, null, 'did not agree')] : []),
    ],
    mix: tracks.slice(1, 2).map(({ trackId }) => ({ trackId, gainDb: -6 })),
    levelMatching: false,
    adoptedMarkers: 0,
  };
}
