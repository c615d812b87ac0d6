import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  buildAppendedProposals,
  buildDaveClientMessage,
  buildDaveServerMessage,
  buildExternalSender,
  buildRevokedProposals,
  type DaveServerMessage,
  parseDaveClientMessage,
  parseDaveServerMessage,
  parseExternalSender,
} from '../../../../../src/main/discord/voice/packets/dave-messages';
import { readMlsVector, writeMlsVector } from '../../../../../src/main/discord/voice/packets/mls-vector';

const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 }).map((value) => Buffer.from(value));

describe('DAVE binary messages', () => {
  it('reads frames laid out by hand', () => {
    const read = (hex: string) => parseDaveServerMessage(Buffer.from(hex, 'hex'));
    const ok = (sequence: number, value: unknown) => ({
      ok: true,
      value: { sequence, message: { ok: true, value } },
    });
    expect(read('0004 1b 00 02aabb'.replaceAll(' ', ''))).toEqual(
      ok(4, { op: 27, operation: 'append', proposals: Buffer.from('02aabb', 'hex') }),
    );
    expect(read('ffff1b0102aabb')).toEqual(
      ok(0xffff, { op: 27, operation: 'revoke', proposals: Buffer.from('02aabb', 'hex') }),
    );
    expect(read('00001d0000cc')).toEqual(
      ok(0, { op: 29, transitionId: 0, commit: Buffer.from('cc', 'hex') }),
    );
    expect(read('00081e0011dd')).toEqual(
      ok(8, { op: 30, transitionId: 17, welcome: Buffer.from('dd', 'hex') }),
    );
  });

  it('reads back every message of the server', () => {
    const message: fc.Arbitrary<DaveServerMessage> = fc.oneof(
      bytes.map((externalSender) => ({ op: 25 as const, externalSender })),
      fc.tuple(bytes, fc.boolean()).map(([proposals, append]) => ({
        op: 27 as const,
        operation: append ? ('append' as const) : ('revoke' as const),
        proposals,
      })),
      fc
        .tuple(bytes, fc.nat(0xffff))
        .map(([commit, transitionId]) => ({ op: 29 as const, transitionId, commit })),
      fc
        .tuple(bytes, fc.nat(0xffff))
        .map(([welcome, transitionId]) => ({ op: 30 as const, transitionId, welcome })),
    );
    fc.assert(
      fc.property(message, fc.nat(0xffff), (value, sequence) => {
        expect(parseDaveServerMessage(buildDaveServerMessage(sequence, value))).toEqual({
          ok: true,
          value: { sequence, message: { ok: true, value } },
        });
      }),
    );
  });

  it('reads back the messages of the client', () => {
    const keyPackage = Buffer.from('00010002', 'hex');
    expect(buildDaveClientMessage({ op: 26, keyPackage }).toString('hex')).toBe('1a00010002');
    expect(parseDaveClientMessage(Buffer.from('1a00010002', 'hex'))).toEqual({
      ok: true,
      value: { op: 26, keyPackage },
    });
    expect(parseDaveClientMessage(Buffer.from('1c0102', 'hex'))).toEqual({
      ok: true,
      value: { op: 28, commitWelcome: Buffer.from('0102', 'hex') },
    });
    expect(parseDaveClientMessage(Buffer.from('1b00', 'hex'))).toEqual({
      ok: false,
      reason: 'dave/unknown-op',
    });
  });

  it('keeps the sequence of a message it cannot use', () => {
    expect(parseDaveServerMessage(Buffer.from('002a63', 'hex'))).toEqual({
      ok: true,
      value: { sequence: 42, message: { ok: false, reason: 'dave/unknown-op' } },
    });
    expect(parseDaveServerMessage(Buffer.from('002a1b0200', 'hex'))).toMatchObject({
      value: { message: { ok: false, reason: 'dave/proposals-type' } },
    });
  });

  it('never throws on truncated or arbitrary frames', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (frame) => {
        parseDaveServerMessage(Buffer.from(frame));
        parseDaveClientMessage(Buffer.from(frame));
        parseExternalSender(Buffer.from(frame));
      }),
    );
  });

  it('frames an external sender in 71 bytes when its identity has one', () => {
    const signatureKey = Buffer.concat([Buffer.of(4), Buffer.alloc(64, 7)]);
    const sender = { signatureKey, identity: Buffer.of(0) };
    const built = buildExternalSender(sender);
    expect(built.length).toBe(71);
    expect(built.toString('hex')).toMatch(/^404104(07){64}00010100$/);
    expect(parseExternalSender(built)).toEqual({ ok: true, value: sender });
    for (let length = 0; length < built.length; length += 1) {
      expect(parseExternalSender(built.subarray(0, length)).ok).toBe(false);
    }
  });

  it('prefixes appended proposals once and revoked references each', () => {
    expect(
      buildAppendedProposals([Buffer.from('aa', 'hex'), Buffer.from('bbcc', 'hex')]).toString('hex'),
    ).toBe('03aabbcc');
    const reference = Buffer.alloc(32, 1);
    expect(buildRevokedProposals([reference, reference]).toString('hex')).toBe(
      `4042${`20${'01'.repeat(32)}`.repeat(2)}`,
    );
  });
});

describe('MLS vectors', () => {
  it('uses the lengths of the RFC examples', () => {
    expect(writeMlsVector(Buffer.alloc(37)).subarray(0, 1).toString('hex')).toBe('25');
    expect(writeMlsVector(Buffer.alloc(15_293)).subarray(0, 2).toString('hex')).toBe('7bbd');
    expect(writeMlsVector(Buffer.alloc(20_000)).subarray(0, 4).toString('hex')).toBe('80004e20');
  });

  it('reads back content of any size and refuses what is cut or not minimal', () => {
    fc.assert(
      fc.property(fc.nat(20_000), (size) => {
        const vector = writeMlsVector(Buffer.alloc(size, 1));
        expect(readMlsVector(vector, 0)).toEqual({ content: Buffer.alloc(size, 1), end: vector.length });
        expect(readMlsVector(vector.subarray(0, vector.length - 1), 0)).toBeNull();
      }),
      { numRuns: 50 },
    );
    expect(readMlsVector(Buffer.from('402500', 'hex'), 0)).toBeNull();
    expect(readMlsVector(Buffer.from('c0', 'hex'), 0)).toBeNull();
  });
});
