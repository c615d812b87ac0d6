import type { GuildId } from '@shared/discord/snowflake';
import type { LiveState } from '@shared/models/live';
import { expect, onTestFinished, test } from 'vitest';
import { createInProcessVoiceHost } from '../../src/main/voice-process/in-process';
import type { VoiceCommandOf } from '../../src/main/voice-process/protocol';
import type { ChannelId, UserId } from '../../src/shared/discord/snowflake';
import { startHeadless, until } from '../support/headless';
import { VoiceRig } from './voice-support';

test('the packets into a room of a broadcast alone are as large as its bitrate says, and follow it', async () => {
  const sizes: number[] = [];
  const rig = await VoiceRig.start({ onPacket: (_seat, _header, payloadBytes) => sizes.push(payloadBytes) });
  onTestFinished(() => rig.close());
  rig.enter(0);
  rig.host.send({
    type: 'joinBroadcast',
    guildId: rig.server.guildId as GuildId,
    channelId: rig.server.voiceChannelId as ChannelId,
    userId: rig.bot.userId as UserId,
    insecureLoopback: true,
  });
  const room = () => rig.last('broadcast')?.rooms[0];
  await rig.until('the room', () => room()?.phase === 'ready' && room()?.dave.active === true);
  const mean = async (bitrateBps: number) => {
    rig.host.send({ type: 'setBitrate', bitrateBps, furtherBps: bitrateBps });
    // What was sealed before is still on its way.
    const from = sizes.length + 30;
    await rig.until('a second of packets', () => sizes.length >= from + 50);
    const these = sizes.slice(from, from + 50);
    return these.reduce((sum, size) => sum + size, 0) / these.length;
  };
  rig.play({ kind: 'tone', frequencyHz: 440, durationMs: 600_000 });
  const [rich, poor] = [await mean(128_000), await mean(16_000)];
  expect(poor).toBeLessThan(rich / 3);
});

test('the programme is made for the rooms it goes to: edits, moves and the call come first', async () => {
  const host = createInProcessVoiceHost();
  const told: [number, number][] = [];
  const note = ({ bitrateBps, furtherBps }: VoiceCommandOf<'setBitrate'>) =>
    told.push([bitrateBps, furtherBps]);
  const voiceHost: typeof host = {
    ...host,
    start: () => host.start(),
    close: () => host.close(),
    send: (command) => {
      if (command.type === 'setBitrate') note(command);
      host.send(command);
    },
  };
  const roomtone = await startHeadless({ voiceHost });
  onTestFinished(() => roomtone.close());
  const { api } = roomtone;
  let live: Partial<LiveState> = {};
  api.live.onChanged((change) => {
    live = { ...live, ...(change as Partial<LiveState>) };
  });
  await api.accounts.startPractice({ seed: 5, size: { guilds: 2 } });
  const [one, two] = await until('two guilds', async () => {
    const { guilds, rooms } = await api.workspace.snapshot();
    const complete = guilds.filter(({ guildId }) => rooms.some((room) => room.guildId === guildId));
    return complete.length >= 2 ? complete : undefined;
  });
  const make = async (guildId: GuildId, bitrateBps: number) => {
    const place = { guildId, name: `Of ${bitrateBps}`, userLimit: 0, bitrateBps, categoryId: null };
    const created = await api.rooms.create(place);
    if (created.kind !== 'created') throw new Error(`not created: ${created.kind}`);
    return created.room;
  };
  if (!one || !two) throw new Error('guilds are missing');
  const further = await make(one.guildId, 32_000);
  const elsewhere = await make(one.guildId, 24_000);
  const main = await make(two.guildId, 48_000);

  await api.live.joinBroadcast(further);
  await until('the room', () => (live.broadcast?.[0]?.phase === 'ready' ? true : undefined));
  expect(told.at(-1)).toEqual([32_000, 32_000]);
  await api.rooms.modify({ channelId: further.channelId, bitrateBps: 96_000, reason: null });
  await until('the edit', () => (told.at(-1)?.[0] === 96_000 ? true : undefined));

  const { occupants } = await api.workspace.snapshot();
  const self = occupants.find(({ isSelf }) => isSelf);
  if (!self) throw new Error('not inside');
  const { guildId, channelId } = elsewhere;
  await api.members.move({ guildId, userId: self.userId, channelId, reason: null });
  await until('the move', () => (told.at(-1)?.[0] === 24_000 ? true : undefined));

  await api.calls.join(main);
  expect(told.at(-1)).toEqual([48_000, 24_000]);
  await api.calls.leave();
  expect(told.at(-1)).toEqual([24_000, 24_000]);
}, 40_000);
