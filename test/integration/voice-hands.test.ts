import { afterEach, beforeEach, expect, it } from 'vitest';
import { Console } from '../../src/main/discord/voice/console/console';
import { createThreadWire } from '../../src/main/discord/voice/wire/thread-wire';
import type { Wire } from '../../src/main/discord/voice/wire/wire';
import { systemClock } from '../../src/main/support/clock';
import { silentLogger } from '../../src/main/support/logger';
import type { GuildId } from '../../src/shared/discord/snowflake';
import { missingSlots, VoiceHall } from '../support/voice-hall';
import { OWN_ID, until, VoiceSeat } from '../support/voice-seat';
import { spawnWireThread } from '../support/wire-thread';

const MAIN = '100' as GuildId;
/** Two that are kept, one in which it is first heard, and one on its way at either end. */
const HEARD_WITHIN = 5;
const TONE = { kind: 'tone', frequencyHz: 440, durationMs: 60_000 } as const;

let wire: Wire;
let hall: VoiceHall;
let desk: Console;
let seat: VoiceSeat;
beforeEach(async () => {
  wire = createThreadWire({ spawn: spawnWireThread, clock: systemClock, logger: silentLogger });
  hall = await VoiceHall.open();
  hall.enter(MAIN, 1);
  desk = new Console({ logger: silentLogger, bitrateBps: 64_000, onEvent: () => undefined });
  seat = new VoiceSeat(() => hall.endpoint, wire, desk);
  seat.join(MAIN);
  await until('the room', () => seat.ready);
});
afterEach(async () => {
  await seat.engine.close();
  desk.close();
  await hall.close();
  await wire.close();
});

const starved = () => wire.stats.skippedSlots + seat.engine.missedSlots;
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Our own frames as they leave: whether each is loud at its end. */
function watchOwn() {
  const own: { slot: number; loud: boolean }[] = [];
  let base: number | undefined;
  seat.engine.setSink({
    onPacket: () => undefined,
    onPcm: ({ rtpTimestamp, pcm }) => {
      base ??= rtpTimestamp;
      const slot = ((rtpTimestamp - base) >>> 0) / 960;
      own.push({ slot, loud: Math.max(...pcm.subarray(-240)) > 500 });
    },
  });
  return own;
}

it('hears a hand on the desk within three slots of its own, though more was sealed, and sends nothing twice', async () => {
  const own = watchOwn();
  desk.deckLoad('a', { itemId: 'tone', source: TONE, gainDb: 0, loop: false, play: true });
  await until('sound', () => own.length > 50);
  hall.packets = [];
  const before = starved();
  for (let round = 0; round < 8; round += 1) {
    const loud = round % 2 === 1;
    const last = own.at(-1)?.slot ?? 0;
    desk.setDeck('a', { gainDb: loud ? 0 : -60 });
    await until('the hand to be heard', () => own.some((frame) => frame.slot > last && frame.loud === loud));
    const first = own.find((frame) => frame.slot > last && frame.loud === loud);
    expect((first?.slot ?? 0) - last).toBeLessThanOrEqual(HEARD_WITHIN + starved() - before);
    // Longer than a hand is waited for, and shorter.
    await pause(round < 4 ? 250 : 60);
  }
  await pause(200);
  expect(missingSlots(hall.packets)).toBeLessThanOrEqual(starved() - before);
  expect(new Set(hall.packets.map(({ sequence }) => sequence)).size).toBe(hall.packets.length);
  expect(hall.heard(OWN_ID).failed).toBe(0);
});

it('tells a recorder of each own frame when it left, though several slots are seen to at once', async () => {
  const left: { rtpTimestamp: number; arrivalMs: number }[] = [];
  const sink = ({ rtpTimestamp, arrivalMs }: { rtpTimestamp: number; arrivalMs: number }) =>
    left.push({ rtpTimestamp, arrivalMs });
  seat.engine.setSink({ onPacket: sink, onPcm: () => undefined });
  desk.deckLoad('a', { itemId: 'tone', source: TONE, gainDb: 0, loop: false, play: true });
  // Past the time in which a hand on the desk is expected.
  await until('three seconds', () => left.length > 150);
  // However late this thread came to tell of it: between two readings of the clocks in a row it may have been held up.
  const [first = { rtpTimestamp: 0, arrivalMs: 0 }] = left;
  const off = left.map(
    ({ rtpTimestamp, arrivalMs }) =>
      arrivalMs - first.arrivalMs - ((rtpTimestamp - first.rtpTimestamp) >>> 0) / 48,
  );
  const middle = [...off].sort((a, b) => a - b)[off.length >> 1] ?? 0;
  expect(off.filter((ms) => Math.abs(ms - middle) > 0.5).length / off.length).toBeLessThan(0.1);
});

it('takes a pad at once into what plays', async () => {
  const own = watchOwn();
  desk.deckLoad('a', { itemId: 'tone', source: TONE, gainDb: -60, loop: false, play: true });
  await until('the deck', () => own.length > 50);
  let openedAt: number | undefined;
  const before = starved();
  desk.padPlay({ padId: 'p', source: TONE, gainDb: 0, loop: false, fadeOutMs: 0 });
  const opened = setInterval(() => {
    if (desk.state.pads[0]?.status === 'playing') openedAt ??= own.at(-1)?.slot;
  }, 1);
  await until('the pad', () => own.at(-1)?.loud === true);
  clearInterval(opened);
  const first = own.find(({ loud }) => loud);
  expect((first?.slot ?? 0) - (openedAt ?? 0)).toBeLessThanOrEqual(HEARD_WITHIN + starved() - before);
});

it('does not take the slots between two calls for missed ones', async () => {
  desk.deckLoad('a', { itemId: 'tone', source: TONE, gainDb: 0, loop: false, play: true });
  await until('sound', () => hall.packets.length > 50);
  const missedBefore = seat.engine.missedSlots;
  const skippedBefore = wire.stats.skippedSlots;
  seat.engine.leave();
  await until('the end', () => seat.connection?.kind !== 'active');
  await pause(700);
  seat.join(MAIN);
  await until('the room again', () => seat.ready);
  hall.packets = [];
  await until('sound again', () => hall.packets.length > 25);
  const starvedMeanwhile = wire.stats.skippedSlots - skippedBefore;
  expect(seat.engine.missedSlots - missedBefore).toBeLessThanOrEqual(starvedMeanwhile);
});
