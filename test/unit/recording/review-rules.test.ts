import { matchingGainDb } from '@shared/audio/level-matching';
import type { Withheld } from '@shared/models/review';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  annotationsWith,
  chatLines,
  describeSession,
  type JournalEntry,
  joinSpans,
  LaneFacts,
  lengthOfSpans,
  type Manifest,
  NO_ANNOTATIONS,
  type Span,
  speechOnlySpans,
  talkTime,
  toSessionTime,
  toSpeechTime,
  withheldSpans,
  withoutSpans,
} from '../../../src/main/recording';
import { parseAnnotations } from '../../../src/main/recording/annotations';
import { commonSpans, crowdedSpans } from '../../../src/main/recording/spans';

const END = 10_000;
const spans = fc
  .array(fc.tuple(fc.integer({ min: 0, max: END }), fc.integer({ min: 0, max: 800 })), { maxLength: 20 })
  .map((list) => joinSpans(list.map(([from, length]): Span => [from, Math.min(END, from + length)])));

/** Slow and obvious: which whole milliseconds are in a list. */
function marked(list: readonly Span[]): Set<number> {
  const set = new Set<number>();
  for (const [from, to] of list) for (let at = from; at < to; at += 1) set.add(at);
  return set;
}

describe('spans', () => {
  it('are joined, taken apart and counted as their milliseconds are', () => {
    fc.assert(
      fc.property(spans, spans, spans, (a, b, c) => {
        const [inA, inB, inC] = [marked(a), marked(b), marked(c)];
        expect(marked(withoutSpans(a, b))).toEqual(new Set([...inA].filter((at) => !inB.has(at))));
        expect(marked(commonSpans(a, b))).toEqual(new Set([...inA].filter((at) => inB.has(at))));
        expect(lengthOfSpans(a)).toBe(inA.size);
        const twice = [...inA, ...inB, ...inC].filter(
          (at) => [inA, inB, inC].filter((one) => one.has(at)).length >= 2,
        );
        expect(marked(crowdedSpans([a, b, c], 2))).toEqual(new Set(twice));
      }),
      { numRuns: 60 },
    );
  });
});

describe('speech only', () => {
  it('leaves silence longer than 700 ms out but for 150 ms on either side, and keeps shorter pauses', () => {
    const kept = speechOnlySpans(
      [
        [
          [1_000, 2_000],
          [2_650, 3_000],
        ],
        [[5_000, 6_000]],
      ],
      20_000,
    );
    expect(kept).toEqual([
      [850, 3_150],
      [4_850, 6_150],
    ]);
  });

  it('keeps every word, skips no pause that is short, and turns places forth and back', () => {
    fc.assert(
      fc.property(spans, spans, fc.integer({ min: 0, max: END }), (a, b, at) => {
        const kept = speechOnlySpans([a, b], END);
        expect(withoutSpans(crowdedSpans([a, b], 1), kept)).toEqual([]);
        const skipped = withoutSpans([[0, END]], kept);
        for (const [from, to] of skipped) {
          const isEdge = from === 0 || to === END;
          expect(to - from).toBeGreaterThan(isEdge ? 0 : 399);
        }
        const inside = kept.some(([from, to]) => at >= from && at < to);
        if (inside) expect(toSessionTime(kept, toSpeechTime(kept, at))).toBe(at);
        expect(toSpeechTime(kept, END)).toBe(lengthOfSpans(kept));
      }),
      { numRuns: 100 },
    );
  });
});

const withheld = (part: Partial<Withheld>): Withheld => ({
  withheldId: 'w',
  userId: null,
  fromMs: null,
  toMs: null,
  reason: '',
  setAtMs: 0,
  ...part,
});

describe('what is withheld', () => {
  it('covers a person, a range, or both, and everybody when nobody is named', () => {
    expect(withheldSpans([withheld({ userId: '1' })], '1', END)).toEqual([[0, END]]);
    expect(withheldSpans([withheld({ userId: '1' })], '2', END)).toEqual([]);
    const range = withheld({ fromMs: 500, toMs: 900 });
    expect(withheldSpans([range, withheld({ userId: '2', fromMs: 800 })], '2', END)).toEqual([[500, END]]);
    expect(withheldSpans([range, withheld({ userId: '2' })], null, END)).toEqual([[500, 900]]);
  });
});

const sound = (track: number, fromMs: number, toMs: number): JournalEntry => ({
  type: 'sound',
  atMs: fromMs,
  track,
  fromSamples: fromMs * 48,
  toSamples: toMs * 48,
});

describe('lanes', () => {
  const corrected = (fromMs: number, ms: number): JournalEntry => ({
    ...{ type: 'gap', atMs: fromMs, track: 1, cause: 'drift', packets: 0 },
    ...{ fromSamples: fromMs * 48, toSamples: (fromMs + ms) * 48 },
  });
  const driftOf = (entries: JournalEntry[]) =>
    new LaneFacts(entries, END).spans({ number: 1, userId: '1' }, []);

  it('leave out corrections of a clock that nobody hears, alone or minutes apart', () => {
    expect(driftOf([corrected(1_000, 40), corrected(4_000, 17.5), corrected(8_000, 40)])).toEqual([]);
  });

  it('show a sender that stalled as one stretch, with how much was put in', () => {
    const stalled = [1_000, 1_500, 2_100, 3_900].map((atMs) => corrected(atMs, 20));
    expect(driftOf([...stalled, corrected(8_000, 20)])).toEqual([
      { state: 'drift', fromMs: 1_000, toMs: 3_920, shiftMs: 80 },
    ]);
  });

  it('show lost packets within it as lost, and count only what was put in beside them', () => {
    const lost: JournalEntry = {
      ...{ type: 'gap', atMs: 2_000, track: 1, cause: 'lost', packets: 1 },
      ...{ fromSamples: 96_000, toSamples: 96_960 },
    };
    expect(driftOf([corrected(1_000, 40), lost, corrected(2_500, 40)])).toEqual([
      { state: 'drift', fromMs: 1_000, toMs: 2_000, shiftMs: 40 },
      { state: 'lost', fromMs: 2_000, toMs: 2_020 },
      { state: 'drift', fromMs: 2_020, toMs: 2_540, shiftMs: 40 },
    ]);
  });

  it('say why there is no sound, each moment once and the weightiest reason first', () => {
    const entries: JournalEntry[] = [
      { type: 'join', atMs: 1_000, userId: '1' },
      { type: 'mute', atMs: 2_000, userId: '1', on: true },
      { type: 'connection', atMs: 2_500, state: 'lost' },
      { type: 'connection', atMs: 2_700, state: 'resumed' },
      { type: 'mute', atMs: 3_000, userId: '1', on: false },
      {
        type: 'gap',
        atMs: 4_000,
        track: 1,
        cause: 'lost',
        fromSamples: 192_000,
        toSamples: 193_920,
        packets: 2,
      },
      {
        type: 'alarm',
        atMs: 5_000,
        direction: 'in',
        userId: '1',
        kind: 'undecryptable',
        raised: true,
        figure: 1,
      },
      {
        type: 'alarm',
        atMs: 5_500,
        direction: 'in',
        userId: '1',
        kind: 'undecryptable',
        raised: false,
        figure: 0,
      },
      { type: 'cut', atMs: 7_000, fromMs: 6_000, cause: 'power' },
      { type: 'leave', atMs: 9_000, userId: '1' },
    ];
    const lane = new LaneFacts(entries, END).spans({ number: 1, userId: '1' }, [[8_000, 9_500]]);
    expect(lane.map(({ state, fromMs, toMs }) => [state, fromMs, toMs])).toEqual([
      ['absent', 0, 1_000],
      ['muted', 2_000, 2_500],
      ['reconnect', 2_500, 2_700],
      ['muted', 2_700, 3_000],
      ['lost', 4_000, 4_040],
      ['undecryptable', 5_000, 5_500],
      ['unrecorded', 6_000, 7_000],
      ['withheld', 8_000, 9_500],
      ['absent', 9_500, END],
    ]);
  });

  it('join pauses below 300 ms into speech and say nothing of tracks the journal does not know', () => {
    const facts = new LaneFacts([sound(1, 0, 500), sound(1, 700, 900), sound(1, 1_300, 1_500)], END);
    expect(facts.speech({ number: 1, userId: '1' })).toEqual([
      [0, 900],
      [1_300, 1_500],
    ]);
    expect(facts.speech({ number: 2, userId: '2' })).toBeNull();
  });
});

describe('talk time', () => {
  it('counts turns, the longest of them and what was said at the same time', () => {
    const [ada, bram] = talkTime([
      {
        userId: '1',
        displayName: 'Ada',
        present: [[0, END]],
        speech: [
          [0, 1_000],
          [1_500, 2_000],
          [5_000, 6_000],
        ],
      },
      { userId: '2', displayName: 'Bram', present: [[2_000, END]], speech: [[5_500, 7_000]] },
    ]);
    expect(ada).toMatchObject({ talkMs: 2_500, turns: 2, longestTurnMs: 2_000, overlapMs: 500 });
    expect(bram).toMatchObject({ presentMs: 8_000, talkMs: 1_500, turns: 1, overlapMs: 500 });
  });
});

describe('the chat of a session', () => {
  it('shows each message as it was at the end, with what happened to it', () => {
    const chat = { type: 'chat', userId: '1', displayName: 'Ada', text: 'helo' } as const;
    const lines = chatLines([
      { ...chat, atMs: 100, messageId: 'a' },
      { ...chat, atMs: 200, messageId: 'b' },
      { type: 'chatEdit', atMs: 300, messageId: 'a', text: 'hello' },
      { type: 'reaction', atMs: 350, messageId: 'a', emoji: '👋', count: 2 },
      { type: 'reaction', atMs: 360, messageId: 'a', emoji: '🎉', count: 1 },
      { type: 'reaction', atMs: 370, messageId: 'a', emoji: '🎉', count: 0 },
      { type: 'chatDelete', atMs: 400, messageId: 'b' },
      { type: 'chatEdit', atMs: 500, messageId: 'from before', text: 'x' },
    ]);
    expect(lines).toMatchObject([
      {
        messageId: 'a',
        text: 'hello',
        editedAtMs: 300,
        deletedAtMs: null,
        reactions: [{ emoji: '👋', count: 2 }],
      },
      { messageId: 'b', text: 'helo', deletedAtMs: 400 },
    ]);
  });
});

describe('annotations', () => {
  const marker = {
    markerId: 'm1',
    atMs: 5,
    endMs: null,
    label: 'here',
    note: '',
    colourIndex: 3,
    origin: 'review',
  } as const;

  it('are read whatever is in the file, and what is withheld is found in a damaged one', () => {
    const text = JSON.stringify({
      version: 1,
      tags: ['a', 7],
      markers: [marker, { ...marker, colourIndex: 99 }],
      withheld: [withheld({ userId: '1' }), 'nonsense'],
      mix: 'loud',
      levelMatching: 'yes',
    });
    expect(parseAnnotations(text)).toMatchObject({
      kind: 'damaged',
      stored: { tags: ['a'], markers: [marker], withheld: [{ userId: '1' }], mix: [], levelMatching: false },
    });
    expect(parseAnnotations(text.replace('"version":1', '"version":2'))).toMatchObject({
      kind: 'newer',
      stored: { withheld: [{ userId: '1' }] },
    });
    expect(parseAnnotations('{"version"')).toMatchObject({ kind: 'damaged', reason: 'it is no JSON' });
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(parseAnnotations(JSON.stringify(value)).stored.version).toBe(1);
      }),
      { numRuns: 100 },
    );
  });

  it('take over markers dropped while recording, once', () => {
    const live: JournalEntry[] = [
      { type: 'marker', atMs: 10, label: 'one' },
      { type: 'marker', atMs: 20, label: ' two ' },
    ];
    const fresh = annotationsWith({ ...NO_ANNOTATIONS, adoptedMarkers: 0 }, live);
    expect(fresh.markers.map(({ label, origin }) => [label, origin])).toEqual([
      ['one', 'live'],
      ['two', 'live'],
    ]);
    // One of two was removed; what was dropped later is new.
    const [first] = fresh.markers;
    const stored = { ...NO_ANNOTATIONS, markers: first ? [first] : [], adoptedMarkers: 2 };
    const later = annotationsWith(stored, [...live, { type: 'marker', atMs: 30, label: 'three' }]);
    expect(later.markers.map(({ label }) => label)).toEqual(['one', 'three']);
  });
});

describe('a described session', () => {
  const track = (number: number, userId: string) => ({
    trackId: `0${number}-${userId}`,
    number,
    userId,
    displayName: userId,
    self: false,
    file: `tracks/${number}.opus`,
    peaksFile: `peaks/${number}.peaks`,
    serial: number,
    firstSoundSamples: 0,
    durationSamples: END * 48,
    packets: 1,
    lost: 3,
    dropped: 0,
    driftPpm: 80,
    driftCorrectedSamples: 0,
  });
  const manifest: Manifest = {
    format: 'roomtone-recording',
    version: 1,
    title: 'x',
    guild: { id: '1', name: 'g' },
    channel: { id: '2', name: 'c' },
    startedAtMs: 0,
    state: 'repaired',
    durationSamples: END * 48,
    writerPid: 1,
    failure: null,
    repair: { atMs: 0, lostMs: 400, notes: ['set its end'] },
    people: ['1', '2'].map((userId) => ({ userId, displayName: `P${userId}`, self: false })),
    tracks: [track(1, '1'), track(2, '2')],
  };
  const describeWith = (parts: Withheld[], entries: JournalEntry[] = [], more: Manifest['tracks'] = []) =>
    describeSession({
      recordingId: 'r',
      manifest: { ...manifest, tracks: [...manifest.tracks, ...more] },
      durationMs: END,
      journal: { entries: [sound(1, 0, 2_000), sound(2, 1_000, 3_000), ...entries], unreadable: 2 },
      annotations: { ...NO_ANNOTATIONS, withheld: parts },
      loudness: new Map([['01-1', { loudnessLufs: -21, truePeakDbtp: -4 }]]),
      binsOf: () => new Uint8Array(),
    });

  it('tells of lanes, talk and the state of its files', () => {
    const session = describeWith([]);
    expect(session.lanes[0]).toMatchObject({
      loudnessLufs: -21,
      driftPpm: 80,
      lostPackets: 3,
      checked: false,
      speech: [[0, 2_000]],
    });
    expect(session.talkTime).toMatchObject([
      { userId: '1', talkMs: 2_000, overlapMs: 1_000 },
      { userId: '2', talkMs: 2_000, overlapMs: 1_000 },
    ]);
    expect(session.integrity).toMatchObject({ state: 'repaired', lostMs: 400 });
    expect(session.integrity.notes).toHaveLength(2);
    expect(session.speechMs).toBe(3_150);
  });

  it('counts nothing that is withheld, and does not name who is withheld altogether', () => {
    const part = describeWith([withheld({ userId: '2', fromMs: 500, toMs: 2_500 })]);
    expect(part.lanes[1]?.speech).toEqual([[2_500, 3_000]]);
    expect(part.lanes[1]?.spans).toEqual([{ state: 'withheld', fromMs: 500, toMs: 2_500 }]);
    expect(part.talkTime).toMatchObject([{ overlapMs: 0 }, { talkMs: 500, presentMs: END - 2_000 }]);
    const whole = describeWith([withheld({ userId: '2' })]);
    expect(whole.talkTime.map(({ userId }) => userId)).toEqual(['1']);
    expect(whole.lanes[1]?.speech).toEqual([]);
  });

  it('tells who was not to be recorded and when, with a lane or without, but nobody who is withheld', () => {
    const entries: JournalEntry[] = [
      { type: 'join', atMs: 1_000, userId: '3', displayName: 'Vera' },
      { type: 'skipped', atMs: 0, userId: '3', on: true },
      { type: 'skipped', atMs: 2_000, userId: '2', on: true },
      { type: 'skipped', atMs: 4_000, userId: '2', on: false },
    ];
    const session = describeWith([], entries);
    expect(session.skipped).toEqual([
      {
        userId: '3',
        displayName: 'Vera',
        skipped: [[0, END]],
        spans: [{ state: 'unrecorded', fromMs: 0, toMs: END }],
      },
      expect.objectContaining({ userId: '2', displayName: 'P2', skipped: [[2_000, 4_000]] }),
    ]);
    expect(session.lanes[1]?.spans).toEqual([{ state: 'unrecorded', fromMs: 2_000, toMs: 4_000 }]);
    const without = describeWith([withheld({ userId: '3' })], entries);
    expect(without.skipped.map(({ userId }) => userId)).toEqual(['2']);
  });

  it('takes no account of a raw microphone beside what the room heard', () => {
    const raw = { ...track(3, '1'), trackId: '03-1', source: 'microphone' as const };
    const session = describeWith([], [sound(3, 6_000, 9_000)], [raw]);
    expect(session.speechMs).toBe(3_150);
    expect(session.talkTime[0]?.talkMs).toBe(2_000);
    expect(session.lanes[2]?.speech).toEqual([[6_000, 9_000]]);
  });
});

describe('level matching', () => {
  it('brings speakers to one loudness, never over full scale, and leaves alone what was not measured', () => {
    expect(matchingGainDb(-26, -12)).toBe(6);
    expect(matchingGainDb(-26, -3)).toBe(2);
    expect(matchingGainDb(-14, 0)).toBe(-6);
    expect(matchingGainDb(-60, null)).toBe(20);
    expect(matchingGainDb(null, null)).toBe(0);
  });
});
