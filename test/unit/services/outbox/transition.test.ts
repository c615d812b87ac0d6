import { MessageId } from '@shared/discord/snowflake';
import type { OutboxState } from '@shared/models/outbox';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type EntryEvent,
  hindranceOf,
  isSettled,
  NONCE_WINDOW_MS,
  recover,
  transition,
} from '../../../../src/main/services/outbox/transition';
import { A_CHANNEL, aStored } from './support';

const NOW = 1_000_000;
const queued: OutboxState = { kind: 'queued', reason: 'turn', untilMs: null };
const sent: EntryEvent = { type: 'sent', channelId: A_CHANNEL, messageId: MessageId.parse('5') };
const STATES: OutboxState[] = [
  { kind: 'holding', untilMs: NOW },
  { kind: 'scheduled', sendAtMs: NOW },
  queued,
  { kind: 'sending', sentBytes: 0, totalBytes: 10 },
  { kind: 'sent', atMs: NOW, channelId: A_CHANNEL, messageId: null },
  { kind: 'failed', atMs: NOW, problem: { kind: 'dmClosed' } },
  { kind: 'cancelled', atMs: NOW },
];
const EVENTS: EntryEvent[] = [
  { type: 'due' },
  { type: 'started', totalBytes: 10 },
  { type: 'progress', sentBytes: 5, totalBytes: 10 },
  sent,
  { type: 'failed', problem: { kind: 'threadLocked' } },
  { type: 'waits', reason: 'slowMode', untilMs: NOW + 5, unanswered: false },
  { type: 'cancelled' },
  { type: 'retried' },
  { type: 'rescheduled', sendAtMs: NOW + 60_000, repeat: null },
];
/** The state each event leads to from each state; `-`: it does not fit and nothing changes. */
const TABLE: Record<string, string> = {
  holding: 'queued - - sent - - cancelled - scheduled',
  scheduled: 'queued - - sent - - cancelled - scheduled',
  queued: '- sending - sent failed queued cancelled - scheduled',
  sending: '- - sending sent failed queued cancelled - -',
  sent: '- - - - - - - - -',
  failed: '- - - sent - - - queued scheduled',
  cancelled: '- - - sent - - - queued scheduled',
};

describe('an entry', () => {
  it.each(STATES)('that is $kind goes where the table says', (state) => {
    const before = aStored(state);
    const reached = EVENTS.map((event) => {
      const after = transition(before, event, NOW);
      return after === before ? '-' : after.entry.state.kind;
    });
    expect(reached.join(' ')).toBe(TABLE[state.kind]);
  });

  it('never loses its content, whatever happens to it', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...EVENTS), { maxLength: 20 }), (events) => {
        const start = aStored({ kind: 'holding', untilMs: NOW });
        let stored = start;
        for (const event of events) stored = transition(stored, event, NOW);
        expect(stored.entry.content).toBe(start.entry.content);
        expect(stored.entry.nonce).toBe(start.entry.nonce);
      }),
    );
  });

  it('that is sent stays sent', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...EVENTS), { maxLength: 10 }), (events) => {
        let stored = transition(aStored({ kind: 'sending', sentBytes: 0, totalBytes: 0 }), sent, NOW);
        for (const event of events) stored = transition(stored, event, NOW);
        expect(stored.entry.state.kind).toBe('sent');
        expect(isSettled(stored.entry.state)).toBe(true);
      }),
    );
  });

  it('counts its attempts and remembers the first without an answer', () => {
    let stored = transition(aStored(queued), { type: 'started', totalBytes: 0 }, NOW);
    stored = transition(
      stored,
      { type: 'waits', reason: 'offline', untilMs: null, unanswered: true },
      NOW + 1,
    );
    stored = transition(stored, { type: 'started', totalBytes: 0 }, NOW + 50);
    expect(stored).toMatchObject({ entry: { attempts: 2 }, unansweredSinceMs: NOW });
  });

  it('remembers an attempt that may have arrived when the next one certainly did not', () => {
    let stored = transition(aStored(queued), { type: 'started', totalBytes: 0 }, NOW);
    stored = transition(
      stored,
      { type: 'waits', reason: 'offline', untilMs: null, unanswered: true },
      NOW + 1,
    );
    stored = transition(stored, { type: 'started', totalBytes: 0 }, NOW + 50);
    stored = transition(
      stored,
      { type: 'waits', reason: 'offline', untilMs: null, unanswered: false },
      NOW + 60,
    );
    expect(stored.unansweredSinceMs).toBe(NOW);
  });

  it('that certainly did not arrive forgets the attempt', () => {
    let stored = transition(aStored(queued), { type: 'started', totalBytes: 0 }, NOW);
    stored = transition(stored, { type: 'waits', reason: 'offline', untilMs: null, unanswered: false }, NOW);
    expect(stored.unansweredSinceMs).toBeNull();
  });
});

describe('before an entry leaves', () => {
  const unanswered = aStored(queued, { unansweredSinceMs: NOW });

  it('a repetition is safe as long as Discord knows the nonce', () => {
    expect(hindranceOf(unanswered, NOW + NONCE_WINDOW_MS, true)).toBeNull();
    expect(hindranceOf(unanswered, NOW + NONCE_WINDOW_MS + 1, true)).toEqual({ kind: 'uncertain' });
    expect(hindranceOf(unanswered, NOW, false)).toEqual({ kind: 'uncertain' });
  });

  it('a time missed by less than a quarter of an hour is made up for, a longer one asked about', () => {
    const late = aStored(queued, { dueMs: NOW });
    expect(hindranceOf(late, NOW + 15 * 60_000, true)).toBeNull();
    expect(hindranceOf(late, NOW + 15 * 60_000 + 1, true)).toEqual({ kind: 'missed', dueMs: NOW });
  });

  it('a clock that was set back does not make an old attempt a fresh one', () => {
    expect(hindranceOf(unanswered, NOW - NONCE_WINDOW_MS - 1, true)).toEqual({ kind: 'uncertain' });
    expect(hindranceOf(unanswered, NOW - 1_000, true)).toBeNull();
  });

  it('a new time that is missed is asked about too, whatever was tried before', () => {
    const failed = aStored(
      { kind: 'failed', atMs: NOW, problem: { kind: 'threadLocked' } },
      { attemptedAtMs: NOW },
      { attempts: 1 },
    );
    const dueMs = NOW + 3_600_000;
    const moved = transition(failed, { type: 'rescheduled', sendAtMs: dueMs, repeat: null }, NOW + 5);
    const late = transition(moved, { type: 'due' }, dueMs + 86_400_000);
    expect(hindranceOf(late, dueMs + 86_400_000, true)).toEqual({ kind: 'missed', dueMs });
    expect(hindranceOf(late, dueMs + 1_000, true)).toBeNull();
  });

  it('another time does not make what may have arrived go unasked', () => {
    const sendAtMs = NOW + 3_600_000;
    const moved = transition(unanswered, { type: 'rescheduled', sendAtMs, repeat: null }, NOW + 5);
    const due = transition(moved, { type: 'due' }, sendAtMs);
    expect(hindranceOf(due, sendAtMs, true)).toEqual({ kind: 'uncertain' });
  });

  it('what was cancelled on its way is asked about before it goes again', () => {
    let stored = transition(aStored(queued), { type: 'started', totalBytes: 0 }, NOW);
    stored = transition(stored, { type: 'cancelled' }, NOW + 1);
    stored = transition(stored, { type: 'retried' }, NOW + 2);
    expect(hindranceOf(stored, NOW + 3, true)).toBeNull();
    expect(hindranceOf(stored, NOW + 3, false)).toEqual({ kind: 'uncertain' });
    stored = transition(stored, { type: 'failed', problem: { kind: 'uncertain' } }, NOW + 4);
    stored = transition(stored, { type: 'retried' }, NOW + 5);
    expect(hindranceOf(stored, NOW + 6, false)).toBeNull();
  });

  it('a retry by hand goes, however late', () => {
    const failed = aStored({ kind: 'failed', atMs: 0, problem: { kind: 'missed', dueMs: 0 } }, { dueMs: 0 });
    expect(hindranceOf(transition(failed, { type: 'retried' }, NOW), NOW * 10, true)).toBeNull();
  });
});

describe('after a restart', () => {
  it('what was being sent is in line again, its first attempt remembered', () => {
    const cut = aStored({ kind: 'sending', sentBytes: 3, totalBytes: 9 }, { unansweredSinceMs: NOW });
    expect(recover(cut)).toMatchObject({ entry: { state: queued }, unansweredSinceMs: NOW });
  });

  it('everything else is as it was', () => {
    for (const state of STATES) {
      if (state.kind === 'sending') continue;
      const stored = aStored(state);
      expect(recover(stored)).toBe(stored);
    }
  });
});
