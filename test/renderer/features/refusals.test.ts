import { describe, expect, it } from 'vitest';
import { refusalOf, wordProblem, wordRefusal } from '../../../src/renderer/features/trouble';
import type { Refusal } from '../../../src/shared/models/messages';

describe('a refusal', () => {
  it.each<[Refusal, string]>([
    [{ kind: 'missingPermission', permission: 'Manage Messages' }, 'lacks Manage Messages here. Give it'],
    [{ kind: 'gone', what: 'webhook' }, 'The webhook is no longer there. Choose another'],
    [{ kind: 'dmClosed' }, 'Write to them in a channel instead'],
    [{ kind: 'locked' }, 'ask somebody with Manage Threads'],
    [{ kind: 'slowMode', retryAfterMs: 1_200 }, 'try again in 2 s'],
    [{ kind: 'slowMode', retryAfterMs: 3 }, 'try again in 1 s'],
    [{ kind: 'slowMode', retryAfterMs: 3_600_000 * 2 }, 'try again in 2 h'],
    [{ kind: 'limitReached', message: 'Maximum number of pins reached (50)' }, 'pins reached (50)'],
    [{ kind: 'invalid', fields: { 'embeds.0.title': 'Too long' } }, 'embeds.0.title: Too long'],
    [{ kind: 'invalid', fields: { content: 'Cannot be empty' } }, 'Cannot be empty'],
    [{ kind: 'invalid', fields: {} }, 'did not accept'],
  ])('%o says what to do', (refusal, words) => expect(wordRefusal(refusal)).toContain(words));

  it('names every field that was not accepted', () => {
    const text = wordRefusal({
      kind: 'invalid',
      fields: { content: 'Too long', 'embeds.0.url': 'Not a link' },
    });
    expect(text).toBe('Too long embeds.0.url: Not a link');
  });

  it('of the outbox reads like that of the history', () => {
    for (const kind of ['dmClosed', 'slowMode'] as const) {
      const refusal = kind === 'slowMode' ? { kind, retryAfterMs: 4_000 } : { kind };
      expect(wordProblem(refusal)).toBe(wordRefusal(refusal));
    }
    expect(wordProblem({ kind: 'threadLocked' })).toBe(wordRefusal({ kind: 'locked' }));
  });

  it('is none when it was done', () => {
    expect(refusalOf({ kind: 'done' })).toBeNull();
    expect(refusalOf({ kind: 'locked' })).toEqual({ kind: 'locked' });
  });
});
