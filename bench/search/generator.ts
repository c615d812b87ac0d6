import { snowflakeAt } from '../../src/shared/discord/snowflake';
import { WireMessage } from '../../src/shared/discord/wire/objects';

/**
 * A community's messages, the same for the same seed: a vocabulary of 50,000 words used as Zipf has it, 3 to 30 of
 * them a message, 400 authors and 40 rooms of which a few do most of the talking, over three years.
 */
export interface Corpus {
  readonly words: readonly string[];
  readonly channelIds: readonly string[];
  readonly authorIds: readonly string[];
  message(n: number): WireMessage;
}

const VOCABULARY = 50_000;
const CHANNELS = 40;
const AUTHORS = 400;
const START_MS = Date.UTC(2023, 0, 1);
const SPAN_MS = 3 * 365 * 86_400_000;
export const GUILD_ID = '700000000000000001';

export function createCorpus(seed: number, count: number): Corpus {
  const random = mulberry(seed);
  const words = Array.from({ length: VOCABULARY }, (_, rank) => wordOf(rank, random));
  const pick = zipf(VOCABULARY, random);
  const pickChannel = zipf(CHANNELS, random);
  const pickAuthor = zipf(AUTHORS, random);
  const channelIds = Array.from({ length: CHANNELS }, (_, n) =>
    (710_000_000_000_000_000n + BigInt(n)).toString(),
  );
  const authorIds = Array.from({ length: AUTHORS }, (_, n) =>
    (720_000_000_000_000_000n + BigInt(n)).toString(),
  );
  const template = WireMessage.parse({
    id: '1',
    channel_id: '1',
    author: { id: '1', username: 'x' },
    content: '',
    timestamp: new Date(START_MS).toISOString(),
    type: 0,
  });
  return {
    words,
    channelIds,
    authorIds,
    message(n) {
      const atMs = START_MS + Math.floor((n / count) * SPAN_MS);
      const author = pickAuthor();
      const length = 3 + Math.floor(random() * 28);
      const content = Array.from({ length }, () => words[pick()]).join(' ');
      return {
        ...template,
        id: (BigInt(snowflakeAt(atMs)) + BigInt(n % 4_096)).toString(),
        channel_id: channelIds[pickChannel()] ?? '',
        author: { ...template.author, id: authorIds[author] ?? '', username: `person${author}` },
        content,
        timestamp: new Date(atMs).toISOString(),
      };
    },
  };
}

/** Ranks with a chance that falls as 1/rank. */
function zipf(size: number, random: () => number): () => number {
  const sums = new Float64Array(size);
  let sum = 0;
  for (let rank = 0; rank < size; rank += 1) {
    sum += 1 / (rank + 1);
    sums[rank] = sum;
  }
  return () => {
    const at = random() * sum;
    let low = 0;
    let high = size - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) < at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

const SYLLABLES = [
  'ba',
  'de',
  'fi',
  'go',
  'lu',
  'ma',
  'ne',
  'ri',
  'so',
  'tu',
  'ka',
  'pe',
  'vi',
  'no',
  'zu',
  'ha',
];

/** Frequent words are short, as they are; each is another. */
function wordOf(rank: number, random: () => number): string {
  let rest = rank;
  let word = '';
  do {
    word += SYLLABLES[rest % SYLLABLES.length];
    rest = Math.floor(rest / SYLLABLES.length);
  } while (rest > 0);
  return random() < 0.2 ? `${word}n` : word;
}

export function mulberry(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
