import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../../../src/main/practice-server/scenario/parse';

describe('scenario script', () => {
  it('reads what members do and when, in order of time', () => {
    const parsed = parseScenario(`
      # a rehearsal
      at 3s Noah says in #general: at 3s I am: here
      at 1.5s Mia joins Quiet corner
      at 4s Mia speaks for 2.5s
      at 5s the gateway closes with 4000
    `);
    if (parsed.kind !== 'ready') throw new Error(parsed.faults.join());
    expect(parsed.steps.map(({ atMs, action }) => [atMs, action])).toEqual([
      [1500, { kind: 'join', who: 'Mia', room: 'Quiet corner' }],
      [3000, { kind: 'say', who: 'Noah', channel: 'general', text: 'at 3s I am: here' }],
      [4000, { kind: 'speak', who: 'Mia', forMs: 2500 }],
      [5000, { kind: 'close', code: 4000 }],
    ]);
  });

  it('names every line it cannot read', () => {
    const parsed = parseScenario('Mia joins Lounge\nat 1s Mia joins Lounge\nat 2s Mia dances');
    expect(parsed).toMatchObject({ kind: 'faulty' });
    if (parsed.kind === 'faulty')
      expect(parsed.faults.map((fault) => fault.slice(0, 6))).toEqual(['line 1', 'line 3']);
  });

  it('answers for any text', () => {
    const word = fc.constantFrom(
      'at',
      '1s',
      'Mia',
      'joins',
      'says',
      'in',
      '#general',
      ':',
      '\n',
      ' ',
      '9'.repeat(400),
    );
    const script = fc.oneof(
      fc.string(),
      fc.array(word).map((words) => words.join(' ')),
    );
    fc.assert(
      fc.property(script, (text) => {
        const parsed = parseScenario(text);
        if (parsed.kind === 'faulty') expect(parsed.faults.length).toBeGreaterThan(0);
        else for (const step of parsed.steps) expect(Number.isFinite(step.atMs)).toBe(true);
      }),
    );
  });
});
