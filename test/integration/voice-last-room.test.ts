import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ChannelId, GuildId, UserId } from '../../src/shared/discord/snowflake';
import { VoiceRig } from './voice-support';

let rig: VoiceRig;

beforeEach(async () => {
  rig = await VoiceRig.start();
  rig.enter(0);
});
afterEach(() => rig.close());

const guildId = () => rig.server.guildId as GuildId;
const room = () => rig.last('broadcast')?.rooms[0];

async function broadcast(): Promise<void> {
  rig.host.send({
    type: 'joinBroadcast',
    guildId: guildId(),
    channelId: rig.server.voiceChannelId as ChannelId,
    userId: rig.bot.userId as UserId,
    insecureLoopback: true,
  });
  await rig.until('the room', () => room()?.phase === 'ready' && room()?.dave.active === true);
  rig.play({ kind: 'tone', frequencyHz: 440, durationMs: 600_000 });
  await rig.until('sound in it', () => (room()?.packetsSent ?? 0) > 25);
}

const onAir = () => rig.last('console')?.console.onAir;

it('the show is over when the last room that is left is one of a broadcast', async () => {
  await broadcast();
  rig.host.send({ type: 'leaveBroadcast', guildId: guildId() });
  await rig.until('the deck to stop', () => rig.deck?.status === 'paused' && onAir() === false);
  const { positionMs } = rig.deck ?? {};
  rig.join();
  await rig.until('another call', () => rig.phase === 'ready' && rig.dave.active);
  const { framesSent } = rig.stats;
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(rig.stats.framesSent).toBe(framesSent);
  expect(rig.deck).toMatchObject({ status: 'paused', positionMs });
});

it('the show is over when the last room of a broadcast throws us out', async () => {
  await broadcast();
  rig.bot.send(4, { guild_id: guildId(), channel_id: null, self_mute: false, self_deaf: false });
  await rig.until('the end of the room', () => room()?.phase === 'ended');
  await rig.until('the deck to stop', () => rig.deck?.status === 'paused' && onAir() === false);
});
