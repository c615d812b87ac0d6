import { expect, test } from 'vitest';
import {
  distinctColourIndexes,
  SPEAKER_COLOURS,
  speakerColourIndex,
} from '../../../../src/shared/models/speaker-colour';

test('a person keeps their colour', () => {
  expect(speakerColourIndex('1147469692144930816')).toBe(speakerColourIndex('1147469692144930816'));
});

test('ids made close together spread evenly over the colours', () => {
  const counts = new Array<number>(SPEAKER_COLOURS).fill(0);
  // Snowflakes of one worker, a minute apart: only the upper digits differ.
  for (let i = 0; i < 1_200; i += 1) {
    const id = ((273_000_000_000n + BigInt(i) * 60_000n) << 22n).toString();
    const index = speakerColourIndex(id);
    counts[index] = (counts[index] ?? 0) + 1;
  }
  expect(Math.min(...counts)).toBeGreaterThan(60);
  expect(Math.max(...counts)).toBeLessThan(140);
});

test('no two of a recording look alike while there are colours left, and the first keep theirs', () => {
  const ids = Array.from({ length: SPEAKER_COLOURS }, (_, i) => `11474696921449308${i}`);
  const colours = distinctColourIndexes(ids);
  expect(new Set(colours).size).toBe(SPEAKER_COLOURS);
  expect(colours[0]).toBe(speakerColourIndex(ids[0] ?? ''));
  expect(distinctColourIndexes([...ids, '5'])).toHaveLength(SPEAKER_COLOURS + 1);
});
