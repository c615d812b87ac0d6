import { VoiceTrouble } from '@shared/models/practice-trouble';
import { beforeEach, expect, it } from 'vitest';
import { VoiceDial } from '../../../../src/main/practice-server/trouble/voice-dial';
import { connectToVoice } from '../../../../src/main/practice-server/world/commands/voice';
import { aWorld, type WorldUnderTest } from '../support';

let under: WorldUnderTest;
let impaired: object[];
let closed: [userId: string, code: number][];
let shaken: [userId: string, how: string][];
let swallowed: string[];
let dial: VoiceDial;
const turn = (trouble: object) => dial.set(VoiceTrouble.parse(trouble));

beforeEach(() => {
  under = aWorld();
  impaired = [];
  closed = [];
  shaken = [];
  swallowed = [];
  dial = new VoiceDial(under.world, under.clock, {
    impairNetwork: (impairment) => impaired.push(impairment),
    closeClient: (userId, code) => closed.push([userId, code]),
    shakeGroup: (userId, how) => shaken.push([userId, how]),
    blackHole: (userId) => swallowed.push(userId),
  });
});

it('passes on what happens to packets, and takes it back when the time is over', () => {
  turn({ lossRate: 0.2, uplinkLossRate: 0.1, jitterMs: 30, forMs: 1000 });
  expect(impaired.at(-1)).toEqual({
    loss: 0.2,
    uplinkLoss: 0.1,
    reorder: 0,
    duplicate: 0,
    jitterMs: 30,
    kilobitsPerSecond: 0,
  });
  expect(dial.settings?.lossRate).toBe(0.2);
  under.clock.advance(1000);
  expect(impaired.at(-1)).toEqual({});
  expect(dial.settings).toBeNull();
});

it('closes the bot’s voice socket so often and no more', () => {
  turn({ close: { everyMs: 500, count: 2, code: 4015 } });
  under.clock.advance(10_000);
  expect(closed).toEqual([
    [under.world.botId, 4015],
    [under.world.botId, 4015],
  ]);
  expect(dial.state()).toMatchObject({ counts: { closes: 2 } });
});

it('moves the bot to another server: none first, then one with another token', () => {
  const { world, guild, channel, clock, events } = under;
  connectToVoice(world, guild, channel('Lounge'), world.botId, 'session', {
    selfMute: false,
    selfDeaf: false,
  });
  world.voiceEndpoint = '127.0.0.1:1';
  const before = events.length;
  turn({ moveServer: { everyMs: 1000, count: 1 } });
  clock.advance(5000);
  const told = events.slice(before).map(({ t, d }) => [t, d.endpoint, d.token]);
  expect(told).toEqual([
    ['VOICE_SERVER_UPDATE', null, null],
    ['VOICE_SERVER_UPDATE', '127.0.0.1:1', world.seats.tokenOf(guild.id, world.botId)],
  ]);
});

it('leaves no timer behind', () => {
  turn({ close: { everyMs: 500 }, moveServer: { everyMs: 500 }, forMs: 60_000 });
  dial.close();
  expect(under.clock.pendingTimers).toBe(0);
});

it('shakes the group of the bot’s room at its rates, and leaves nobody in plain frames behind', () => {
  const { botId } = under.world;
  turn({
    newGroup: { everyMs: 300, count: 2 },
    spoilCommit: { everyMs: 1_000, count: 1 },
    blackHole: { everyMs: 2_000, count: 1 },
  });
  under.clock.advance(10_000);
  expect(shaken).toEqual([
    [botId, 'newGroup'],
    [botId, 'newGroup'],
    [botId, 'spoil'],
  ]);
  expect(swallowed).toEqual([botId]);
  shaken = [];
  turn({ downgrade: { everyMs: 1_000, count: 1, plainMs: 500 } });
  under.clock.advance(1_499);
  expect(shaken).toEqual([[botId, 'plain']]);
  under.clock.advance(1);
  expect(shaken.at(-1)).toEqual([botId, 'newGroup']);
  expect(dial.state()).toMatchObject({ counts: { downgrades: 1 } });
  turn({ downgrade: { everyMs: 1_000, count: 1, plainMs: 60_000 } });
  under.clock.advance(1_000);
  turn({});
  expect(shaken.slice(2)).toEqual([
    [botId, 'plain'],
    [botId, 'newGroup'],
  ]);
});
