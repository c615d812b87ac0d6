import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowsOf, tagsOf } from '../../../src/renderer/features/recordings/library/find';
import { REVIEW_KEYS } from '../../../src/renderer/features/recordings/review-keys';
import { sortedTalk, talkCsv, talkMarkdown } from '../../../src/renderer/features/recordings/talk-time';
import { firstAfter } from '../../../src/renderer/features/recordings/timeline/paint-lane';
import { createWaves } from '../../../src/renderer/features/recordings/timeline/waves';
import { digitsFor, formatFine, parseTime } from '../../../src/renderer/features/recordings/times';
import { around, centre, MIN_SPAN_MS, spanOf } from '../../../src/renderer/features/recordings/viewport';
import { columns, levelFor, logarithmicLevels } from '../../../src/renderer/features/recordings/waveform';
import { actionOf, takenBy, withKeys, withoutDesk, writtenKeys } from '../../../src/renderer/ui/key-map';
import type { RecordingSummary } from '../../../src/shared/models/recordings';

const press = (key: string, more: Partial<Record<'ctrlKey' | 'shiftKey' | 'altKey', boolean>> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...more,
});

describe('keys that can be changed', () => {
  it('are written the same whatever keyboard a sign is typed on', () => {
    expect(writtenKeys(press(' '))).toBe('Space');
    expect(writtenKeys(press('m', { shiftKey: true }))).toBe('Shift+M');
    expect(writtenKeys(press('+', { shiftKey: true }))).toBe('+');
    expect(writtenKeys(press('k', { ctrlKey: true }))).toBe('Mod+K');
    expect(writtenKeys(press('Shift', { shiftKey: true }))).toBeNull();
  });

  it('lead to one action each from the start', () => {
    const keys = Object.values(REVIEW_KEYS).map((action) => action.keys);
    expect(new Set(keys).size).toBe(keys.length);
    for (const [name, { keys: written }] of Object.entries(REVIEW_KEYS)) {
      const key = written.split('+').at(-1) || '+';
      const held = { shiftKey: written.includes('Shift+'), altKey: written.includes('Alt+') };
      const event = press(key === 'Space' ? ' ' : key, held);
      expect(actionOf('review', REVIEW_KEYS, {}, event)).toBe(name);
    }
  });

  it('mean what was chosen, tell who has them, and are no choice any more when they are their own again', () => {
    const chosen = withKeys('review', REVIEW_KEYS, {}, 'marker', 'B');
    expect(chosen).toEqual({ 'review.marker': 'B' });
    expect(actionOf('review', REVIEW_KEYS, chosen, press('b'))).toBe('marker');
    expect(actionOf('review', REVIEW_KEYS, chosen, press('m'))).toBeNull();
    expect(takenBy('review', REVIEW_KEYS, chosen, 'clip', 'B')).toBe('marker');
    expect(takenBy('review', REVIEW_KEYS, chosen, 'clip', 'M')).toBeNull();
    expect(withKeys('review', REVIEW_KEYS, chosen, 'marker', 'M')).toEqual({});
    expect(withoutDesk('review', { ...chosen, 'live.marker': null })).toEqual({ 'live.marker': null });
  });
});

describe('times', () => {
  it('are read back as they are written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 * 3_600_000 }), (ms) => {
        expect(parseTime(formatFine(ms, 3))).toBeCloseTo(ms, 3);
      }),
    );
    expect(parseTime('12:5x')).toBeNull();
    expect(parseTime('')).toBeNull();
  });

  it('have as many decimals as their labels need', () => {
    expect([5_000, 200, 20, 2].map(digitsFor)).toEqual([0, 1, 2, 3]);
  });
});

describe('the view', () => {
  it('shows a stretch with air around it, and never less than can be seen', () => {
    expect(spanOf(around(10_000, 20_000, 600_000))).toBeCloseTo(11_000);
    expect(spanOf(around(5_000, 5_000, 600_000))).toBe(MIN_SPAN_MS);
    expect(centre({ startMs: 0, endMs: 10_000 }, 599_000, 600_000).endMs).toBe(600_000);
  });
});

describe('waveform levels', () => {
  it('never lose a peak', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_100, max: 9_000 }), fc.nat(), (buckets, seed) => {
        const values = new Int8Array(buckets * 2);
        const at = seed % buckets;
        values[at * 2] = -100;
        values[at * 2 + 1] = 90;
        for (const level of logarithmicLevels({ bucketMs: 20, values })) {
          const from = Math.floor((at * 20) / level.bucketMs) * 2;
          expect([level.values[from], level.values[from + 1]]).toEqual([-100, 90]);
        }
      }),
    );
  });

  it('are chosen so that a pixel has a bucket, and drawn into the array that is given', () => {
    const levels = logarithmicLevels({ bucketMs: 20, values: new Int8Array(2 * 8_000).fill(64) });
    expect(levelFor(levels, 100)?.bucketMs).toBe(80);
    expect(levelFor(levels, 1)?.bucketMs).toBe(20);
    const into = new Float32Array(40);
    expect(
      columns(levels[0] ?? { bucketMs: 1, values: new Int8Array() }, { startMs: 0, endMs: 200 }, 10, into),
    ).toBe(into);
  });

  it('come one a frame where they are large, each made ready in a frame of its own', async () => {
    const happened: string[] = [];
    let frame: () => void = () => undefined;
    const waves = createWaves({
      durationMs: 4 * 3_600_000,
      fetch: async (trackId, bucketMs) => {
        happened.push(`fetch ${trackId}`);
        return { bucketMs, values: new Int8Array(400_000) };
      },
      fetchNear: async (_trackId, fromMs, _toMs, bucketMs) => ({
        ...{ bucketMs, fromMs },
        values: new Int8Array(8),
      }),
      fetchFine: async (_trackId, fromMs, _toMs, bucketMs) => ({
        bucketMs,
        fromMs,
        values: new Int8Array(8),
      }),
      onFailure: (error) => {
        throw error;
      },
      breathe: () =>
        new Promise((resolve) => {
          frame = resolve;
        }),
    });
    const whole = { startMs: 0, endMs: 4 * 3_600_000 };
    const next = async () => {
      frame();
      await new Promise<void>((resolve) => setImmediate(resolve));
      happened.push(`a: ${waves.levels('a') !== null}`);
    };
    waves.want('a', 10_000, whole);
    waves.want('b', 10_000, whole);
    for (let count = 0; count < 3; count += 1) await next();
    expect(happened).toEqual(['fetch a', 'a: false', 'a: true', 'fetch b', 'a: true']);
    waves.close();
  });

  it('are fetched finer only when somebody looks closer, and the sound itself where that ends', async () => {
    const asked: string[] = [];
    const waves = createWaves({
      durationMs: 4 * 3_600_000,
      fetch: async (_trackId, bucketMs) => {
        asked.push(`peaks ${bucketMs}`);
        return { bucketMs, values: new Int8Array(8) };
      },
      fetchNear: async (_trackId, fromMs, toMs, bucketMs) => {
        asked.push(`near ${bucketMs}, ${fromMs} to ${toMs}`);
        return { bucketMs, fromMs, values: new Int8Array(8) };
      },
      fetchFine: async (_trackId, fromMs, _toMs, bucketMs) => {
        asked.push(`close ${bucketMs}`);
        return { bucketMs, fromMs, values: new Int8Array(8) };
      },
      onFailure: (error) => {
        throw error;
      },
    });
    const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
    const whole = { startMs: 0, endMs: 4 * 3_600_000 };
    waves.want('t', 10_000, whole);
    waves.want('t', 10_000, whole);
    await settle();
    const near = { startMs: 60_000, endMs: 61_000 };
    waves.want('t', 1, near);
    waves.want('t', 1, near);
    await settle();
    expect(asked).toEqual(['peaks 160', 'near 20, 59000 to 62000', 'close 0.25']);
    expect(waves.sharpest('t', 1, near)?.bucketMs).toBe(0.25);
    expect(waves.sharpest('t', 1, { startMs: 90_000, endMs: 91_000 })).toBeNull();
    waves.refresh();
    await settle();
    expect(asked.at(-1)).toBe('peaks 160');
    expect(waves.sharpest('t', 1, near)).toBeNull();
    waves.close();
  });
});

describe('waveforms of what is near', () => {
  it('are fetched as a stretch with room beside it, again before its end is seen, and once at a time', async () => {
    const asked: [number, number][] = [];
    let isBroken = false;
    const failures: unknown[] = [];
    const waves = createWaves({
      durationMs: 4 * 3_600_000,
      fetch: async (_trackId, bucketMs) => ({ bucketMs, values: new Int8Array(8) }),
      fetchNear: async (_trackId, fromMs, toMs, bucketMs) => {
        asked.push([fromMs, toMs]);
        if (isBroken) throw new Error('the disk is gone');
        return { bucketMs, fromMs, values: new Int8Array(8) };
      },
      fetchFine: () => expect.fail('nothing is looked at that closely'),
      onFailure: (error) => failures.push(error),
    });
    const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
    const look = async (startMs: number, endMs: number) => {
      waves.want('t', 100, { startMs, endMs });
      waves.want('t', 100, { startMs: startMs + 1, endMs: endMs + 1 });
      await settle();
      return waves.sharpest('t', 100, { startMs, endMs });
    };
    expect(waves.sharpest('t', 100, { startMs: 0, endMs: 100_000 })).toBeNull();
    expect((await look(0, 100_000))?.bucketMs).toBe(20);
    expect(asked).toEqual([[0, 200_000]]);
    await look(70_000, 170_000);
    expect(asked).toHaveLength(1);
    // Its end cannot be seen yet, and it is shown until the next one is there.
    await look(80_000, 180_000);
    expect(asked.at(-1)).toEqual([0, 280_000]);
    expect(waves.sharpest('t', 200, { startMs: 80_000, endMs: 180_000 })).toBeNull();
    isBroken = true;
    expect(await look(3_600_000, 3_700_000)).toBeNull();
    expect(await look(7_200_000, 7_300_000)).toBeNull();
    expect([asked.length, failures.length]).toEqual([3, 1]);
    waves.close();
  });
});

describe('spans in order', () => {
  it('are found by time', () => {
    const spans = [
      [0, 10],
      [20, 30],
      [40, 50],
    ] as const;
    expect([0, 10, 25, 30, 60].map((ms) => firstAfter(spans, ms))).toEqual([0, 1, 1, 2, 3]);
  });
});

describe('talk time', () => {
  const person = (displayName: string, talkMs: number) => ({
    userId: displayName,
    displayName,
    presentMs: 60_000,
    talkMs,
    turns: 2,
    longestTurnMs: 3_000,
    overlapMs: 500,
  });

  it('is sorted both ways, by name where it is the same', () => {
    const people = [person('Bo', 5), person('Al', 5), person('Cy', 9)];
    expect(sortedTalk(people, 'talk', true).map((one) => one.displayName)).toEqual(['Cy', 'Al', 'Bo']);
    expect(sortedTalk(people, 'name', true).map((one) => one.displayName)).toEqual(['Cy', 'Bo', 'Al']);
  });

  it('is written so that no name breaks out of its cell or runs as a formula', () => {
    const people = [person('=HYPERLINK("x")', 30_000), person('a|b\nc', 10_000)];
    expect(talkCsv(people).split('\r\n')).toEqual([
      'name,talk_s,share,present_s,turns,longest_turn_s,overlap_s',
      `"'=HYPERLINK(""x"")",30.0,0.7500,60.0,2,3.0,0.5`,
      `"a|b\nc",10.0,0.2500,60.0,2,3.0,0.5`,
      '',
    ]);
    expect(talkMarkdown(people).split('\n')).toHaveLength(5);
    expect(talkMarkdown(people)).toContain('| a\\|b c | 0:10 | 25.0 % |');
  });
});

describe('the library', () => {
  const recording = (recordingId: string, more: Partial<RecordingSummary>): RecordingSummary => ({
    recordingId,
    title: recordingId,
    guildName: null,
    roomName: null,
    startedAtMs: 0,
    durationMs: 0,
    trackCount: 0,
    people: [],
    bytes: 0,
    health: { kind: 'ok' },
    tags: [],
    ...more,
  });
  const list = [
    recording('a', { bytes: 5, tags: ['x'], startedAtMs: 1 }),
    recording('b', { bytes: 9, tags: ['x', 'y'], startedAtMs: 2 }),
    recording('c', { bytes: 5, startedAtMs: 3 }),
  ];
  const ids = (...args: Parameters<typeof rowsOf>) => rowsOf(...args).map((row) => row.recordingId);

  it('shows what was found, with all the tags, in the chosen order; equal ones newest first', () => {
    expect(ids(list, null, new Set(), { by: 'size', down: true })).toEqual(['b', 'c', 'a']);
    expect(ids(list, null, new Set(['x', 'y']), { by: 'date', down: true })).toEqual(['b']);
    const found = [{ recordingId: 'a', hits: [], more: 0 }];
    expect(ids(list, found, new Set(), { by: 'title', down: false })).toEqual(['a']);
    expect(tagsOf(list)).toEqual([
      { tag: 'x', count: 2 },
      { tag: 'y', count: 1 },
    ]);
  });
});
