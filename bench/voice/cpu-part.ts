import type { BenchPart } from '../harness';
import { opusFile, pcmFile, wavFile } from './opus-file';
import { costsOf, openHall, openSink, type StreamRun, type StreamServer } from './streams';

const GUILDS = Array.from({ length: 10 }, (_, index) => String(101 + index));

/**
 * What ten streams cost a process: ten Opus files passed on; ten files of PCM mixed, encoded and end-to-end encrypted; one
 * such programme into ten rooms against the same into one. Processor time of the whole process, all its threads; what is
 * compared runs at the same time.
 */
export const cpu: BenchPart = {
  name: 'cpu',
  measure: async ({ scratchDir }) => {
    const [opus, wav, pcm] = [
      await opusFile(scratchDir),
      await wavFile(scratchDir),
      await pcmFile(scratchDir),
    ];
    const ten = { guilds: GUILDS, scratchDir };
    const one = { guilds: GUILDS.slice(0, 1), scratchDir };
    const passed = { ...ten, file: opus, dave: false };
    const [passthrough, passthroughPeer] = await sideBySide(openSink, [
      { ...passed, manner: 'separate' },
      { ...passed, manner: 'peer' },
    ]);
    const [encoded, encodedPeer] = await sideBySide(openHall, [
      { ...ten, dave: true, manner: 'separate', file: wav },
      { ...ten, dave: true, manner: 'peer', file: pcm },
    ]);
    const [broadcastTen, broadcastOne] = await sideBySide(openHall, [
      { ...ten, dave: true, manner: 'broadcast', file: wav },
      { ...one, dave: true, manner: 'broadcast', file: wav },
    ]);
    return {
      passthrough10_us: passthrough,
      passthrough10_peer_us: passthroughPeer,
      encoded10_us: encoded,
      encoded10_peer_us: encodedPeer,
      broadcast10_us: broadcastTen,
      broadcast1_us: broadcastOne,
    };
  },
  figures: (series) => {
    const ratio = (id: string, ours: string, theirs: string, name: string, goal: number) => ({
      id,
      value: series.medianRatio(ours, theirs),
      unit: 'x',
      goal,
      better: 'lower' as const,
      peer: { name, value: series.median(theirs), unit: 'us/packet' },
    });
    const peer = '@discordjs/voice';
    // A packet of ten rooms is a tenth of what was made for a slot.
    const broadcast10 = {
      id: 'broadcast10_ratio',
      value: series.medianRatio('broadcast10_us', 'broadcast1_us') * GUILDS.length,
      unit: 'x',
      goal: 2,
      better: 'lower' as const,
      peer: { name: 'one room', value: series.median('broadcast1_us'), unit: 'us/slot' },
    };
    return [
      ratio('cpu_passthrough10_vs_peer', 'passthrough10_us', 'passthrough10_peer_us', peer, 0.8),
      ratio('cpu_encoded10_vs_peer', 'encoded10_us', 'encoded10_peer_us', peer, 1),
      broadcast10,
    ];
  },
};

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
