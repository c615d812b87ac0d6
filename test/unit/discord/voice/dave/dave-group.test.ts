import { beforeAll, describe, expect, it } from 'vitest';
import { DaveSession } from '../../../../../src/main/discord/voice/dave/dave-session';
import { DAVE_OP } from '../../../../../src/main/discord/voice/packets';
import { DeliveryService } from '../../../../../src/main/practice-server/voice/dave/delivery-service';
import type { DaveOutbound } from '../../../../../src/main/practice-server/voice/dave/messages';
import { loadMlsCodec, type MlsCodec } from '../../../../../src/main/practice-server/voice/dave/mls-codec';
import { silentLogger } from '../../../../../src/main/support/logger';
import { SteppedClock } from '../../../../support/stepped-clock';

const [ANNA, BEN, CLEO] = ['158049329150427136', '158533742254751744', '81384788765712384'] as const;
const frame = Buffer.from('78a1b2c3d4e5f60718293a4b5c6d7e8f', 'hex');
let mls: MlsCodec;
beforeAll(async () => {
  mls = await loadMlsCodec();
});

/** Real sessions around a real delivery service; what a session is told can be kept back, and what it says waits. */
class Group {
  readonly clock = new SteppedClock();
  readonly people = new Map<string, DaveSession>();
  readonly held = new Map<string, DaveOutbound[]>();
  readonly said: (() => void)[] = [];
  /** Whom the gateway does not tell of who comes. */
  readonly untold = new Set<string>();
  readonly invalid: number[] = [];
  reachable = true;
  readonly service = new DeliveryService({
    channelId: '927310423890473011',
    mls,
    clock: this.clock,
    logger: silentLogger,
    firstTransition: 'immediate',
    send: (to, outbound) => {
      const held = this.held.get(to);
      if (held) held.push(outbound);
      else this.tell(to, outbound);
    },
  });

  join(userId: string): DaveSession {
    const { service } = this;
    const session = new DaveSession(userId, '927310423890473011', {
      clock: this.clock,
      sendBinary: (message) =>
        this.said.push(() => {
          if (message.op === DAVE_OP.keyPackage) service.handleKeyPackage(userId, message.keyPackage);
          else service.handleCommitWelcome(userId, message.commitWelcome);
        }),
      sendTransitionReady: (id) => this.said.push(() => service.handleTransitionReady(userId, id)),
      sendInvalidCommitWelcome: (id) =>
        this.said.push(() => {
          this.invalid.push(id);
          service.handleInvalid(userId);
        }),
      onChange: () => undefined,
      onBlocking: () => undefined,
      reachable: () => this.reachable,
      logger: silentLogger,
    });
    for (const [id, other] of this.people) {
      if (!this.untold.has(id)) other.clientsConnected([userId]);
      session.clientsConnected([id]);
    }
    this.people.set(userId, session);
    session.start(service.protocolVersion);
    service.join(userId);
    this.settle();
    return session;
  }

  settle(): void {
    for (let turns = 0; this.said.length > 0 && turns < 500; turns += 1) this.said.shift()?.();
  }

  release(userId: string): void {
    const held = this.held.get(userId) ?? [];
    this.held.delete(userId);
    for (const outbound of held) this.tell(userId, outbound);
  }

  tell(to: string, outbound: DaveOutbound): void {
    const session = this.people.get(to);
    if (outbound.form === 'binary') session?.onMessage(outbound.message);
    else if (outbound.message.op === 21)
      session?.prepareTransition(outbound.message.d.transition_id, outbound.message.d.protocol_version);
    else if (outbound.message.op === 22) session?.executeTransition(outbound.message.d.transition_id);
    else session?.prepareEpoch(outbound.message.d.protocol_version, outbound.message.d.epoch);
  }
}

function sealed(session: DaveSession): Buffer {
  const encrypted = session.encrypt(frame);
  if (encrypted.kind !== 'frame') throw new Error('the frame is held');
  return encrypted.frame;
}

describe('DAVE sessions in a group', () => {
  it('send under the epoch before until the transition is executed, and everybody opens it all the way', () => {
    const group = new Group();
    const anna = group.join(ANNA);
    const ben = group.join(BEN);
    // Cleo's readiness is kept back: the transition stays open.
    group.held.set(CLEO, []);
    group.join(CLEO);
    expect(anna.status.epoch).toBe(1);
    expect(ben.decrypt(ANNA, sealed(anna))).toEqual({ kind: 'frame', frame });
    group.release(CLEO);
    group.settle();
    expect(anna.status.epoch).toBe(2);
    const cleo = group.people.get(CLEO);
    expect(cleo?.decrypt(ANNA, sealed(anna))).toEqual({ kind: 'frame', frame });
    expect(new Set([...group.people.values()].map((it) => it.status.privacyCode)).size).toBe(1);
  });

  it('enter an epoch that was announced a moment after somebody sends under it', () => {
    const group = new Group();
    const anna = group.join(ANNA);
    const ben = group.join(BEN);
    group.held.set(CLEO, []);
    group.join(CLEO);
    // The server goes on without Cleo's answer, and its word reaches Ben late.
    group.held.set(BEN, []);
    group.clock.advance(2_000);
    expect([anna.status.epoch, ben.status.epoch]).toEqual([2, 1]);
    const early = sealed(anna);
    expect(ben.decrypt(ANNA, early)).toEqual({ kind: 'notYet' });
    group.clock.advance(100);
    expect(ben.status.epoch).toBe(2);
    expect(ben.decrypt(ANNA, early, true)).toEqual({ kind: 'frame', frame });
  });

  it('do not wait for ever for a transition that is never executed', () => {
    const group = new Group();
    const anna = group.join(ANNA);
    group.join(BEN);
    group.held.set(CLEO, []);
    group.join(CLEO);
    group.held.set(ANNA, []);
    group.clock.advance(3_000);
    expect(anna.status.epoch).toBe(2);
  });

  it('say that a frame cannot be opened yet when its epoch has not been announced here, and open it then', () => {
    const group = new Group();
    const anna = group.join(ANNA);
    const ben = group.join(BEN);
    group.held.set(BEN, []);
    group.join(CLEO);
    // Anna need not wait for Ben for ever.
    group.clock.advance(2_000);
    const early = sealed(anna);
    expect(anna.status.epoch).toBe(2);
    expect(ben.decrypt(ANNA, early)).toEqual({ kind: 'notYet' });
    group.release(BEN);
    expect(ben.decrypt(ANNA, early, true)).toEqual({ kind: 'frame', frame });
  });

  it('go on in plain until the group stands on the way up, in both directions', () => {
    const group = new Group();
    const anna = group.join(ANNA);
    const ben = group.join(BEN);
    group.service.downgrade();
    group.settle();
    expect(sealed(anna)).toEqual(frame);
    expect(ben.decrypt(ANNA, frame)).toEqual({ kind: 'frame', frame });
    group.service.resetGroup();
    expect(anna.canEncrypt).toBe(true);
    expect(sealed(anna)).toEqual(frame);
    expect(ben.decrypt(ANNA, frame)).toEqual({ kind: 'frame', frame });
    group.settle();
    expect(anna.status.active).toBe(true);
    const encrypted = sealed(anna);
    expect(encrypted).not.toEqual(frame);
    expect(ben.decrypt(ANNA, encrypted)).toEqual({ kind: 'frame', frame });
    // What was still under way in plain.
    expect(ben.decrypt(ANNA, frame)).toEqual({ kind: 'frame', frame });
    group.clock.advance(10_001);
    expect(ben.decrypt(ANNA, frame)).toEqual({ kind: 'undecryptable' });
  });

  it('come back after a damaged commit', () => {
    const group = new Group();
    const anna = group.join(ANNA);
    const ben = group.join(BEN);
    group.service.spoilNextAnnouncement(BEN);
    group.join(CLEO);
    group.settle();
    expect(group.invalid.length).toBe(1);
    expect(group.service.members.length).toBe(3);
    expect(ben.decrypt(ANNA, sealed(anna))).toEqual({ kind: 'frame', frame });
    expect(anna.decrypt(BEN, sealed(ben))).toEqual({ kind: 'frame', frame });
  });

  /** What nobody can open, and looks as if somebody should. */
  const noise = Buffer.concat([Buffer.alloc(40, 7), Buffer.from('0cfafa', 'hex')]);
  const speak = (group: Group, from: string, to: DaveSession, count: number) => {
    for (let i = 0; i < count; i += 1) {
      group.clock.advance(20);
      const session = group.people.get(from);
      if (session) to.decrypt(from, sealed(session));
    }
  };
  const rustle = (group: Group, from: string, to: DaveSession, count: number, stepMs = 20) => {
    for (let i = 0; i < count; i += 1) {
      group.clock.advance(stepMs);
      to.decrypt(from, noise);
      group.settle();
    }
  };

  it('start over when nobody can be opened any more, and not for one member while another is heard', () => {
    const group = new Group();
    const anna = group.join(ANNA);
    group.join(BEN);
    group.join(CLEO);
    group.clock.advance(20_000);
    for (let i = 0; i < 20; i += 1) {
      speak(group, BEN, anna, 20);
      rustle(group, CLEO, anna, 40);
      rustle(group, CLEO, anna, 40, 0);
    }
    expect(group.invalid).toEqual([]);
    group.clock.advance(5_000);
    rustle(group, BEN, anna, 35);
    expect(group.invalid.length).toBe(0);
    rustle(group, BEN, anna, 1);
    expect(group.invalid.length).toBe(1);
    expect(anna.status.active).toBe(true);
  });

  it('start over less and less often for somebody who goes on sending what nobody can open', () => {
    const group = new Group();
    const anna = group.join(ANNA);
    group.join(BEN);
    group.clock.advance(20_000);
    // Ten minutes.
    rustle(group, BEN, anna, 30_000);
    expect(group.invalid.length).toBeGreaterThan(1);
    expect(group.invalid.length).toBeLessThan(9);
    // After a long time without, it is helped as soon as the first time.
    group.clock.advance(900_000);
    const before = group.invalid.length;
    rustle(group, BEN, anna, 36);
    expect(group.invalid.length).toBe(before + 1);
  });

  it('start over in spite of a transition that was announced and replaced, a while after', () => {
    const group = new Group();
    const anna = group.join(ANNA);
    group.join(BEN);
    group.clock.advance(20_000);
    anna.prepareTransition(900, 1);
    rustle(group, BEN, anna, 72);
    expect(group.invalid).toEqual([]);
    group.clock.advance(10_000);
    rustle(group, BEN, anna, 36);
    expect(group.invalid.length).toBe(1);
  });

  it('count nothing while the gateway is away, and ask to be added again when it is back', () => {
    const group = new Group();
    const anna = group.join(ANNA);
    const ben = group.join(BEN);
    group.clock.advance(20_000);
    group.reachable = false;
    rustle(group, BEN, anna, 500);
    expect(anna.status.active).toBe(true);
    // A commit that cannot be followed is not answered into the void either.
    ben.onMessage({ op: DAVE_OP.announceCommit, transitionId: 0, commit: Buffer.alloc(60, 1) });
    expect(ben.status.active).toBe(true);
    expect(group.invalid).toEqual([]);
    group.reachable = true;
    rustle(group, BEN, anna, 35);
    expect(group.invalid).toEqual([]);
    ben.gatewayBack();
    group.settle();
    expect(group.invalid.length).toBe(1);
    expect(ben.decrypt(ANNA, sealed(anna))).toEqual({ kind: 'frame', frame });
  });

  it('tell who is in the group and not in the call, once that is no matter of a moment', () => {
    const group = new Group();
    const anna = group.join(ANNA);
    group.join(BEN);
    group.join(CLEO);
    group.clock.advance(20_000);
    expect(anna.strangers()).toEqual([]);
    // The gateway says that Cleo left; the group goes on with her.
    anna.clientDisconnected(CLEO);
    expect(anna.strangers()).toEqual([]);
    group.clock.advance(5_000);
    expect(anna.strangers()).toEqual([CLEO]);
    anna.clientsConnected([CLEO]);
    expect(anna.strangers()).toEqual([]);
    // Nobody is there to be sent anything.
    anna.clientDisconnected(CLEO);
    anna.clientDisconnected(BEN);
    group.clock.advance(5_000);
    expect(anna.strangers()).toEqual([]);
  });

  it("notice a stranger whom somebody else's commit brought in", () => {
    const group = new Group();
    const anna = group.join(ANNA);
    group.join(BEN);
    group.untold.add(ANNA);
    group.join(CLEO);
    group.clock.advance(2_000);
    group.settle();
    expect(group.service.members.length).toBe(3);
    group.clock.advance(5_000);
    expect(anna.strangers()).toEqual([CLEO]);
  });

  it('show two people the same verification code, and none for who is not in the group', async () => {
    const group = new Group();
    const anna = group.join(ANNA);
    const ben = group.join(BEN);
    const codes = await anna.verificationCodes([BEN, CLEO, ANNA, BEN]);
    expect(codes.get(BEN)).toMatch(/^\d{45}$/);
    expect(codes.get(CLEO)).toBeNull();
    expect(codes.get(ANNA)).toBeNull();
    expect((await ben.verificationCodes([ANNA])).get(ANNA)).toBe(codes.get(BEN));
    group.service.downgrade();
    group.settle();
    expect((await anna.verificationCodes([BEN])).get(BEN)).toBeNull();
  });
});
