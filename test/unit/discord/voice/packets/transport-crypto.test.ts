import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AES_GCM_MODE,
  chooseEncryptionMode,
  createTransportKey,
  ENCRYPTION_MODES,
  nextCounter,
  XCHACHA_MODE,
} from '../../../../../src/main/discord/voice/packets/transport-crypto';

interface Vectors {
  keyHex: string;
  counter: number;
  payloadHex: string;
  cases: {
    name: string;
    mode: (typeof ENCRYPTION_MODES)[number];
    clearHex: string;
    extensionBodyHex: string;
    packetHex: string;
  }[];
}
const vectors = JSON.parse(readFileSync('test/fixtures/packets/transport.json', 'utf8')) as Vectors;
const key = Buffer.from(vectors.keyHex, 'hex');

describe('transport encryption', () => {
  it.each(vectors.cases)('seals and opens the known packet: $name', async (vector) => {
    const transport = await createTransportKey(vector.mode, key);
    const clear = Buffer.from(vector.clearHex, 'hex');
    const payload = Buffer.from(vector.extensionBodyHex + vectors.payloadHex, 'hex');
    const packet = transport.seal(clear, payload, vectors.counter);
    expect(packet.toString('hex')).toBe(vector.packetHex);
    const opened = transport.open(Buffer.from(vector.packetHex, 'hex'), clear.length);
    expect(opened.ok && opened.value.toString('hex')).toBe(payload.toString('hex'));
  });

  it.each(ENCRYPTION_MODES)('refuses every truncation and every flipped bit: %s', async (mode) => {
    const transport = await createTransportKey(mode, key);
    const clear = Buffer.from('8078000100000002000003e8', 'hex');
    const packet = transport.seal(clear, Buffer.from('0011223344', 'hex'), 7);
    for (let length = 0; length < packet.length; length += 1) {
      expect(transport.open(packet.subarray(0, length), clear.length).ok).toBe(false);
    }
    for (let bit = 0; bit < packet.length * 8; bit += 1) {
      const damaged = Buffer.from(packet);
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(transport.open(damaged, clear.length)).toEqual({ ok: false, reason: 'transport/not-authentic' });
    }
  });

  it.each(ENCRYPTION_MODES)('gives each packet of a sequence its own nonce: %s', async (mode) => {
    const transport = await createTransportKey(mode, key);
    const clear = Buffer.alloc(12, 0x80);
    const bodies = new Set<string>();
    let counter = 0xffff_fffe;
    for (let i = 0; i < 5; i += 1) {
      const packet = transport.seal(clear, Buffer.from('f8fffe', 'hex'), counter);
      expect(packet.readUInt32BE(packet.length - 4)).toBe(counter);
      bodies.add(packet.subarray(12, 15).toString('hex'));
      const opened = transport.open(packet, 12);
      expect(opened.ok && opened.value.toString('hex')).toBe('f8fffe');
      counter = nextCounter(counter);
    }
    expect(bodies.size).toBe(5);
    expect(counter).toBe(3);
  });

  it('never throws on arbitrary datagrams', async () => {
    for (const mode of ENCRYPTION_MODES) {
      const transport = await createTransportKey(mode, key);
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 64 }), fc.integer({ min: 12, max: 76 }), (bytes, clear) => {
          expect(transport.open(Buffer.from(bytes), clear).ok).toBe(false);
        }),
        { numRuns: 200 },
      );
    }
  });

  it('prefers AES, falls back to XChaCha, and has no mode in common with a server of old modes', () => {
    expect(chooseEncryptionMode([XCHACHA_MODE, AES_GCM_MODE])).toBe(AES_GCM_MODE);
    expect(chooseEncryptionMode([XCHACHA_MODE])).toBe(XCHACHA_MODE);
    expect(chooseEncryptionMode(['xsalsa20_poly1305'])).toBeNull();
  });

  it('refuses a key of the wrong length', async () => {
    await expect(createTransportKey(AES_GCM_MODE, Buffer.alloc(31))).rejects.toThrow(RangeError);
  });
});
