import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadMlsCodec, type MlsCodec } from '../../../../src/main/practice-server/voice/dave/mls-codec';
import { Call } from './call-harness';

const PEOPLE = [
  '158049329150427136',
  '158533742254751744',
  '81384788765712384',
  '80351110224678912',
  '53908232506183680',
];
const [ANNA, BEN, CLEO, DAN] = PEOPLE as [string, string, string, string, string];

let mls: MlsCodec;
beforeAll(async () => {
  mls = await loadMlsCodec();
});

function callOf(people: readonly string[], options?: { firstTransition?: 'immediate' | 'numbered' }): Call {
  const call = new Call(mls, options);
  for (const person of people) call.join(person);
  call.settle();
  return call;
}

describe('the first group of a call', () => {
  it.each([2, 3, 4, 5])('brings %i clients into one epoch with one privacy code', (count) => {
    const call = callOf(PEOPLE.slice(0, count));
    expect(call.service.established).toBe(true);
    expect(call.codes().size).toBe(1);
    expect([...call.codes()][0]).toMatch(/^\d{30}$/);
    for (const person of PEOPLE.slice(0, count)) expect(call.heardByAll(person)).toBe(true);
  });

  it('leaves a client that is alone without a group and without proposals to itself', () => {
    const call = callOf([ANNA]);
    expect(call.service.established).toBe(false);
    expect(call.people.get(ANNA)?.recoveries).toBe(0);
  });

  it('takes the first of two racing commits and drops the other without an answer', () => {
    const call = new Call(mls);
    call.join(ANNA);
    call.join(BEN);
    call.deliver(ANNA);
    call.deliver(BEN); // both key packages are in, both have committed
    call.deliver(BEN);
    call.deliver(ANNA);
    expect(call.outcomes.at(-2)).toEqual({ kind: 'accepted' });
    expect(call.outcomes.at(-1)).toMatchObject({ kind: 'dropped' });
    expect(call.people.get(BEN)?.ownLeafIndex).toBe(0);
    expect(call.people.get(ANNA)?.ownLeafIndex).toBe(1);
    expect(call.codes().size).toBe(1);
    expect(call.people.get(ANNA)?.recoveries).toBe(0);
  });

  it('refuses a commit that misses a key package which came in meanwhile', () => {
    const call = new Call(mls);
    call.join(ANNA);
    call.join(BEN);
    call.join(CLEO);
    for (const person of [ANNA, BEN]) call.deliver(person);
    call.held.set(BEN, []);
    call.deliver(CLEO); // now an older commit of Anna's is still on its way
    call.deliver(ANNA);
    expect(call.outcomes.at(-1)).toEqual({ kind: 'dropped', reason: 'wrong-proposals' });
    call.release(BEN);
    call.settle();
    expect(call.service.members).toHaveLength(3);
    expect(call.codes().size).toBe(1);
  });

  it('takes back the Add of a client that leaves before anybody committed', () => {
    const call = new Call(mls);
    for (const person of [ANNA, BEN, CLEO]) call.join(person);
    for (const person of [ANNA, BEN, CLEO]) call.deliver(person);
    call.leave(CLEO);
    call.settle();
    expect(call.service.members.sort()).toEqual([ANNA, BEN].sort());
    expect(call.codes().size).toBe(1);
  });

  it('executes a numbered first transition once everybody is ready', () => {
    const call = callOf([ANNA, BEN], { firstTransition: 'numbered' });
    const executed = call.json.filter((message) => message.op === 22);
    expect(executed.map((message) => message.to).sort()).toEqual([ANNA, BEN].sort());
    expect(executed[0]?.d).toEqual({ transition_id: 1 });
  });
});

describe('an established group', () => {
  it('adds a newcomer, who hears and is heard', () => {
    const call = callOf([ANNA, BEN]);
    call.join(CLEO);
    call.settle();
    expect(call.service.epoch).toBe(2n);
    expect(call.codes().size).toBe(1);
    for (const person of [ANNA, BEN, CLEO]) expect(call.heardByAll(person)).toBe(true);
  });

  it('removes who leaves and gives the free leaf to the next newcomer', () => {
    const call = callOf([ANNA, BEN, CLEO]);
    const leaf = call.people.get(BEN)?.ownLeafIndex;
    call.leave(BEN);
    call.settle();
    expect(call.codes().size).toBe(1);
    call.join(DAN);
    call.settle();
    expect(call.people.get(DAN)?.ownLeafIndex).toBe(leaf);
    expect(call.heardByAll(DAN)).toBe(true);
  });

  it('takes somebody back who left and came again', () => {
    const call = callOf([ANNA, BEN, CLEO]);
    call.leave(BEN);
    call.join(BEN); // before the removal was committed: both land in one commit
    call.settle();
    expect(call.service.members.sort()).toEqual([ANNA, BEN, CLEO].sort());
    for (const person of [ANNA, BEN, CLEO]) expect(call.heardByAll(person)).toBe(true);
  });

  it('starts anew with epoch 1 when one client is left', () => {
    const call = callOf([ANNA, BEN]);
    call.leave(BEN);
    const seen = call.json.filter((message) => message.to === ANNA).map((message) => [message.op, message.d]);
    expect(seen).toEqual([
      [24, { protocol_version: 1, epoch: 1 }],
      [21, { transition_id: 0, protocol_version: 1 }],
    ]);
    call.settle();
    expect(call.service.established).toBe(false);
    call.join(BEN);
    call.settle();
    expect(call.heardByAll(ANNA)).toBe(true);
  });

  it('lets everybody start anew when the only member leaves newcomers behind', () => {
    const call = callOf([ANNA, BEN]);
    call.held.set(ANNA, []);
    call.join(CLEO);
    call.join(DAN);
    call.deliver(CLEO);
    call.deliver(DAN);
    call.leave(BEN);
    call.leave(ANNA);
    call.settle();
    expect(call.service.members.sort()).toEqual([CLEO, DAN].sort());
    expect(call.heardByAll(CLEO)).toBe(true);
  });

  it.each([
    ['a welcome', CLEO],
    ['a commit', BEN],
  ])('brings back a client that could not use %s', (_what, victim) => {
    const call = callOf([ANNA, BEN]);
    call.service.spoilNextAnnouncement(victim);
    // The committer merges its own commit unseen, so the spoiled one has to be of somebody else.
    if (victim === BEN) call.held.set(BEN, []);
    call.join(CLEO);
    call.settle();
    if (victim === BEN) call.release(BEN);
    call.settle();
    expect(call.people.get(victim)?.recoveries).toBe(1);
    expect(call.codes().size).toBe(1);
    expect(call.service.members).toHaveLength(3);
    for (const person of [ANNA, BEN, CLEO]) expect(call.heardByAll(person)).toBe(true);
  });

  it('executes a transition after the time-out when somebody stays silent', () => {
    const call = callOf([ANNA, BEN]);
    call.join(CLEO);
    while (call.toServer.length > 0) {
      const next = call.toServer[0];
      if (next && 'json' in next && next.from === BEN) call.toServer.shift();
      else call.deliver();
    }
    expect(call.json.filter((message) => message.op === 22)).toEqual([]);
    call.clock.advance(2000);
    expect(
      call.json
        .filter((message) => message.op === 22)
        .map((message) => message.to)
        .sort(),
    ).toEqual([ANNA, BEN, CLEO].sort());
  });

  it('does not wait for the readiness of a client that could not follow', () => {
    const call = callOf([ANNA, BEN]);
    call.service.spoilNextAnnouncement(CLEO);
    call.join(CLEO);
    call.settle();
    // One transition for Cleo's arrival, one for its return; time has not moved.
    const ids = call.json
      .filter((message) => message.op === 22 && message.to === ANNA)
      .map(({ d }) => d.transition_id);
    expect(ids).toEqual([1, 2]);
  });

  it('goes down to plain frames and up again', () => {
    const call = callOf([ANNA, BEN, CLEO]);
    const id = call.service.downgrade();
    call.settle();
    expect(call.service.protocolVersion).toBe(0);
    expect(call.json.filter((message) => message.op === 22 && message.d.transition_id === id)).toHaveLength(
      3,
    );
    call.service.resetGroup();
    call.settle();
    expect(call.service.protocolVersion).toBe(1);
    expect(call.heardByAll(CLEO)).toBe(true);
  });
});

describe('hostile clients', () => {
  it('refuses the key package of another user', () => {
    const call = new Call(mls);
    call.join(ANNA);
    const [stolen] = call.toServer;
    if (!stolen || !('frame' in stolen)) throw new Error('no key package was sent');
    call.join(BEN);
    expect(call.service.handleKeyPackage(BEN, stolen.frame.subarray(1))).toEqual({
      kind: 'dropped',
      reason: 'wrong-credential',
    });
  });

  it('takes a key package inside an MLSMessage as well', () => {
    const call = new Call(mls);
    call.join(ANNA);
    const [sent] = call.toServer;
    if (!sent || !('frame' in sent)) throw new Error('no key package was sent');
    const wrapped = Buffer.concat([Buffer.of(0, 1, 0, 5), sent.frame.subarray(1)]);
    expect(call.service.handleKeyPackage(ANNA, wrapped)).toEqual({ kind: 'accepted' });
  });

  it('notices a key package whose bytes were changed', () => {
    const call = new Call(mls);
    call.join(ANNA);
    const [sent] = call.toServer;
    if (!sent || !('frame' in sent)) throw new Error('no key package was sent');
    const original = sent.frame.subarray(1);
    fc.assert(
      fc.property(fc.nat(original.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const changed = Buffer.from(original);
        changed[at] = (changed[at] ?? 0) ^ mask;
        return call.service.handleKeyPackage(ANNA, changed).kind === 'dropped';
      }),
      { numRuns: 150 },
    );
  });

  it('drops any bytes at all without harm to the call', () => {
    const call = callOf([ANNA, BEN]);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        expect(call.service.handleCommitWelcome(ANNA, bytes).kind).toBe('dropped');
        expect(call.service.handleKeyPackage(ANNA, bytes).kind).toBe('dropped');
      }),
      { numRuns: 200 },
    );
    expect(call.heardByAll(BEN)).toBe(true);
  });

  it('keeps everybody together through any order of joins and leaves', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(PEOPLE.length - 1), fc.nat(6)), { minLength: 4, maxLength: 12 }),
        (steps) => {
          const call = new Call(mls);
          for (const [index, deliveries] of steps) {
            const person = PEOPLE[index] ?? ANNA;
            if (call.people.has(person)) call.leave(person);
            else call.join(person);
            for (let i = 0; i < deliveries; i += 1) call.deliver();
          }
          call.settle();
          const present = [...call.people.keys()].sort();
          if (present.length < 2) return;
          expect(call.service.members.sort()).toEqual(present);
          expect(call.codes().size).toBe(1);
          for (const person of present) expect(call.heardByAll(person)).toBe(true);
        },
      ),
      { numRuns: 10 },
    );
  }, 20_000);
});
