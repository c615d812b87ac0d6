import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordingHit, RecordingHits, RecordingSummary } from '@shared/models/recordings';
import {
  ANNOTATIONS_FILE,
  annotationsWith,
  readAnnotations,
  readJournal,
  shownChat,
  shownMarkers,
} from '../../recording';
import { JOURNAL_FILE } from '../../recording/manifest';
import type { ShelvedSession } from './shelf';

/** Lines of one recording that are given; how many more there are is said. */
const MOST_HITS = 5;
/** Characters of chat and markers kept in memory over all recordings; the ones asked for longest ago go first. */
const MOST_KEPT = 20_000_000;

interface Line extends RecordingHit {
  folded: string;
}

/** Finds words in what is written about and in recordings. What is withheld is not found. */
export class LibrarySearch {
  /** What the files say, as they were then; latest asked for last. */
  readonly #kept = new Map<string, { of: string; lines: readonly Line[]; characters: number }>();

  /** Recordings in which every word is found, in the order given. */
  async find(
    sessions: readonly { sessionDir: string; session: ShelvedSession }[],
    text: string,
  ): Promise<RecordingHits[]> {
    const words = fold(text)
      .split(/\s+/)
      .filter((word) => word !== '');
    if (words.length === 0) return [];
    const found: RecordingHits[] = [];
    for (const { sessionDir, session } of sessions) {
      const lines = [...summaryLines(session.summary), ...(await this.#linesOf(sessionDir, session))];
      const hits = hitsIn(lines, words);
      if (hits) found.push({ recordingId: session.summary.recordingId, ...hits });
    }
    this.#forgetOldest();
    return found;
  }

  async #linesOf(sessionDir: string, { summary, manifest }: ShelvedSession): Promise<readonly Line[]> {
    // Before one is mended nobody knows how long it is: where its lines stand, and what of them is withheld.
    if (!manifest || (manifest.durationSamples === null && summary.health.kind !== 'recording')) return [];
    const { recordingId, durationMs } = summary;
    const files = [ANNOTATIONS_FILE, JOURNAL_FILE].map((name) => stampOf(join(sessionDir, name)));
    // Mending changes how long a recording is, and with it where its lines stand, without touching these files.
    const of = [durationMs, ...(await Promise.all(files))].join();
    const before = this.#kept.get(recordingId);
    this.#kept.delete(recordingId);
    if (before?.of === of) {
      this.#kept.set(recordingId, before);
      return before.lines;
    }
    const read = await readAnnotations(sessionDir);
    // What may be withheld is not found.
    if (read.kind === 'unreadable') return [];
    const { entries } = await readJournal(sessionDir, isWritten);
    const annotations = annotationsWith(read.stored, entries);
    const lines = [
      ...shownMarkers(annotations, durationMs).flatMap(({ atMs, label, note }) =>
        [label, note].filter((one) => one !== '').map((one) => lineOf('marker', one, atMs)),
      ),
      ...shownChat(entries, annotations, durationMs).map(({ atMs, displayName, text }) =>
        lineOf('chat', `${displayName}: ${text}`, atMs),
      ),
    ];
    const characters = lines.reduce((sum, line) => sum + line.text.length + line.folded.length, 0);
    this.#kept.set(recordingId, { of, lines, characters });
    return lines;
  }

  #forgetOldest(): void {
    let characters = 0;
    for (const [recordingId, one] of [...this.#kept].reverse()) {
      characters += one.characters;
      if (characters > MOST_KEPT) this.#kept.delete(recordingId);
    }
  }
}

/** Journal lines that hold something a person wrote; the others need no parsing. */
function isWritten(line: string): boolean {
  return line.includes('"chat') || line.includes('"marker"');
}

function summaryLines({ title, guildName, roomName, people, tags }: RecordingSummary): Line[] {
  const room = [guildName, roomName].filter((name) => name !== null).join(' / ');
  return [
    lineOf('title', title, null),
    ...(room === '' ? [] : [lineOf('room', room, null)]),
    ...people.map(({ displayName }) => lineOf('person', displayName, null)),
    ...tags.map((tag) => lineOf('tag', tag, null)),
  ];
}

function hitsIn(
  lines: readonly Line[],
  words: readonly string[],
): Pick<RecordingHits, 'hits' | 'more'> | null {
  if (!words.every((word) => lines.some(({ folded }) => folded.includes(word)))) return null;
  const counted = lines
    .map((line) => ({ line, words: words.filter((word) => line.folded.includes(word)).length }))
    .filter((one) => one.words > 0);
  // Sorting keeps the order of lines that have as many of the words.
  const best = counted.sort((a, b) => b.words - a.words).slice(0, MOST_HITS);
  const hits = best.map(({ line: { kind, text, atMs } }) => ({ kind, text, atMs }));
  return { hits, more: counted.length - hits.length };
}

function lineOf(kind: RecordingHit['kind'], text: string, atMs: number | null): Line {
  return { kind, text, atMs, folded: fold(text) };
}

/** Without accents and in lower case: "Tomás" is found by "tomas". */
function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Changes when the file does; empty when there is none. */
async function stampOf(path: string): Promise<string> {
  try {
    const { size, mtimeMs } = await stat(path);
    return `${size}/${mtimeMs}`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
