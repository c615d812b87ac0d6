/**
 * The product in the stream bench: an engine with a console for each of ten guilds, or one of them for ten rooms, all on
 * one wire. Says `playing` once everything plays, and its processor time when asked.
 */
import { constants, setPriority } from 'node:os';
import { Worker } from 'node:worker_threads';
import { Console } from '../../src/main/discord/voice/console/console';
import { createThreadWire } from '../../src/main/discord/voice/wire/thread-wire';
import { systemClock } from '../../src/main/support/clock';
import { silentLogger } from '../../src/main/support/logger';
import { compileSoon } from '../../src/main/voice-process/compile-soon';
import { collectSeldom } from '../../src/main/voice-process/heap-growth';
import type { GuildId } from '../../src/shared/discord/snowflake';
import { DEFAULT_LEVELLING } from '../../src/shared/models/live-defaults';
import { until, VoiceSeat } from '../../test/support/voice-seat';

export interface StreamSettings {
  /** `host:port` of the voice server. */
  endpoint: string;
  guilds: string[];
  /** Ten programmes, or one into ten rooms. */
  manner: 'separate' | 'broadcast';
  file: string;
  /** The built wire thread. */
  wireFile: string;
  /** Wait for end-to-end encryption before playing. */
  dave: boolean;
  bitrateBps: number;
}

// As the voice process does.
collectSeldom();
compileSoon();
try {
  setPriority(constants.priority.PRIORITY_HIGH);
} catch (error) {
  process.stderr.write(`streams: priority unchanged: ${String(error)}\n`);
}
const { endpoint, guilds, manner, file, wireFile, dave, bitrateBps } = JSON.parse(
  process.argv[2] ?? '{}',
) as StreamSettings;
const wire = createThreadWire({
  clock: systemClock,
  logger: silentLogger,
  spawn: (data) => new Worker(wireFile, { workerData: data }),
});

function seat(): { seat: VoiceSeat; desk: Console } {
  const desk = new Console({ logger: silentLogger, bitrateBps, onEvent: () => undefined });
  return { seat: new VoiceSeat(() => endpoint, wire, desk), desk };
}

function play(desk: Console): void {
  // As loud as levelling wants it, and not in a loop: what can be passed on is.
  const source = {
    kind: 'file' as const,
    path: file,
    name: 'bench',
    loudnessLufs: DEFAULT_LEVELLING.targetLufs,
  };
  desk.deckLoad('a', { itemId: 'bench', source, gainDb: 0, loop: false, play: true });
}

async function main(): Promise<void> {
  const [first, ...others] = guilds as GuildId[];
  if (!first) throw new Error('there is no guild to play in');
  const separate = manner === 'separate' ? others : [];
  const further = manner === 'broadcast' ? others : [];
  const desks = [first, ...separate].map((guildId) => {
    const { seat: at, desk } = seat();
    at.join(guildId);
    return { at, desk };
  });
  for (const guildId of further) desks[0]?.at.joinBroadcast(guildId);
  await until('everything to be ready', () =>
    desks.every(({ at }) => {
      const up = at.connection?.kind === 'active' && at.connection.phase === 'ready';
      const rooms = at.broadcast.filter((room) => room.phase === 'ready' && (!dave || room.dave.active));
      return up && (!dave || at.ready) && rooms.length === further.length;
    }),
  );
  for (const { desk } of desks) play(desk);
  process.send?.('playing');
}

process.on('message', (message) => {
  if (message !== 'cpu') return;
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMicros: user + system, wire: wire.stats });
});
process.on('disconnect', () => process.exit(0));
void main();
