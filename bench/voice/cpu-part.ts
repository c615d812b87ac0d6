import type { BenchPart } from '../harness';
import { opusFile, pcmFile, wavFile } from './opus-file';
import { costOf, openHall, openSink } from './streams';

const GUILDS = Array.from({ length: 10 }, (_, index) => String(101 + index));
/** Long enough for a collection of garbage or two on either side. */
const SECONDS = 12;

/**
 * What ten streams cost a process: ten Opus files passed on; ten files of PCM mixed, encoded and end-to-end encrypted; one
 * such programme into ten rooms against the same into one. Processor time of the whole process, all its threads.
 */
export const cpu: BenchPart = {
  name: 'cpu',
  measure: async ({ scratchDir }) => {
    const common = { seconds: SECONDS, scratchDir };
    const values: Record<string, number> = {};
    const sink = await openSink();
    try {
      const run = { ...common, guilds: GUILDS, file: await opusFile(scratchDir), dave: false };
      values.passthrough10_us = await costOf(sink, { ...run, manner: 'separate' });
      values.passthrough10_peer_us = await costOf(sink, { ...run, manner: 'peer' });
    } finally {
      await sink.close();
    }
    const hall = await openHall(GUILDS);
    try {
      const run = { ...common, guilds: GUILDS, dave: true };
      const wav = await wavFile(scratchDir);
      values.encoded10_us = await costOf(hall, { ...run, manner: 'separate', file: wav });
      values.encoded10_peer_us = await costOf(hall, {
        ...run,
        manner: 'peer',
        file: await pcmFile(scratchDir),
      });
      values.broadcast10_us = await costOf(hall, { ...run, manner: 'broadcast', file: wav });
    } finally {
      await hall.close();
    }
    const one = await openHall(GUILDS.slice(0, 1));
    try {
      const run = { ...common, guilds: GUILDS.slice(0, 1), dave: true, file: await wavFile(scratchDir) };
      values.broadcast1_us = await costOf(one, { ...run, manner: 'broadcast' });
    } finally {
      await one.close();
    }
    return values;
  },
  figures: (series) => {
    const ratio = (id: string, ours: string, theirs: string, name: string, goal: number) => ({
      id,
      value: series.median(ours) / series.median(theirs),
      unit: 'x',
      goal,
      better: 'lower' as const,
      peer: { name, value: series.median(theirs), unit: 'us/packet' },
    });
    const peer = '@discordjs/voice';
    // A packet of ten rooms is a tenth of what was made for a slot.
    const oneRoom = series.median('broadcast1_us');
    const broadcast10 = {
      id: 'broadcast10_ratio',
      value: (series.median('broadcast10_us') * GUILDS.length) / oneRoom,
      unit: 'x',
      goal: 2,
      better: 'lower' as const,
      peer: { name: 'one room', value: oneRoom, unit: 'us/slot' },
    };
    return [
      ratio('cpu_passthrough10_vs_peer', 'passthrough10_us', 'passthrough10_peer_us', peer, 0.8),
      ratio('cpu_encoded10_vs_peer', 'encoded10_us', 'encoded10_peer_us', peer, 1),
      broadcast10,
    ];
  },
};
