import type { Span } from '../../../src/main/recording';
import type { JournalEntry } from '../../../src/main/recording/journal';

/** One of those who talk in a made-up evening. Times are ms of the session, on the grid of packets (20 ms). */
export interface PlannedPerson {
  userId: string;
  displayName: string;
  self: boolean;
  present: Span[];
  muted: Span[];
  /** Whole turns, in order, not overlapping. */
  turns: Span[];
  /** Packets that never came, inside turns. */
  lost: Span[];
  driftPpm: number | null;
}

export interface LongPlan {
  durationMs: number;
  people: PlannedPerson[];
  /** What happened besides sound. */
  entries: JournalEntry[];
  /** The connection was away: nobody is heard. */
  away: Span;
  /** Nothing was recorded: it was cut off and went on. */
  cut: Span;
}

const NAMES = ['Mira', 'Tomás', 'Ayo', 'Jun', 'Inès', 'Otto', 'Sana', 'Leif', 'Ruth', 'Paz'];
const LINES = [
  'can you hear me now?',
  'the second draft is in the usual folder',
  'agreed, let us keep the opening short',
  'brb, door',
  'that number is from the March report',
  'who takes notes today?',
  'could we go back to the budget for a moment',
  'love this part',
  'the link does not open for me',
  'I will send it around after the call',
  'one at a time please',
  'audio is much better than last week',
];
const MARKERS = [
  'Introductions',
  'Budget',
  'Decision',
  'Good quote',
  'Question from the floor',
  'Break',
  'Next steps',
];

/**
 * Plans an evening: people who come and go, take turns, talk over each other, mute themselves and lose packets; a
 * break, a lost connection, a recording that was cut off and went on; chat with edits, deletions and reactions;
 * markers and epochs. The same `seed` gives the same evening.
 */
export function planEvening(hours: number, count: number, seed: number): LongPlan {
  const random = dice(seed);
  const durationMs = onGrid(hours * 3_600_000);
  const at = (share: number) => onGrid(durationMs * share);
  const away: Span = [at(0.3), at(0.3) + Math.min(12_000, at(0.01))];
  const cut: Span = [at(0.55), at(0.55) + Math.min(95_000, at(0.02))];
  const pause: Span = [at(0.48), at(0.48) + Math.min(8 * 60_000, at(0.03))];
  const people = Array.from({ length: count }, (_, index) => aPerson(index, durationMs, random));
  const silent = [away, cut, pause];
  talk(people, durationMs, silent, random);
  for (const person of people) loseSome(person, random);
  const entries = [...comings(people), ...connection(away, cut), ...epochs(people, random)];
  entries.push(
    ...chat(people, durationMs, random),
    ...markers(durationMs, random),
    ...alarms(people, durationMs),
  );
  return { durationMs, people, entries, away, cut };
}

function aPerson(index: number, durationMs: number, random: Dice): PlannedPerson {
  const at = (share: number) => onGrid(durationMs * share);
  const name = NAMES[index % NAMES.length] ?? 'Voice';
  // The first three are there from the beginning; the fifth goes away for a while, the last comes late.
  const from = index < 3 ? 0 : at(0.01 + (index % 7) * 0.012);
  const present: Span[] =
    index % 5 === 4
      ? [
          [from, at(0.4)],
          [at(0.44), durationMs],
        ]
      : [[from, durationMs]];
  if (index > 3 && index % 10 === 9) present[0] = [at(0.62), durationMs];
  const muted = Array.from({ length: 3 }, (): Span => {
    const start = at(0.08 + random() * 0.85);
    return [start, Math.min(durationMs, start + at(0.01 + random() * 0.03))];
  }).sort((a, b) => a[0] - b[0]);
  return {
    userId: `1000000000000000${String(index + 10)}`,
    displayName: index < NAMES.length ? name : `${name} ${Math.floor(index / NAMES.length) + 1}`,
    self: index === 0,
    present,
    muted: muted.filter(([start], at) => start >= (muted[at - 1]?.[1] ?? 0)),
    turns: [],
    lost: [],
    driftPpm: index % 10 === 9 ? null : Math.round((random() - 0.5) * 160),
  };
}

function talk(
  people: readonly PlannedPerson[],
  durationMs: number,
  silent: readonly Span[],
  random: Dice,
): void {
  const isFree = (person: PlannedPerson, from: number, to: number) =>
    from >= (person.turns.at(-1)?.[1] ?? -1) + 400 &&
    to < durationMs &&
    person.present.some(([start, end]) => start <= from && to <= end) &&
    ![...person.muted, ...silent].some(([start, end]) => from < end && start < to);
  const speak = (at: number, lengthMs: number): number | null => {
    const from = onGrid(at);
    const to = from + onGrid(lengthMs);
    const able = people.filter((person) => isFree(person, from, to));
    // Some talk more than others.
    const who = able[Math.floor(random() ** 1.6 * able.length)];
    who?.turns.push([from, to]);
    return who ? to : null;
  };
  for (let at = 1_500; at < durationMs; ) {
    const end = speak(at, 1_500 + random() ** 2 * 14_000);
    if (end === null) {
      at += 1_000;
      continue;
    }
    if (random() < 0.25) speak(at + (end - at) * random(), 500 + random() * 900);
    // Now and then nobody knows what to say; else they almost or really interrupt each other.
    at = end + (random() < 0.03 ? 5_000 + random() * 60_000 : random() * 2_400 - 900);
    at = Math.max(at, 0);
  }
  for (const person of people) person.turns.sort((a, b) => a[0] - b[0]);
}

function loseSome(person: PlannedPerson, random: Dice): void {
  for (const [from, to] of person.turns) {
    if (random() > 0.06 || to - from < 2_000) continue;
    const start = onGrid(from + 600 + random() * (to - from - 1_400));
    person.lost.push([start, start + onGrid(60 + random() * 400)]);
  }
}

function comings(people: readonly PlannedPerson[]): JournalEntry[] {
  return people.flatMap(({ userId, displayName, present, muted }) => [
    ...present.flatMap(([from, to], index): JournalEntry[] => [
      { type: 'join', atMs: from, userId, displayName },
      ...(index < present.length - 1 ? [{ type: 'leave' as const, atMs: to, userId, displayName }] : []),
    ]),
    ...muted.flatMap(([from, to]): JournalEntry[] => [
      { type: 'mute', atMs: from, userId, on: true },
      { type: 'mute', atMs: to, userId, on: false },
    ]),
  ]);
}

function connection(away: Span, cut: Span): JournalEntry[] {
  return [
    { type: 'connection', atMs: away[0], state: 'lost' },
    { type: 'connection', atMs: away[1], state: 'resumed' },
    { type: 'cut', atMs: cut[1], fromMs: cut[0], cause: 'the computer stopped' },
  ];
}

/** Everybody who comes or goes makes new keys. */
function epochs(people: readonly PlannedPerson[], random: Dice): JournalEntry[] {
  const moments = people.flatMap(({ present }) => present.map(([from]) => from)).sort((a, b) => a - b);
  return [...new Set(moments)].map((atMs, index) => ({
    type: 'epoch',
    atMs,
    epoch: index + 1,
    privacyCode: Array.from({ length: 30 }, () => Math.floor(random() * 10)).join(''),
  }));
}

function chat(people: readonly PlannedPerson[], durationMs: number, random: Dice): JournalEntry[] {
  const entries: JournalEntry[] = [];
  let number = 0;
  for (let atMs = 20_000; atMs < durationMs; atMs += 8_000 + random() * 90_000) {
    const here = people.filter(({ present }) => present.some(([from, to]) => from <= atMs && atMs < to));
    const who = here[Math.floor(random() * here.length)];
    if (!who) continue;
    const messageId = String(number);
    const text = LINES[number % LINES.length] ?? '';
    number += 1;
    entries.push({ type: 'chat', atMs, messageId, userId: who.userId, displayName: who.displayName, text });
    const later = atMs + 2_000 + random() * 20_000;
    const luck = random();
    if (luck < 0.06) entries.push({ type: 'chatEdit', atMs: later, messageId, text: `${text} (again)` });
    else if (luck < 0.09) entries.push({ type: 'chatDelete', atMs: later, messageId });
    else if (luck < 0.25) {
      entries.push({
        type: 'reaction',
        atMs: later,
        messageId,
        emoji: '👍',
        count: 1 + Math.floor(random() * 4),
      });
    }
  }
  return entries;
}

function markers(durationMs: number, random: Dice): JournalEntry[] {
  const entries: JournalEntry[] = [];
  for (let atMs = 45_000; atMs < durationMs; atMs += 240_000 + random() * 900_000) {
    entries.push({ type: 'marker', atMs, label: MARKERS[entries.length % MARKERS.length] ?? '' });
  }
  return entries;
}

function alarms(people: readonly PlannedPerson[], durationMs: number): JournalEntry[] {
  const victim = people[people.length > 5 ? 5 : people.length - 1];
  if (!victim) return [];
  const { userId } = victim;
  const atMs = onGrid(durationMs * 0.36);
  const alarm = { type: 'alarm', direction: 'in', userId, kind: 'undecryptable' } as const;
  return [
    { ...alarm, atMs, raised: true, figure: 40 },
    { ...alarm, atMs: atMs + Math.min(6_000, durationMs * 0.01), raised: false, figure: 0 },
  ];
}

type Dice = () => number;

/** The same numbers every time (mulberry32), 0..1. */
function dice(seed: number): Dice {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

function onGrid(ms: number): number {
  return Math.round(ms / 20) * 20;
}
