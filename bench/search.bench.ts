import { fork } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../scripts/setup/project.mjs';
import { Archive } from '../src/main/archive';
import { createChildArchiveHost } from '../src/main/archive-process/child-host';
import type { ArchiveHost } from '../src/main/archive-process/port';
import type { ChildPort } from '../src/main/support/child-port';
import { systemClock } from '../src/main/support/clock';
import { silentLogger } from '../src/main/support/logger';
import { ChannelId, UserId } from '../src/shared/discord/snowflake';
import type { ArchiveQuery } from '../src/shared/models/archive';
import { percentile, runBench } from './harness';
import { type Corpus, createCorpus, GUILD_ID, mulberry } from './search/generator';

/**
 * How long a search takes among a million messages: from the question in main to the page of 50 in main, with the
 * archive in its process as the app has it. The figure is the 95th percentile over an even mix of what people ask:
 * a rare, a middling and a common word, two words, a phrase, a beginning of four letters, a word of one person, a word
 * in one room, one person's messages, a word in a past month. The archive is made once a run; its pages are then
 * read from the system's cache, as after a day of use.
 */
const MESSAGES = Number(process.env['ROOMTONE_BENCH_MESSAGES'] ?? 1_000_000);
const BATCH = 2_000;
const QUERIES_PER_KIND = 20;
const SEED = 20_260_105;

let made: { file: string; corpus: Corpus; fillRowsPerS: number } | undefined;

runBench({
  bench: 'search',
  rounds: 3,
  warmUpRounds: 0,
  async measure({ round, scratchDir, say }) {
    made ??= await fill(join(scratchDir, 'archive.db'), say);
    const host = createChildArchiveHost({ spawn: forkArchive, clock: systemClock, logger: silentLogger });
    try {
      const times = await ask(host, made, mulberry(SEED + round + 1));
      const all = [...times.values()].flat();
      const byKind = [...times].map(([kind, each]) => [`${kind} p95 ms`, percentile(each, 95)] as const);
      return {
        'search p95 ms': percentile(all, 95),
        'search p50 ms': percentile(all, 50),
        'search max ms': Math.max(...all),
        'fill rows/s': made.fillRowsPerS,
        ...Object.fromEntries(byKind),
      };
    } finally {
      await host.close();
    }
  },
  figures: (series) => [
    { id: 'search_ms', value: series.median('search p95 ms'), unit: 'ms', goal: 50, better: 'lower' },
  ],
});

async function fill(file: string, say: (line: string) => void) {
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
  { file, corpus }: { file: string; corpus: Corpus },
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
  return {
    send: (message) => void child.send(message as object),
    onMessage: (listener) => {
      child.on('message', listener);
      return () => child.off('message', listener);
    },
    onExit: (listener) => {
      const heard = (code: number | null) => listener(code ?? -1);
      child.once('exit', heard);
      return () => child.off('exit', heard);
    },
    kill: () => child.kill('SIGKILL'),
  };
}
