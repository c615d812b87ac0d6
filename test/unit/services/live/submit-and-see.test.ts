import { describe, expect, test } from 'vitest';
import { type OutboxPort, submitAndSee } from '../../../../src/main/services/live/submit-and-see';
import type {
  OutboxChanged,
  OutboxEntry,
  OutboxState,
  SubmitInput,
} from '../../../../src/shared/models/outbox';
import { SteppedClock } from '../../../support/stepped-clock';

const input = { holdMs: 0 } as SubmitInput;
const refused: OutboxState = {
  kind: 'failed',
  atMs: 1,
  problem: { kind: 'missingPermission', permission: 'Send Messages' },
};

function start(first: OutboxState = { kind: 'queued', reason: 'turn', untilMs: null }) {
  const clock = new SteppedClock();
  const ending = new AbortController();
  const listeners = new Set<(changed: OutboxChanged) => void>();
  const entry = (state: OutboxState) => ({ entryId: 'one', state }) as OutboxEntry;
  const outbox: OutboxPort = {
    submit: async () => ({ kind: 'accepted', entry: entry(first) }),
    list: () => [entry(first)],
    onChanged: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const seen = submitAndSee(outbox, input, { clock, signal: ending.signal });
  const becomes = (state: OutboxState) => {
    for (const listener of [...listeners]) listener({ upserted: [entry(state)], removed: [] });
  };
  const listening = async () => {
    for (let turn = 0; turn < 10 && listeners.size === 0; turn++) await Promise.resolve();
    return listeners.size;
  };
  return { clock, ending, seen, becomes, listening };
}

describe('a message of a cue', () => {
  test('that is refused comes back with the reason', async () => {
    const { seen, becomes, listening } = start();
    expect(await listening()).toBe(1);
    becomes({ kind: 'sending', sentBytes: 0, totalBytes: 0 });
    becomes(refused);
    expect(await seen).toEqual({ kind: 'missingPermission', permission: 'Send Messages' });
    expect(await listening()).toBe(0);
  });

  test('that was refused before anybody listened, too', async () => {
    expect(await start(refused).seen).toMatchObject({ kind: 'missingPermission' });
  });

  test('that still waits after five seconds is left to the outbox, and so it is when the app ends', async () => {
    const first = start();
    await first.listening();
    first.clock.advance(5_000);
    expect(await first.seen).toMatchObject({ kind: 'accepted' });
    const second = start();
    await second.listening();
    second.ending.abort();
    expect(await second.seen).toMatchObject({ kind: 'accepted' });
    expect(await second.listening()).toBe(0);
  });
});
