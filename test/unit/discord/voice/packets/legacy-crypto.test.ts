import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDiscordEndpoint } from '../../../../../src/main/discord/voice/connection/gateway-url';
import {
  buildRtpHeader,
  chooseEncryptionMode,
  createTransportKey,
  LEGACY_MODES,
  openRtp,
  stripRtpPayload,
} from '../../../../../src/main/discord/voice/packets';

const key = Buffer.from(Array.from({ length: 32 }, (_, index) => index * 7));
/** What each mode adds to header and payload: MAC, and the nonce at the end. */
const OVERHEAD = {
  xsalsa20_poly1305: 16,
  xsalsa20_poly1305_suffix: 16 + 24,
  xsalsa20_poly1305_lite: 16 + 4,
  xsalsa20_poly1305_lite_rtpsize: 16 + 4,
};

describe('retired transport encryption', () => {
  it.each(LEGACY_MODES)(
    'brings header and payload through, with CSRCs and an extension: %s',
    async (mode) => {
      const transport = await createTransportKey(mode, key);
      await fc.assert(
        fc.asyncProperty(
          fc.uint8Array({ minLength: 1, maxLength: 300 }),
          fc.integer({ min: 0, max: 0xffff }),
          fc.integer({ min: 0, max: 3 }),
          fc.boolean(),
          async (payload, sequence, words, withExtension) => {
            const header = buildRtpHeader({
              sequence,
              timestamp: 960,
              ssrc: 4,
              ...(withExtension ? { extension: { profile: 0xbede, words } } : {}),
            });
            const body = Buffer.concat([Buffer.alloc(withExtension ? words * 4 : 0, 9), payload]);
            const packet = transport.seal(header, body, sequence);
            expect(packet.length).toBe(header.length + body.length + OVERHEAD[mode]);
            const opened = openRtp(transport, packet);
            if (!opened.ok) throw new Error(opened.reason);
            expect(opened.value.packet.subarray(0, opened.value.header.clearBytes)).toEqual(header);
            expect(opened.value.header).toMatchObject({ sequence, ssrc: 4 });
            const stripped = stripRtpPayload(opened.value.header, opened.value.body);
            expect(stripped.ok && Buffer.compare(stripped.value, payload)).toBe(0);
          },
        ),
      );
    },
  );

  it.each(LEGACY_MODES)(
    'refuses every truncation and a flipped bit anywhere in what it authenticates: %s',
    async (mode) => {
      const transport = await createTransportKey(mode, key);
      const header = buildRtpHeader({ sequence: 1, timestamp: 2, ssrc: 3 });
      const packet = transport.seal(header, Buffer.from('0011223344', 'hex'), 7);
      for (let length = 0; length < packet.length; length += 1) {
        expect(transport.open(packet.subarray(0, length), 12).ok).toBe(false);
      }
      for (let bit = 12 * 8; bit < packet.length * 8; bit += 1) {
        const damaged = Buffer.from(packet);
        damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(transport.open(damaged, 12)).toEqual({ ok: false, reason: 'transport/not-authentic' });
      }
    },
  );

  it('is taken only where nothing better is offered, and never of a server of Discord', () => {
    const old = ['xsalsa20_poly1305', 'xsalsa20_poly1305_lite'];
    expect(chooseEncryptionMode(old)).toBeNull();
    expect(chooseEncryptionMode(old, true)).toBe('xsalsa20_poly1305_lite');
    expect(chooseEncryptionMode([...old, 'aead_xchacha20_poly1305_rtpsize'], true)).toBe(
      'aead_xchacha20_poly1305_rtpsize',
    );
    expect(isDiscordEndpoint('rotterdam1.discord.media:443')).toBe(true);
    expect(isDiscordEndpoint('discord.media.example.org')).toBe(false);
    expect(isDiscordEndpoint('127.0.0.1:5000')).toBe(false);
  });
});
