import { expect, test } from 'vitest';
import { drawDot } from '../../../src/main/electron/dot-image';

const pixel = (image: Buffer, size: number, x: number, y: number) => [
  ...image.subarray((y * size + x) * 4, (y * size + x) * 4 + 4),
];

test('a dot is full in its middle, clear in its corners, and the same on all sides', () => {
  const image = drawDot(16, [200, 100, 50]);
  expect(image).toHaveLength(16 * 16 * 4);
  expect(pixel(image, 16, 8, 8)).toEqual([50, 100, 200, 255]);
  expect(pixel(image, 16, 0, 0)).toEqual([0, 0, 0, 0]);
  for (let at = 0; at < 16; at++) expect(pixel(image, 16, at, 3)).toEqual(pixel(image, 16, 3, at));
});
