import { describe, expect, it } from 'vitest';
import { joinSignals } from '../../../../src/main/discord/rest/join-signals';

describe('joined signals', () => {
  it('abort with the reason of the first that does', () => {
    const [a, b] = [new AbortController(), new AbortController()];
    const { signal } = joinSignals([a.signal, undefined, b.signal]);
    b.abort('second');
    a.abort('first');
    expect(signal.reason).toBe('second');
  });

  it('are aborted from the start when one is', () => {
    expect(joinSignals([AbortSignal.abort('gone')]).signal.reason).toBe('gone');
  });

  it('stop listening once released', () => {
    const a = new AbortController();
    const joined = joinSignals([a.signal]);
    joined.release();
    a.abort();
    expect(joined.signal.aborted).toBe(false);
  });
});
