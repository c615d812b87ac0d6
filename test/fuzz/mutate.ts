/** Seeded mutations of byte strings: the same seed gives the same inputs, so that a finding can be repeated. */

export interface Random {
  /** 0 ≤ n < `below`. */
  int(below: number): number;
}

/** xorshift32: fast, and good enough to wander through inputs. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0 || 1;
  return {
    int(below) {
      state ^= state << 13;
      state >>>= 0;
      state ^= state >>> 17;
      state ^= state << 5;
      state >>>= 0;
      return state % below;
    },
  };
}

/** Values that layouts trip over: lengths, signs, markers. */
const EDGES = [0, 1, 0x3f, 0x40, 0x7f, 0x80, 0xbe, 0xde, 0xfa, 0xfe, 0xff];

/** A changed copy of `input`: one to four of flip, edge value, cut, grow, repeat, splice with `other`. */
export function mutate(input: Buffer, other: Buffer, random: Random): Buffer {
  let bytes: Buffer = Buffer.from(input);
  for (let step = random.int(4); step >= 0; step -= 1) bytes = once(bytes, other, random);
  return bytes;
}

function once(bytes: Buffer, other: Buffer, random: Random): Buffer {
  const at = bytes.length > 0 ? random.int(bytes.length) : 0;
  switch (random.int(7)) {
    case 0:
      if (bytes.length > 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << random.int(8));
      return bytes;
    case 1:
      if (bytes.length > 0) bytes[at] = EDGES[random.int(EDGES.length)] ?? 0;
      return bytes;
    case 2:
      return bytes.subarray(0, at);
    case 3:
      return Buffer.concat([bytes, Buffer.alloc(random.int(40), random.int(256))]);
    case 4:
      return bytes.subarray(at);
    case 5: {
      const length = random.int(16);
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at)]);
    }
    default:
      return Buffer.concat([bytes.subarray(0, at), other.subarray(random.int(other.length + 1))]);
  }
}
