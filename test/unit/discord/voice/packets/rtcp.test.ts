import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildReceiverReport, reportedLoss } from '../../../../../src/main/discord/voice/packets/rtcp';

interface Block {
  ssrc: number;
  fraction: number;
}

function report(type: 200 | 201, blocks: readonly Block[]): Buffer {
  const info = type === 200 ? 20 : 0;
  const packet = Buffer.alloc(8 + info + 24 * blocks.length);
  packet[0] = 0x80 | blocks.length;
  packet[1] = type;
  packet.writeUInt16BE(packet.length / 4 - 1, 2);
  for (const [index, { ssrc, fraction }] of blocks.entries()) {
    packet.writeUInt32BE(ssrc, 8 + info + 24 * index);
    packet[12 + info + 24 * index] = fraction;
  }
  return packet;
}

describe('RTCP reports', () => {
  it('tell the loss of the stream asked for, in receiver and sender reports and behind others', () => {
    const blocks = [
      { ssrc: 7, fraction: 1 },
      { ssrc: 0xfedc_ba98, fraction: 64 },
    ];
    for (const type of [200, 201] as const) {
      expect(reportedLoss(report(type, blocks), 0xfedc_ba98)).toBe(0.25);
      expect(reportedLoss(report(type, blocks), 8)).toBeNull();
    }
    const compound = Buffer.concat([report(200, [{ ssrc: 7, fraction: 9 }]), report(201, blocks)]);
    expect(reportedLoss(compound, 0xfedc_ba98)).toBe(0.25);
  });

  it('are read as they were written', () => {
    const block = fc.record({
      ssrc: fc.nat(0xffff_ffff),
      lostShare: fc.double({ min: 0, max: 1, noNaN: true }),
      lost: fc.nat(0x7f_ffff),
      highestSequence: fc.nat(0xffff_ffff),
      jitter: fc.nat(0xffff_ffff),
    });
    fc.assert(
      fc.property(
        fc.nat(0xffff_ffff),
        fc.uniqueArray(block, { selector: ({ ssrc }) => ssrc, maxLength: 31 }),
        (reporter, blocks) => {
          const rtcp = buildReceiverReport(reporter, blocks);
          for (const { ssrc, lostShare } of blocks) {
            // Eight bits, cut off and not rounded; 255 of 256 at most.
            expect(reportedLoss(rtcp, ssrc)).toBeCloseTo(
              Math.min(255 / 256, Math.floor(lostShare * 256) / 256),
              9,
            );
          }
        },
      ),
    );
  });

  it('are never read beyond their end, whatever their lengths say', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), fc.nat(0xffff_ffff), (bytes, ssrc) => {
        const loss = reportedLoss(bytes, ssrc);
        expect(loss === null || (loss >= 0 && loss < 1)).toBe(true);
      }),
    );
    const whole = report(201, [{ ssrc: 7, fraction: 64 }]);
    for (let cut = 0; cut < whole.length; cut += 1)
      expect(reportedLoss(whole.subarray(0, cut), 7)).toBeNull();
  });
});
