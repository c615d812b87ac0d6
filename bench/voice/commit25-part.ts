import { HallChild } from '../../test/support/voice-hall-child';
import { OWN_ID } from '../../test/support/voice-seat';
import type { BenchPart } from '../harness';
import { opusFile } from './opus-file';
import { startStreams } from './streams';

const GUILD = '100';
const MEMBERS = 25;
const LIMIT_MS = 40_000;

/**
 * A file plays into a room with one member; 25 more come at once and every one of their proposals makes us work out a
 * commit. Packets that are missing at the voice server until all are in the group and a second after. Slots that the
 * system left the wire's thread out for are told apart: they have nothing to do with the group.
 */
export const commit25: BenchPart = {
  name: 'commit25',
  measure: async ({ scratchDir }) => {
    const hall = await HallChild.open();
    try {
      await hall.enter(GUILD, 1);
      const client = await startStreams({
        endpoint: hall.endpoint,
        guilds: [GUILD],
        manner: 'separate',
        file: await opusFile(scratchDir),
        dave: true,
      });
      try {
        return await measure(hall, async () => (await client.ask()).wire.skippedSlots);
      } finally {
        await client.close();
      }
    } finally {
      await hall.close();
    }
  },
  figures: (series) => [
    {
      id: 'commit25_missing_packets',
      value: series.median('commit25_missing'),
      unit: 'packets',
      goal: 0,
      better: 'lower',
      peer: { name: 'slots left out by the system', value: series.median('commit25_starved'), unit: 'slots' },
    },
  ],
};

async function measure(hall: HallChild, skipped: () => Promise<number>): Promise<Record<string, number>> {
  await hall.reset();
  const before = await skipped();
  await reach(async () => (await hall.report(GUILD, OWN_ID)).packets > 50);
  await hall.enter(GUILD, MEMBERS);
  await reach(async () => (await hall.report(GUILD, OWN_ID)).groupSize === MEMBERS + 2);
  const { packets } = await hall.report(GUILD, OWN_ID);
  await reach(async () => (await hall.report(GUILD, OWN_ID)).packets > packets + 50);
  const report = await hall.report(GUILD, OWN_ID);
  const starved = (await skipped()) - before;
  return {
    commit25_missing: Math.max(0, report.missing - starved),
    commit25_missing_with_starved: report.missing,
    commit25_starved: starved,
  };
}

async function reach(condition: () => Promise<boolean>): Promise<void> {
  const giveUpMs = performance.now() + LIMIT_MS;
  while (!(await condition())) {
    if (performance.now() > giveUpMs) throw new Error('the group was not complete in time');
    await new Promise((done) => setTimeout(done, 100));
  }
}
