import { fork } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../../scripts/setup/project.mjs';
import { Archive } from '../../src/main/archive';
import { createChildArchiveHost } from '../../src/main/archive-process/child-host';
import type { ArchiveHost } from '../../src/main/archive-process/port';
import type { ChildPort } from '../../src/main/support/child-port';
import { systemClock } from '../../src/main/support/clock';
import { silentLogger } from '../../src/main/support/logger';
import { ChannelId, UserId } from '../../src/shared/discord/snowflake';
import type { ArchiveQuery } from '../../src/shared/models/archive';
import { portOf } from '../../test/support/node-child';
import { type Corpus, createCorpus, GUILD_ID, mulberry } from './generator';

const MESSAGES = Number(process.env['ROOMTONE_BENCH_MESSAGES'] ?? 1_000_000);
const BATCH = 2_000;
const QUERIES_PER_KIND = 20;
const SEED = 20_260_105;

export interface FilledArchive {
  file: string;
  corpus: Corpus;
  fillRowsPerS: number;
}

/** How long each search took in main, ms, by kind of question; the archive is in a process of its own. */
export async function searchTimes(made: FilledArchive, round: number): Promise<Map<string, number[]>> {
  const host = createChildArchiveHost({ spawn: forkArchive, clock: systemClock, logger: silentLogger });
  try {
    return await ask(host, made, mulberry(SEED + round + 1));
  } finally {
    await host.close();
  }
}

/** Makes an archive of a million messages. */
export async function fillArchive(file: string, say: (line: string) => void): Promise<FilledArchive> {
  const corpus = createCorpus(SEED, MESSAGES);
  const archive = new Archive(file, Date.now());
  const startMs = performance.now();
  for (let from = 0, batch = 1; from < MESSAGES; from += BATCH, batch += 1) {
    const writes = Array.from({ length: Math.min(BATCH, MESSAGES - from) }, (_, n) => ({
      t: 'message' as const,
      atMs: 0,
      guildId: GUILD_ID,
      message: corpus.message(from + n),
    }));
    await archive.handle('write', { writer: 'bench', batch, nowMs: 0, writes });
    if (batch % 100 === 0) say(`${from + BATCH} messages kept`);
  }
  archive.close();
  const fillRowsPerS = MESSAGES / ((performance.now() - startMs) / 1_000);
  return { file, corpus, fillRowsPerS };
}

type Kinds = Map<string, () => Partial<ArchiveQuery>>;

/** Kinds of questions, each with words of its own at every call. */
function kindsOf({ words, channelIds, authorIds }: Corpus, random: () => number): Kinds {
  const word = (low: number, high: number) => words[low + Math.floor(random() * (high - low))] ?? '';
  const common = () => word(5, 60);
  const author = () => UserId.parse(authorIds[Math.floor(random() * authorIds.length)]);
  const channel = () => ChannelId.parse(channelIds[Math.floor(random() * channelIds.length)]);
  const month = () => Date.UTC(2023, Math.floor(random() * 36), 1);
  return new Map<string, () => Partial<ArchiveQuery>>([
    ['rare word', () => ({ text: word(20_000, 50_000) })],
    ['middling word', () => ({ text: word(500, 3_000) })],
    ['common word', () => ({ text: common() })],
    ['two words', () => ({ text: `${common()} ${word(100, 1_000)}` })],
    ['phrase', () => ({ text: `"${common()} ${common()}"` })],
    ['beginning', () => ({ text: word(1_000, 30_000).slice(0, 4) })],
    ['word of a person', () => ({ text: common(), authorId: author() })],
    ['word in a room', () => ({ text: word(60, 1_000), channelId: channel() })],
    ['messages of a person', () => ({ authorId: author() })],
    [
      'word in a month',
      () => {
        const fromMs = month();
        return { text: common(), fromMs, toMs: fromMs + 30 * 86_400_000 };
      },
    ],
  ]);
}

async function ask(
  host: ArchiveHost,
  { file, corpus }: FilledArchive,
  random: () => number,
): Promise<Map<string, number[]>> {
  const times = new Map<string, number[]>();
  const none = { guildId: null, channelId: null, authorId: null, fromMs: null, toMs: null };
  const search = async (over: Partial<ArchiveQuery>) => {
    const startMs = performance.now();
    const query = { text: '', has: [], includeDeleted: false, ...none, ...over };
    await host.ask(file, 'search', { query, before: null, limit: 50 });
    return performance.now() - startMs;
  };
  // Starts the process and opens the file.
  await search({});
  const kinds = kindsOf(corpus, random);
  for (let n = 0; n < QUERIES_PER_KIND; n += 1) {
    for (const [kind, make] of kinds) {
      const ms = await search(make());
      times.set(kind, [...(times.get(kind) ?? []), ms]);
    }
  }
  return times;
}

function forkArchive(): ChildPort {
  const child = fork(join(projectRoot, 'out/main/archive-process.js'), { serialization: 'advanced' });
  return portOf(child);
}
