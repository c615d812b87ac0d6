import { describe, expect, it } from 'vitest';
import { RateLimitBook, type RequestKey } from '../../../../src/main/discord/rest/rate-limits';
import {
  type Priority,
  type QueuedRequest,
  RequestQueue,
} from '../../../../src/main/discord/rest/request-queue';
import { SteppedClock } from '../../../support/stepped-clock';
import { SimulatedTime, simulate } from './limit-server';

const keyOf = (routeKey: string, exempt = false): RequestKey => ({ routeKey, major: '', exempt });

/** A queue in which one request at a time may leave, so that the order shows. */
function oneAtATime() {
  const clock = new SteppedClock();
  const book = new RateLimitBook({ globalLimit: 1, globalWindowMs: 1_000 });
  const queue = new RequestQueue(book, clock, 20_000);
  const left: string[] = [];
  const add = (name: string, priority: Priority = 'user', route = name): QueuedRequest => {
    const request: QueuedRequest = {
      key: keyOf(route),
      priority,
      start: (ticket) => {
        left.push(name);
        book.leaves(ticket, clock.monotonicMs());
        book.answered(ticket, { status: 200, headers: null, isRoundTrip: false }, clock.monotonicMs());
        queue.release(ticket.bucket);
      },
    };
    queue.push(request);
    return request;
  };
  const turn = (count: number) => {
    for (let n = 0; n < count; n++) clock.advance(2_000);
  };
  return { clock, queue, left, add, turn };
}

describe('the request queue', () => {
  it('gives each route its turn, however much waits in one', () => {
    const { add, left, turn } = oneAtATime();
    add('first');
    for (let n = 0; n < 5; n++) add(`busy${n}`, 'user', 'busy');
    add('calm', 'user', 'calm');
    turn(10);
    expect(left.indexOf('calm')).toBeLessThanOrEqual(2);
    expect(left).toHaveLength(7);
  });

  it("lets a person's requests go first, and background work still gets every fifth turn", () => {
    const { add, left, turn } = oneAtATime();
    add('first');
    for (let n = 0; n < 20; n++) {
      add(`back${n}`, 'background', 'fetch');
      add(`user${n}`, 'user', `click${n}`);
    }
    turn(20);
    const turns = left.slice(1, 21);
    expect(turns.slice(0, 4).every((name) => name.startsWith('user'))).toBe(true);
    expect(turns.filter((name) => name.startsWith('back'))).toEqual(['back0', 'back1', 'back2', 'back3']);
  });

  it('shares a route in the same way', () => {
    const { add, left, turn } = oneAtATime();
    add('first');
    for (let n = 0; n < 8; n++) add(`back${n}`, 'background', 'same');
    for (let n = 0; n < 8; n++) add(`user${n}`, 'user', 'same');
    turn(10);
    const turns = left.slice(1, 11);
    expect(turns.slice(0, 4)).toEqual(['user0', 'user1', 'user2', 'user3']);
    expect(turns.filter((name) => name.startsWith('back'))).toEqual(['back0', 'back1']);
  });

  it('keeps order within a route, and puts a repeated request ahead', () => {
    const { add, left, turn, queue } = oneAtATime();
    add('first', 'user', 'same');
    for (let n = 0; n < 3; n++) add(`r${n}`, 'user', 'same');
    const again: QueuedRequest = { key: keyOf('same'), priority: 'user', start: () => left.push('again') };
    queue.push(again, true);
    turn(3);
    expect(left.slice(0, 2)).toEqual(['first', 'again']);
  });

  it('cancels ten thousand in no time', () => {
    const { add, queue, clock } = oneAtATime();
    add('first');
    const requests = Array.from({ length: 10_000 }, (_, n) => add(`r${n}`, 'user', `route${n % 10}`));
    expect(queue.depth).toBe(10_000);
    const beganMs = performance.now();
    const removed = requests.filter((request) => queue.remove(request)).length;
    expect(removed).toBe(10_000);
    expect(performance.now() - beganMs).toBeLessThan(500);
    expect(queue.depth).toBe(0);
    expect(queue.maxSeenDepth).toBe(10_000);
    clock.advance(60_000);
    expect(clock.pendingTimers).toBe(0);
  });

  it('does not let calls by token wait for the global limit', () => {
    const { add, queue, left } = oneAtATime();
    add('first');
    add('second');
    queue.push({ key: keyOf('hook', true), priority: 'user', start: () => left.push('hook') });
    expect(left).toEqual(['first', 'hook']);
  });

  it('starves nobody: a small route is through long before a big one', () => {
    const line = { up: () => 20, down: () => 20 };
    const requests = [
      ...Array.from({ length: 300 }, () => ({ key: keyOf('r0') })),
      ...Array.from({ length: 5 }, () => ({ key: keyOf('r1') })),
    ];
    const result = simulate(
      { ...line, buckets: {}, hashOf: () => null, global: { limit: 50, windowMs: 1_000 } },
      requests,
    );
    expect(result.left.lastIndexOf('r1')).toBeLessThan(60);
    expect(result.refused.global).toBe(0);
  });

  it('leaves no timer behind when it is closed', () => {
    const { add, queue, clock, left } = oneAtATime();
    add('first');
    add('second');
    expect(clock.pendingTimers).toBe(1);
    queue.close();
    expect(clock.pendingTimers).toBe(0);
    add('third');
    clock.advance(10_000);
    expect(left).toEqual(['first']);
  });

  it('takes no more than it may hold', () => {
    const book = new RateLimitBook({ globalLimit: 1, globalWindowMs: 1_000 });
    const queue = new RequestQueue(book, new SimulatedTime(), 2);
    const push = () => queue.push({ key: keyOf('r'), priority: 'user', start: () => undefined });
    expect([push(), push(), push(), push()]).toEqual([true, true, true, false]);
  });
});
