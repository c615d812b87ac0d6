import { expect, onTestFinished, test } from 'vitest';
import { VoiceRig } from './voice-support';

/** DAVE lets Opus silence through as it is. */
const SILENCE_BYTES = 3;

test('whoever leaves in the middle of sound ends it with five frames of silence, and is gone at once', async () => {
  const packets: { sequence: number; timestamp: number; bytes: number }[] = [];
  const rig = await VoiceRig.start({
    onPacket: (_seat, { sequence, timestamp }, bytes) => packets.push({ sequence, timestamp, bytes }),
  });
  onTestFinished(() => rig.close());
  rig.enter(0);
  rig.join();
  await rig.until('a group', () => rig.phase === 'ready' && rig.dave.active);
  rig.play({ kind: 'tone', frequencyHz: 440, durationMs: 600_000 });
  await rig.until('sound', () => rig.stats.framesSent > 50);
  const startedMs = performance.now();
  rig.host.send({ type: 'leave' });
  expect(rig.phase).toBe('ended');
  expect(performance.now() - startedMs).toBeLessThan(50);
  const ends = () => packets.slice(-5).every(({ bytes }) => bytes === SILENCE_BYTES);
  await rig.until('the silence to arrive', ends, 5_000);
  const last = packets.slice(-6);
  // A listener sees no loss between the sound and its end.
  for (const [at, packet] of last.slice(1).entries()) {
    const before = last[at];
    expect((packet.sequence - (before?.sequence ?? 0)) & 0xffff).toBe(1);
    expect((packet.timestamp - (before?.timestamp ?? 0)) >>> 0).toBe(960);
  }
  expect(last[0]?.bytes).toBeGreaterThan(SILENCE_BYTES);
  const heard = rig.voice.members.map((member) => member.heard.get(rig.bot.userId)?.failed ?? 0);
  expect(heard.every((failed) => failed === 0)).toBe(true);
});
