import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { systemFrameTiming } from '../../src/main/discord/voice/clock/system-timing';
import { Console } from '../../src/main/discord/voice/console/console';
import { createInThreadWire } from '../../src/main/discord/voice/wire/in-thread-wire';
import type { Wire } from '../../src/main/discord/voice/wire/wire';
import { systemClock } from '../../src/main/support/clock';
import { silentLogger } from '../../src/main/support/logger';
import type { GuildId } from '../../src/shared/discord/snowflake';
import { VoiceHall } from '../support/voice-hall';
import { until, VoiceSeat } from '../support/voice-seat';

const GUILD = '100' as GuildId;
const FURTHER = '200' as GuildId;

let hall: VoiceHall;
let wire: Wire;
let desk: Console;
let seat: VoiceSeat;

beforeEach(async () => {
  hall = await VoiceHall.open();
  wire = createInThreadWire({ timing: systemFrameTiming, clock: systemClock });
  desk = new Console({ logger: silentLogger, bitrateBps: 64_000, onEvent: () => undefined });
  seat = new VoiceSeat(() => hall.endpoint, wire, desk);
});
afterEach(async () => {
  await seat.engine.close();
  desk.close();
  await wire.close();
  await hall.close();
});

it('hears from the server how much of its sound is lost on the way there, and when that is over', async () => {
  const told = vi.spyOn(desk, 'setLoss');
  hall.enter(GUILD, 1);
  seat.join(GUILD);
  await until('the group', () => seat.ready);
  const source = { kind: 'tone', frequencyHz: 440, durationMs: 60_000 } as const;
  desk.deckLoad('a', { itemId: 'tone', source, gainDb: 0, loop: false, play: true });
  hall.voice.control.impairNetwork({ uplinkLoss: 0.3 });
  await until('a report of loss', () => (told.mock.lastCall?.[0] ?? 0) > 10);
  expect(told.mock.lastCall?.[0]).toBeLessThan(50);
  hall.voice.control.impairNetwork({});
  await until('a report without', () => told.mock.lastCall?.[0] === 0);
  expect(hall.voice.stats.reports).toBeGreaterThanOrEqual(2);
}, 60_000);

it('raises an alarm over what is lost on the way out, for each room, and takes all back when the last is left', async () => {
  hall.enter(GUILD, 1);
  hall.enter(FURTHER, 1);
  seat.join(GUILD);
  seat.joinBroadcast(FURTHER);
  await until('the groups', () => seat.ready && seat.broadcast[0]?.dave.active === true);
  const source = { kind: 'tone', frequencyHz: 440, durationMs: 60_000 } as const;
  desk.deckLoad('a', { itemId: 'tone', source, gainDb: 0, loop: false, play: true });
  hall.voice.control.impairNetwork({ uplinkLoss: 0.3 });
  const lossy = () =>
    seat.alarms.filter(({ kind }) => kind === 'loss').map(({ direction, guildId }) => [direction, guildId]);
  await until('both alarms', () => lossy().length === 2);
  expect(lossy()).toEqual([
    ['out', undefined],
    ['out', FURTHER],
  ]);
  seat.engine.leave();
  await until('one alarm', () => lossy().length === 1);
  seat.engine.leaveBroadcast(FURTHER);
  await until('no alarm', () => seat.alarms.length === 0);
}, 60_000);
