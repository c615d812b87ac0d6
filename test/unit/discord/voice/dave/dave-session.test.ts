import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DaveSession, hasDaveMarker } from '../../../../../src/main/discord/voice/dave/dave-session';
import { systemClock } from '../../../../../src/main/support/clock';
import { silentLogger } from '../../../../../src/main/support/logger';

function aSession() {
  const said: string[] = [];
  const session = new DaveSession('158049329150427136', '927310423890473011', {
    clock: systemClock,
    sendBinary: (message) => said.push(`op${message.op}`),
    sendTransitionReady: (id) => said.push(`ready ${id}`),
    sendInvalidCommitWelcome: (id) => said.push(`invalid ${id}`),
    onBlocking: () => undefined,
    onChange: () => undefined,
    reachable: () => true,
    logger: silentLogger,
  });
  return { session, said };
}

const frame = Buffer.from('78a1b2c3d4e5f60718293a4b5c6d7e8f', 'hex');
const silence = Buffer.from('f8fffe', 'hex');

describe('DAVE session', () => {
  it('holds frames before the version is known and while the group is not formed', () => {
    const { session, said } = aSession();
    expect(session.encrypt(frame)).toEqual({ kind: 'hold' });
    expect(session.canEncrypt).toBe(false);
    session.start(1);
    expect(said).toEqual(['op26']);
    expect(session.encrypt(frame)).toEqual({ kind: 'hold' });
    expect(session.decrypt('1', Buffer.concat([frame, Buffer.from('0cfafa', 'hex')]))).toEqual({
      kind: 'hold',
    });
    expect(session.status).toMatchObject({ active: false, privacyCode: null });
  });

  it('passes frames unchanged under version 0, and silence always', () => {
    const { session } = aSession();
    session.start(0);
    expect(session.canEncrypt).toBe(true);
    expect(session.encrypt(frame)).toEqual({ kind: 'frame', frame });
    expect(session.decrypt('1', frame)).toEqual({ kind: 'frame', frame });
    const ending = Buffer.concat([frame, Buffer.from('fafa', 'hex')]);
    expect(session.decrypt('1', ending)).toEqual({ kind: 'frame', frame: ending });
    const other = aSession().session;
    other.start(1);
    expect(other.decrypt('1', silence)).toEqual({ kind: 'frame', frame: silence });
  });

  it('goes plain at once on transition 0, and only when executed on others, several of them open', () => {
    const { session, said } = aSession();
    session.start(1);
    session.prepareTransition(5, 0);
    session.prepareTransition(6, 1);
    session.executeTransition(99);
    expect(session.encrypt(frame)).toEqual({ kind: 'hold' });
    session.executeTransition(5);
    expect(session.encrypt(frame)).toEqual({ kind: 'frame', frame });
    session.executeTransition(6);
    expect(session.encrypt(frame)).toEqual({ kind: 'hold' });
    session.prepareTransition(0, 0);
    expect(session.encrypt(frame)).toEqual({ kind: 'frame', frame });
    expect(said).toEqual(['op26', 'ready 5', 'ready 6']);
  });

  it('offers a new key package for a new group', () => {
    const { session, said } = aSession();
    session.start(1);
    session.prepareEpoch(1, 2);
    expect(said).toEqual(['op26']);
    session.prepareEpoch(1, 1);
    expect(said).toEqual(['op26', 'op26']);
  });

  it('asks to be added again after a commit or welcome that it cannot use', () => {
    const { session, said } = aSession();
    session.start(1);
    session.onMessage({ op: 29, transitionId: 3, commit: Buffer.from('0001', 'hex') });
    session.onMessage({ op: 30, transitionId: 0, welcome: Buffer.from('0002', 'hex') });
    expect(said).toEqual(['op26', 'invalid 3', 'op26', 'invalid 0', 'op26']);
  });

  it('refuses messages of a megabyte and lengths that lie, without growing or ending', () => {
    const { session } = aSession();
    session.start(1);
    const before = process.memoryUsage().rss;
    for (const [fill, length] of [
      [0x80, 1_000_000],
      [0xbf, 1_000_000],
      [0xff, 1_000_000],
      [0x00, 1_000_000],
      [0x40, 3],
    ] as const) {
      const bytes = Buffer.alloc(length, fill);
      for (const head of ['00010001', '00010002', '00010003', 'bfffffff', '']) {
        const value = Buffer.concat([Buffer.from(head, 'hex'), bytes]);
        session.onMessage({ op: 25, externalSender: value });
        session.onMessage({ op: 27, operation: 'append', proposals: value });
        session.onMessage({ op: 27, operation: 'revoke', proposals: value });
        session.onMessage({ op: 29, transitionId: 1, commit: value });
        session.onMessage({ op: 30, transitionId: 2, welcome: value });
        session.decrypt('1', value);
      }
    }
    expect(session.status.active).toBe(false);
    expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
  });

  it('remembers a bounded number of transitions that are announced and never executed', () => {
    const { session, said } = aSession();
    session.start(1);
    for (let id = 1; id < 60_000; id += 1) session.prepareTransition(id, 0);
    expect(said.length).toBe(60_000);
    session.executeTransition(1);
    expect(session.encrypt(frame)).toEqual({ kind: 'hold' });
    session.executeTransition(59_999);
    expect(session.encrypt(frame)).toEqual({ kind: 'frame', frame });
  });

  it('survives arbitrary messages and frames in every order', () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 60 }).map((value) => Buffer.from(value));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(6), bytes, fc.nat(3)), { maxLength: 12 }), (steps) => {
        const { session } = aSession();
        session.start(1);
        for (const [what, value, id] of steps) {
          if (what === 0) session.onMessage({ op: 25, externalSender: value });
          if (what === 1)
            session.onMessage({ op: 27, operation: id > 1 ? 'append' : 'revoke', proposals: value });
          if (what === 2) session.onMessage({ op: 29, transitionId: id, commit: value });
          if (what === 3) session.onMessage({ op: 30, transitionId: id, welcome: value });
          if (what === 4) session.prepareTransition(id, id & 1);
          if (what === 5) session.executeTransition(id);
          if (what === 6) session.decrypt('1', Buffer.concat([value, Buffer.from('fafa', 'hex')]));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('knows who is here: alone until somebody else is announced, alone again when they leave', () => {
    const { session } = aSession();
    expect(session.alone).toBe(true);
    session.clientsConnected(['158049329150427136', '5']);
    expect(session.alone).toBe(false);
    session.clientDisconnected('158049329150427136');
    session.clientDisconnected('5');
    expect(session.alone).toBe(true);
  });

  it('takes eleven bytes ending in FA FA for a DAVE frame', () => {
    expect(
      hasDaveMarker(Buffer.from('a98419289b65061ab3df773439973c5aed906467317871e5010cfafa', 'hex')),
    ).toBe(true);
    expect(hasDaveMarker(Buffer.from('00fafa', 'hex'))).toBe(false);
    expect(hasDaveMarker(frame)).toBe(false);
  });
});
