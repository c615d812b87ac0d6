/** Voice servers that are not Discord's: retired encryption modes, and datagrams that come twice. */
import { afterEach, expect, it } from 'vitest';
import type { EncryptionMode } from '../../src/main/discord/voice/packets';
import { VoiceRig } from './voice-support';

let rig: VoiceRig;
afterEach(() => rig.close());

function decryptedByMembers(): number {
  return rig.voice.members.reduce(
    (sum, member) => sum + (member.heard.get(rig.bot.userId)?.decrypted ?? 0),
    0,
  );
}

async function talk(): Promise<void> {
  const person = rig.enter(0);
  rig.join();
  await rig.until('a group', () => rig.phase === 'ready' && rig.dave.active, 20_000);
  rig.play({ kind: 'tone', frequencyHz: 440, durationMs: 600_000 });
  rig.director.speak(person, true);
}

it.each<EncryptionMode>([
  'xsalsa20_poly1305',
  'xsalsa20_poly1305_suffix',
  'xsalsa20_poly1305_lite',
  'xsalsa20_poly1305_lite_rtpsize',
])('talks both ways with a server that offers %s alone', async (mode) => {
  rig = await VoiceRig.start({ modes: [mode] });
  await talk();
  await rig.until(
    'sound both ways',
    () => rig.stats.packetsReceived >= 25 && decryptedByMembers() >= 25,
    20_000,
  );
  expect(rig.last('connection')?.connection).toMatchObject({ kind: 'active', encryptionMode: mode });
  expect(rig.stats).toMatchObject({ malformed: 0, undecryptable: 0 });
  expect(rig.voice.stats.notAuthentic + rig.voice.stats.malformed).toBe(0);
});

it('drops and counts datagrams that come a second time', async () => {
  rig = await VoiceRig.start();
  rig.voice.control.impairNetwork({ duplicate: 1 });
  await talk();
  await rig.until('doubles', () => rig.stats.replayed >= 25, 20_000);
  expect(rig.stats.malformed).toBe(0);
  await rig.until('the same in the figures of the person', () => {
    const signals = rig.last('signals')?.signals ?? [];
    return signals.some(({ received, duplicate }) => duplicate >= 25 && Math.abs(received - duplicate) < 5);
  });
});
