import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { acceleratorOf } from '../../../src/renderer/features/live/accelerator';
import { sortAlarms } from '../../../src/renderer/features/live/alarm-words';
import { DESK_KEYS, keyTakenBy, TALK_KEY } from '../../../src/renderer/features/live/desk-keys';
import { formatLufs, formatReduction } from '../../../src/renderer/features/live/Loudness';
import {
  duplicateCue,
  isComplete,
  moveCue,
  newCue,
  placeCue,
  putCue,
  removeCue,
  restoreCue,
} from '../../../src/renderer/features/live/show-edit';
import { deskActionOf } from '../../../src/renderer/features/live/use-live-keys';
import { createPaced } from '../../../src/renderer/features/live/use-paced';
import { withoutPositions } from '../../../src/renderer/state/live/apply';
import { createPositions, placeOf } from '../../../src/renderer/state/live/positions';
import { assignPadKeys, padName } from '../../../src/renderer/state/live/selectors';
import { duration } from '../../../src/renderer/strings/live/words';
import type { ConsoleState } from '../../../src/shared/models/console';
import type { Show } from '../../../src/shared/models/show';
import { emptyLiveState } from '../../support/double/live';
import { sampleShow } from '../../support/double/live-sample';

describe('places', () => {
  const heard = { positionMs: 5_000, atMs: 1_000, playing: true, durationMs: 60_000, loop: false };

  it('run with the clock while playing, stop at the end, and go round in a loop', () => {
    expect(placeOf(heard, 1_500)).toBe(5_500);
    expect(placeOf(heard, 999_000)).toBe(60_000);
    expect(placeOf({ ...heard, playing: false }, 9_000)).toBe(5_000);
    expect(placeOf({ ...heard, loop: true }, 1_000 + 56_000)).toBe(1_000);
    expect(placeOf(undefined, 1)).toBe(0);
  });

  it('never leave the file, and never go back while it plays', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 600_000 }),
        fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 30 }),
        (durationMs, steps) => {
          let nowMs = 0;
          let before = 0;
          for (const step of steps) {
            nowMs += step;
            const place = placeOf({ positionMs: 0, atMs: 0, playing: true, durationMs, loop: false }, nowMs);
            expect(place).toBeGreaterThanOrEqual(before);
            expect(place).toBeLessThanOrEqual(durationMs);
            before = place;
          }
        },
      ),
    );
  });

  it('are known of decks and pads, a seek at once, and stay out of the state', () => {
    const positions = createPositions();
    const base = emptyLiveState().console;
    const console: ConsoleState = {
      ...base,
      decks: [{ ...base.decks[0], status: 'playing', durationMs: 10_000, positionMs: 2_000 }, base.decks[1]],
      pads: [{ padId: 'p', status: 'playing', positionMs: 500, durationMs: 1_000, error: null }],
    };
    positions.heard(console, 100);
    expect(positions.deckMs('a', 600)).toBe(2_500);
    expect(positions.padShare('p', 100)).toBe(0.5);
    expect(positions.padShare('unknown', 100)).toBeNull();
    positions.moved('a', 9_000, 700);
    expect(positions.deckMs('a', 700)).toBe(9_000);
    const kept = withoutPositions(console);
    expect([kept.decks[0].positionMs, kept.pads[0]?.positionMs]).toEqual([0, 0]);
  });
});

describe('keys', () => {
  const press = (key: string, more: Partial<Parameters<typeof acceleratorOf>[0]> = {}) => ({
    key,
    code: '',
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    ...more,
  });

  it('are written as the system writes them', () => {
    expect(acceleratorOf(press('a'))).toBe('A');
    expect(acceleratorOf(press('!', { code: 'Digit1', shiftKey: true }))).toBe('Shift+1');
    expect(acceleratorOf(press(' '))).toBe('Space');
    expect(acceleratorOf(press('ArrowUp', { ctrlKey: true }))).toBe('Control+Up');
    expect(acceleratorOf(press('+'))).toBe('Plus');
    expect(acceleratorOf(press('F13', { metaKey: true }))).toBe('Meta+F13');
    expect(acceleratorOf(press('Shift', { shiftKey: true }))).toBeNull();
    expect(acceleratorOf(press('ф', { code: 'KeyA' }))).toBe('A');
  });

  it('of the desk are each for one thing, and found by the press that is written', () => {
    const all = [...Object.values(DESK_KEYS), TALK_KEY].map(({ keys }) => keys);
    expect(new Set(all).size).toBe(all.length);
    expect(deskActionOf({ key: 'x', shiftKey: false })).toBe('crossfade');
    expect(deskActionOf({ key: 'N', shiftKey: true })).toBe('skipCue');
    expect(deskActionOf({ key: ' ', shiftKey: false })).toBe('playKeyDeck');
    expect(deskActionOf({ key: 'ч', code: 'KeyX', shiftKey: false })).toBe('crossfade');
    expect(deskActionOf({ key: 'Escape', shiftKey: false })).toBeNull();
    expect(deskActionOf({ key: '1', shiftKey: false })).toBeNull();
    expect(keyTakenBy('X')).toBe(DESK_KEYS.crossfade.label);
    expect(keyTakenBy('F5')).toBeNull();
  });

  it('of pads are never given twice, and chosen ones win over places', () => {
    const hotkey = fc.option(fc.constantFrom('1', '2', '3', 'F5', 'Shift+4'), { nil: null });
    fc.assert(
      fc.property(fc.array(hotkey, { maxLength: 24 }), (hotkeys) => {
        // One key for two pads is the person's own doing; what the desk gives by itself must not add to it.
        const own = hotkeys.map((key, at) => (hotkeys.indexOf(key) === at ? key : null));
        const pads = own.map((key, at) => ({ padId: `p${at}`, hotkey: key }));
        const keys = assignPadKeys(pads);
        expect(new Set(keys.values()).size).toBe(keys.size);
        for (const pad of pads) if (pad.hotkey !== null) expect(keys.get(pad.padId)).toBe(pad.hotkey);
      }),
    );
  });

  it('stay with their pads in whatever order those are put', () => {
    const { pads } = emptyLiveState();
    const before = assignPadKeys(pads);
    expect([...before]).toHaveLength(9);
    fc.assert(
      fc.property(fc.shuffledSubarray(pads, { minLength: pads.length }), (moved) => {
        expect(new Map(assignPadKeys(moved))).toEqual(new Map(before));
      }),
    );
  });

  it('leave a pad without a label the name of its file', () => {
    const item = { itemId: 'i', name: 'Big gong.v2.wav', durationMs: 1, loudnessLufs: null, missing: false };
    expect(padName({ label: '', item })).toBe('Big gong.v2');
    expect(padName({ label: 'Gong', item })).toBe('Gong');
    expect(padName({ label: '', item: null })).toBe('');
  });
});

describe('planning a show', () => {
  const ids = (show: Show) => show.cues.map((cue) => cue.cueId);

  it('brings a removed cue back where it was, and changes nothing else', () => {
    fc.assert(
      fc.property(fc.nat({ max: 3 }), (at) => {
        const show = sampleShow();
        const cue = show.cues[at];
        if (!cue) throw new Error('no cue');
        const without = removeCue(show, cue.cueId);
        expect(restoreCue(without, cue, show)).toEqual(show);
        expect(restoreCue(show, cue, show)).toBe(show);
      }),
    );
  });

  it('brings a removed cue back beside those that are left of its neighbours', () => {
    const show = sampleShow();
    const [one, two, three, four] = show.cues;
    if (!one || !two || !three || !four) throw new Error('no cues');
    const only = (...cues: (typeof one)[]) => ({ ...show, cues });
    expect(ids(restoreCue(only(four, one), three, show))).toEqual(['cue-4', 'cue-1', 'cue-3']);
    expect(ids(restoreCue(only(four, three), two, show))).toEqual(['cue-4', 'cue-2', 'cue-3']);
    expect(ids(restoreCue(only(), two, show))).toEqual(['cue-2']);
  });

  it('moves a cue one place and never loses one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.boolean()), { maxLength: 20 }),
        (moves) => {
          let show = sampleShow();
          const before = [...ids(show)].sort();
          for (const [at, up] of moves) show = moveCue(show, show.cues[at]?.cueId ?? '', up ? -1 : 1);
          expect([...ids(show)].sort()).toEqual(before);
        },
      ),
    );
    expect(ids(moveCue(sampleShow(), 'cue-1', -1))).toEqual(ids(sampleShow()));
  });

  it('places a cue right before or after another one, wherever both were', () => {
    const index = fc.integer({ min: 0, max: 4 });
    fc.assert(
      fc.property(index, index, fc.constantFrom('before' as const, 'after' as const), (from, to, where) => {
        const show = sampleShow();
        const [own, other] = [show.cues[from]?.cueId ?? 'none', show.cues[to]?.cueId ?? 'nothing'];
        const moved = placeCue(show, own, where, other);
        expect([...ids(moved)].sort()).toEqual([...ids(show)].sort());
        const rest = (one: Show) => ids(one).filter((cueId) => cueId !== own);
        expect(rest(moved)).toEqual(rest(show));
        if (own === other || !ids(show).includes(own) || !ids(show).includes(other)) expect(moved).toBe(show);
        else expect(ids(moved).indexOf(own) - ids(moved).indexOf(other)).toBe(where === 'before' ? -1 : 1);
      }),
    );
  });

  it('adds, replaces, duplicates in place and removes', () => {
    const show = sampleShow();
    const cue = newCue('Quiz');
    expect(ids(putCue(show, cue)).at(-1)).toBe(cue.cueId);
    expect(putCue(putCue(show, cue), { ...cue, label: 'Big quiz' }).cues.at(-1)?.label).toBe('Big quiz');
    const first = show.cues[0];
    if (!first) throw new Error('no cue');
    expect(duplicateCue(show, { ...first, cueId: 'copy' }).cues[1]?.cueId).toBe('copy');
    expect(ids(removeCue(show, 'cue-2'))).not.toContain('cue-2');
  });

  it('knows which actions would only fail', () => {
    expect(isComplete({ kind: 'playItem', deckId: 'a', itemId: '' })).toBe(false);
    expect(isComplete({ kind: 'postMessage', routeId: 'r', text: '  ' })).toBe(false);
    expect(isComplete({ kind: 'marker', text: '' })).toBe(true);
  });
});

describe('figures and alarms', () => {
  it('are written with a real minus, and a dash for nothing', () => {
    expect(formatLufs(-14.25)).toBe('−14.3');
    expect(formatLufs(-70)).toBe('–');
    expect(formatLufs(null)).toBe('–');
    expect(formatReduction(-6.4)).toBe('−6');
    expect(formatReduction(-0.2)).toBe('0');
    expect(formatReduction(3)).toBe('0');
  });

  it('come with our own before others, the grave before the annoying', () => {
    const alarm = (direction: 'in' | 'out', kind: 'loss' | 'noPackets' | 'clipping') => ({
      alarmId: `${direction}${kind}`,
      direction,
      kind,
      userId: null,
      sinceMs: 0,
      figure: 0,
    });
    const sorted = sortAlarms([alarm('in', 'noPackets'), alarm('out', 'clipping'), alarm('out', 'loss')]);
    expect(sorted.map((one) => one.alarmId)).toEqual(['outloss', 'outclipping', 'innoPackets']);
  });
});

describe('lengths of time in words', () => {
  it.each([
    [4_200, '4.2 s'],
    [60_000, '1 min'],
    [90_000, '1 min 30 s'],
    [119_999, '2 min'],
    [7_500_000, '2 h 5 min'],
  ])('%d ms is %s', (ms, text) => expect(duration(ms)).toBe(text));
});

describe('what moves many times a second', () => {
  afterEach(() => void vi.useRealTimers());

  it('is told at once, then at a pace, and its last value always', () => {
    vi.useFakeTimers();
    const sent: number[] = [];
    const paced = createPaced<number>((value) => sent.push(value), 40);
    for (let value = 0; value < 100; value += 1) {
      paced.send(value);
      vi.advanceTimersByTime(5);
    }
    vi.advanceTimersByTime(100);
    expect(sent[0]).toBe(0);
    expect(sent.at(-1)).toBe(99);
    expect(sent.length).toBeLessThanOrEqual(15);
  });

  it('goes when its view goes', () => {
    vi.useFakeTimers();
    const sent: number[] = [];
    const paced = createPaced<number>((value) => sent.push(value), 40);
    paced.send(1);
    paced.send(2);
    paced.flush();
    expect(sent).toEqual([1, 2]);
    vi.advanceTimersByTime(200);
    expect(sent).toEqual([1, 2]);
  });
});
