import { deflateSync } from 'node:zlib';
import { SeededRandom } from './random';

/** Pixels of a side of those pictures. */
export const PICTURE_SIDE = 256;

/** The name of a picture that nobody uploaded: it is made when somebody looks at it. */
export function pictureName(number: number): string {
  return `practice-sketch-${number}.png`;
}

export function isPictureName(filename: string): boolean {
  return /^practice-sketch-\d{1,4}\.png$/.test(filename);
}

/** A symmetric pattern on a coloured ground, as PNG: the same for the same name. `side` in pixels. */
export function generatedImage(name: string, side: number): Buffer {
  const random = new SeededRandom(`image:${name}`);
  const ground = [random.between(40, 110), random.between(40, 110), random.between(60, 140)];
  const figure = [random.between(170, 250), random.between(150, 230), random.between(120, 220)];
  const CELLS = 6;
  const cells = Array.from({ length: CELLS }, () => {
    const half = Array.from({ length: CELLS / 2 }, () => random.chance(0.5));
    return [...half, ...half.slice().reverse()];
  });
  const rows = Buffer.alloc(side * (1 + side * 3));
  for (let y = 0; y < side; y++) {
    const start = y * (1 + side * 3);
    for (let x = 0; x < side; x++) {
      const on = cells[Math.floor((y * CELLS) / side)]?.[Math.floor((x * CELLS) / side)] ?? false;
      rows.set(on ? figure : ground, start + 1 + x * 3);
    }
  }
  return encodePng(side, side, rows);
}

/** `rows`: for each line a filter byte (0) and RGB triples. */
function encodePng(width: number, height: number, rows: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits, true colour; the other three bytes stay 0: deflate, filter method 0, not interlaced.
  header.set([8, 2], 8);
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}

/** CRC-32 as PNG wants it (ISO 3309); these pictures are small, so no table. */
function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return (crc ^ 0xffffffff) >>> 0;
}
