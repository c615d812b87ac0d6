import type { BenchPart, Figure, Series } from '../harness';
import { Speakers } from './speakers';

/**
 * What receiving costs while 25 or 100 people speak at once. What the peer misses its socket had no room for: it leaves
 * the receive buffer as the system makes it, and does not read while it compiles and while it makes its decoders. Its
 * cost is counted by the packets it has got, so that losing some does not make it cheaper.
 */
const CROWD = 25;
const HALL = 100;

async function crowd(scratchDir: string): Promise<Record<string, number>> {
  const speakers = await Speakers.start(CROWD, scratchDir);
  try {
    return {
      listen25_core: (await speakers.ours('listen')).core,
      peer_decode25_core: (await speakers.peers(true)).core,
      record25_core: (await speakers.ours('record')).core,
      peer_subscribe25_core: (await speakers.peers(false)).core,
      everything25_core: (await speakers.ours('everything')).core,
    };
  } finally {
    await speakers.close();
  }
}

async function hall(scratchDir: string): Promise<Record<string, number>> {
  const speakers = await Speakers.start(HALL, scratchDir);
  try {
    const ours = await speakers.ours('listen');
    const peer = await speakers.peers(true);
    return {
      listen100_core: ours.core,
      listen100_missing: ours.missing,
      peer_decode100_core: peer.core,
      peer_decode100_missing: peer.missing,
      peer_decode100_dropped: peer.dropped,
    };
  } finally {
    await speakers.close();
  }
}

function ratio(series: Series, id: string, ours: string, peer: string, goal: number): Figure {
  const against = { name: '@discordjs/voice', value: series.median(peer), unit: 'of a core' };
  return { id, value: series.medianRatio(ours, peer), unit: 'x', goal, better: 'lower', peer: against };
}

/** 25 people at once. */
export const receive25: BenchPart = {
  name: 'receive25',
  measure: ({ scratchDir }) => crowd(scratchDir),
  figures: (series) => [
    ratio(series, 'receive_decode25_vs_peer', 'listen25_core', 'peer_decode25_core', 0.8),
    ratio(series, 'record25_vs_peer_subscribe', 'record25_core', 'peer_subscribe25_core', 0.7),
    {
      id: 'receive25_core',
      value: series.median('everything25_core'),
      unit: 'of a core',
      goal: 0.25,
      better: 'lower',
    },
  ],
};

/** A hundred people at once; none of their packets may be missing. */
export const receive100: BenchPart = {
  name: 'receive100',
  measure: ({ scratchDir }) => hall(scratchDir),
  figures: (series) => [
    ratio(series, 'receive_decode100_vs_peer', 'listen100_core', 'peer_decode100_core', 0.8),
    {
      id: 'receive100_missing',
      value: Math.max(...series.values('listen100_missing')),
      unit: 'packets',
      goal: 0,
      better: 'lower',
      peer: {
        name: '@discordjs/voice',
        value: Math.max(...series.values('peer_decode100_missing')),
        unit: 'packets',
      },
    },
  ],
};
