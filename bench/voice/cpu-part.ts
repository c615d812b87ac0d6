import type { BenchPart, Figure, Series } from '../harness';
import { opusFile, pcmFile, wavFile } from './opus-file';
import { costsOf, openHall, openSink, type StreamRun, type StreamServer } from './streams';

/**
 * What streams cost a process: processor time of all its threads, µs a packet. What is compared runs at the same time; how
 * the two processes' ticks lie to each other is drawn anew at each start and moves a ratio by 5 % either way, so a round is
 * one start and many rounds tell more than one long one.
 */
const GUILDS = Array.from({ length: 10 }, (_, index) => String(101 + index));
const PEER = '@discordjs/voice';

/** Ten Opus files passed on as they are. */
export const passthrough: BenchPart = {
  name: 'passthrough',
  measure: async ({ scratchDir }) => {
    const file = await opusFile(scratchDir);
    const run = { guilds: GUILDS, scratchDir, file, dave: false };
    const [ours, peer] = await sideBySide(openSink, [
      { ...run, manner: 'separate' },
      { ...run, manner: 'peer' },
    ]);
    return { passthrough10_us: ours, passthrough10_peer_us: peer };
  },
  figures: (series) => [againstPeer(series, 'cpu_passthrough10_vs_peer', 'passthrough10', 0.8)],
};

/** Ten files of PCM, each mixed, encoded and end-to-end encrypted. */
export const encoded: BenchPart = {
  name: 'encoded',
  measure: async ({ scratchDir }) => {
    const run = { guilds: GUILDS, scratchDir, dave: true };
    const [ours, peer] = await sideBySide(openHall, [
      { ...run, manner: 'separate', file: await wavFile(scratchDir) },
      { ...run, manner: 'peer', file: await pcmFile(scratchDir) },
    ]);
    return { encoded10_us: ours, encoded10_peer_us: peer };
  },
  figures: (series) => [againstPeer(series, 'cpu_encoded10_vs_peer', 'encoded10', 1)],
};

/** One such programme into ten rooms, against the same into one. */
export const broadcast: BenchPart = {
  name: 'broadcast',
  measure: async ({ scratchDir }) => {
    const run = { scratchDir, dave: true, manner: 'broadcast', file: await wavFile(scratchDir) } as const;
    const [ten, one] = await sideBySide(openHall, [
      { ...run, guilds: GUILDS },
      { ...run, guilds: GUILDS.slice(0, 1) },
    ]);
    return { broadcast10_us: ten, broadcast1_us: one };
  },
  figures: (series) => [
    {
      id: 'broadcast10_ratio',
      // A packet of ten rooms is a tenth of what was made for a slot.
      value: series.medianRatio('broadcast10_us', 'broadcast1_us') * GUILDS.length,
      unit: 'x',
      goal: 2,
      better: 'lower',
      peer: { name: 'one room', value: series.median('broadcast1_us'), unit: 'us/slot' },
    },
  ],
};

function againstPeer(series: Series, id: string, name: string, goal: number): Figure {
  const theirs = `${name}_peer_us`;
  return {
    id,
    value: series.medianRatio(`${name}_us`, theirs),
    unit: 'x',
    goal,
    better: 'lower',
    peer: { name: PEER, value: series.median(theirs), unit: 'us/packet' },
  };
}

type Wanted = Omit<StreamRun, 'server'>;

/** What two runs cost, each with a server of its own, µs a packet. */
async function sideBySide(
  open: (guilds: readonly string[]) => Promise<StreamServer>,
  [one, other]: readonly [Wanted, Wanted],
): Promise<[number, number]> {
  const servers = [await open(one.guilds), await open(other.guilds)] as const;
  try {
    const [ofOne, ofOther] = await costsOf([
      { ...one, server: servers[0] },
      { ...other, server: servers[1] },
    ]);
    return [ofOne ?? Number.NaN, ofOther ?? Number.NaN];
  } finally {
    await Promise.all(servers.map((server) => server.close()));
  }
}
