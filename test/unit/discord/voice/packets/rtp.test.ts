import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  buildRtpHeader,
  isRtcp,
  padRtpPayload,
  parseRtpHeader,
  stripRtpPayload,
} from '../../../../../src/main/discord/voice/packets/rtp';

function header(hex: string) {
  const result = parseRtpHeader(Buffer.from(hex, 'hex'));
  if (!result.ok) throw new Error(result.reason);
  return result.value;
}

describe('RTP', () => {
  it('reads a plain header', () => {
    expect(header('8078000100000002000003e8')).toEqual({
      payloadType: 120,
      marker: false,
      padding: false,
      sequence: 1,
      timestamp: 2,
      ssrc: 1000,
      extension: null,
      clearBytes: 12,
    });
  });

  it('counts CSRCs and the extension preamble as clear, masks the marker', () => {
    const value = header('b2f8ffff ffffffff ffffffff 00000001 00000002 bede0003'.replaceAll(' ', ''));
    expect(value).toMatchObject({
      marker: true,
      payloadType: 120,
      padding: true,
      sequence: 0xffff,
      timestamp: 0xffff_ffff,
      ssrc: 0xffff_ffff,
      extension: { profile: 0xbede, words: 3 },
      clearBytes: 24,
    });
  });

  it('writes what it reads, values wrapped to their width', () => {
    fc.assert(
      fc.property(
        fc.nat(0xffff),
        fc.nat(0xffff_ffff),
        fc.nat(0xffff_ffff),
        fc.boolean(),
        fc.option(fc.record({ profile: fc.nat(0xffff), words: fc.nat(0xffff) })),
        (sequence, timestamp, ssrc, padding, extension) => {
          const bytes = buildRtpHeader({
            sequence,
            timestamp,
            ssrc,
            padding,
            ...(extension ? { extension } : {}),
          });
          expect(parseRtpHeader(bytes)).toEqual({
            ok: true,
            value: {
              payloadType: 120,
              marker: false,
              padding,
              sequence,
              timestamp,
              ssrc,
              extension,
              clearBytes: bytes.length,
            },
          });
        },
      ),
    );
    expect(
      header(buildRtpHeader({ sequence: 65_536, timestamp: 2 ** 32 + 960, ssrc: 1 }).toString('hex')),
    ).toMatchObject({ sequence: 0, timestamp: 960 });
  });

  it('refuses short packets, other versions, and headers that run past the end', () => {
    expect(parseRtpHeader(Buffer.alloc(11))).toEqual({ ok: false, reason: 'rtp/too-short' });
    expect(parseRtpHeader(Buffer.alloc(12))).toEqual({ ok: false, reason: 'rtp/version' });
    expect(parseRtpHeader(Buffer.from('8f78000100000002000003e8', 'hex'))).toEqual({
      ok: false,
      reason: 'rtp/too-short',
    });
    expect(parseRtpHeader(Buffer.from('9078000100000002000003e8', 'hex')).ok).toBe(false);
  });

  it('drops the extension from the front and the padding from the end of an opened packet', () => {
    const withBoth = header('b078000100000002000003e8bede0001');
    const body = Buffer.concat([
      Buffer.from('10ff0000', 'hex'),
      padRtpPayload(Buffer.from('f8fffe', 'hex'), 5),
    ]);
    expect(stripRtpPayload(withBoth, body)).toEqual({ ok: true, value: Buffer.from('f8fffe', 'hex') });
  });

  it('gives an empty payload for a packet of padding alone', () => {
    const padded = header('a078000100000002000003e8');
    expect(stripRtpPayload(padded, padRtpPayload(Buffer.alloc(0), 8))).toEqual({
      ok: true,
      value: Buffer.alloc(0),
    });
  });

  it('refuses padding and extensions that claim more than there is', () => {
    const padded = header('a078000100000002000003e8');
    expect(stripRtpPayload(padded, Buffer.from([1, 2, 9])).ok).toBe(false);
    expect(stripRtpPayload(padded, Buffer.from([1, 2, 0])).ok).toBe(false);
    expect(stripRtpPayload(padded, Buffer.alloc(0)).ok).toBe(false);
    expect(stripRtpPayload(header('9078000100000002000003e8bede0009'), Buffer.alloc(8)).ok).toBe(false);
  });

  it('never throws on arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.uint8Array({ maxLength: 40 }), (packet, opened) => {
        const result = parseRtpHeader(Buffer.from(packet));
        if (result.ok) stripRtpPayload(result.value, Buffer.from(opened));
        isRtcp(packet);
      }),
    );
  });

  it('tells RTCP from RTP by the packet type', () => {
    expect(isRtcp(Buffer.from('81c8000c00000001', 'hex'))).toBe(true);
    expect(isRtcp(Buffer.from('8078000100000002000003e8', 'hex'))).toBe(false);
    expect(isRtcp(Buffer.from('81c8', 'hex'))).toBe(false);
  });
});
