import { describe, expect, it } from 'vitest';
import {
  chosenParts,
  formatTable,
  median,
  parseOptions,
  percentile,
  reachesGoal,
  seriesOf,
} from '../../../bench/harness';

describe('the figures of a bench', () => {
  it('take the middle of an odd and the mean of the two middle of an even number of values', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([9, 1, 5, 7])).toBe(6);
    expect(() => median([])).toThrow(RangeError);
  });

  it('order values as numbers', () => {
    expect(median([100, 9, 20])).toBe(20);
  });

  it('take percentiles by nearest rank', () => {
    const values = Array.from({ length: 200 }, (_, index) => index + 1);
    expect(percentile(values, 99)).toBe(198);
    expect(percentile(values, 100)).toBe(200);
    expect(percentile([7], 1)).toBe(7);
  });

  it('know which side of the goal is the good one', () => {
    expect(reachesGoal({ value: 1.8, goal: 1.8, better: 'lower' })).toBe(true);
    expect(reachesGoal({ value: 1.9, goal: 1.8, better: 'lower' })).toBe(false);
    expect(reachesGoal({ value: 1.9, goal: 1.8, better: 'higher' })).toBe(true);
  });

  it('do not come from a series that was never measured', () => {
    expect(() => seriesOf({ a: [1] }).median('b')).toThrow('b');
  });

  it('compare what ran in the same round', () => {
    expect(seriesOf({ a: [1, 4, 9], b: [1, 2, 1] }).medianRatio('a', 'b')).toBe(2);
  });

  it('show in a table whether the goal is reached and against what', () => {
    const table = formatTable([
      {
        id: 'start_ratio',
        value: 2.345_67,
        unit: 'x',
        goal: 1.8,
        better: 'lower',
        peer: { name: 'empty window', value: 400, unit: 'ms' },
      },
    ]);
    expect(table).toMatch(/start_ratio\s+2\.35 x\s+≤ 1\.8\s+MISSED\s+empty window: 400 ms/);
  });
});

describe('the options of a bench', () => {
  it('are a file and a number of rounds', () => {
    expect(parseOptions(['--json', 'out.json', '--rounds', '3'])).toEqual({ json: 'out.json', rounds: 3 });
    expect(parseOptions([])).toEqual({});
    expect(parseOptions(['--only', 'pacing,cpu'])).toEqual({ only: ['pacing', 'cpu'] });
  });

  it('choose parts by name, in their own order, and refuse a name that is none', () => {
    const parts = [{ name: 'pacing' }, { name: 'cpu' }, { name: 'join' }];
    expect(chosenParts(parts, ['join', 'pacing'])).toEqual([{ name: 'pacing' }, { name: 'join' }]);
    expect(chosenParts(parts, undefined)).toBe(parts);
    expect(() => chosenParts(parts, ['pace'])).toThrow(RangeError);
  });

  it.each([[['--jsn', 'x']], [['--json']], [['--rounds', '0']], [['--rounds', 'many']]])(
    'refuse %j',
    (args) => {
      expect(() => parseOptions(args)).toThrow(RangeError);
    },
  );
});
