import { beforeEach, expect, it } from 'vitest';
import { OwnSound } from '../../../../../src/main/discord/voice/own-sound';
import { Sealing } from '../../../../../src/main/discord/voice/send/sealing';
import type { SoundFrame } from '../../../../../src/main/discord/voice/send/sender';
import { createLogger } from '../../../../../src/main/support/logger';

const SOUND: SoundFrame = { opus: Buffer.of(0xfc), pcm: new Int16Array(0) };

/** Where the wire is, which moves on while this thread works. */
let wire: { slot: number };
/** What the source gives next. */
let frame: SoundFrame | null;
/** What a pull takes, slots, each used once. */
let held: number[];
/** Slots with sound in them. */
let sealed: number[];
let told: number[];
let sealing: Sealing;

beforeEach(() => {
  wire = { slot: 100 };
  frame = SOUND;
  held = [];
  sealed = [];
  told = [];
  sealing = new Sealing({
    wire,
    own: new OwnSound(),
    logger: createLogger('test', (entry) => told.push(Number(/missed: (\d+)/.exec(entry.fields)?.[1]))),
    rooms: {
      wantsFrame: true,
      relay: { active: false },
      prepare: (slot, put) => {
        if (put) sealed.push(slot);
      },
      withdraw: (from) => {
        sealed = sealed.filter((slot) => slot < from);
      },
    },
    sound: {
      pull: () => {
        wire.slot += held.shift() ?? 0;
        return frame;
      },
    },
    speech: () => [],
    pace: () => 1,
  });
});

function tick(slot: number, skipped = 0): void {
  wire.slot = slot;
  sealing.judge(slot, skipped);
  sealing.fill(slot);
  sealing.keepPace();
}

it('misses nothing while it is in time, nor before there was any sound', () => {
  frame = null;
  tick(100);
  tick(120, 19);
  frame = SOUND;
  for (let slot = 121; slot < 140; slot += 1) tick(slot);
  expect(sealing.missedSlots).toBe(0);
  expect(sealed.at(-1)).toBe(139 + 8);
  expect(sealed).toEqual(sealed.map((_, i) => (sealed[0] ?? 0) + i));
});

it('tells of the slots that a late tick finds empty', () => {
  tick(100);
  tick(112, 11);
  expect(sealed.slice(7, 9)).toEqual([108, 113]);
  expect(told).toEqual([4]);
  expect(sealing.missedSlots).toBe(4);
});

it('tells of the slots that pass while it fills, which no tick finds empty', () => {
  held = [0, 0, 5];
  tick(100);
  expect(sealed.slice(0, 3)).toEqual([101, 102, 106]);
  expect(told).toEqual([3]);
  tick(106, 5);
  expect(sealing.missedSlots).toBe(3);
});

it('counts a slot once when a late tick is followed by a slow fill', () => {
  tick(100);
  held = [3];
  tick(112, 11);
  expect(sealed.slice(7, 9)).toEqual([108, 116]);
  expect(told).toEqual([4, 3]);
  expect(sealing.missedSlots).toBe(7);
});

it('misses nothing where silence was meant, however slow it is', () => {
  tick(100);
  frame = null;
  tick(101);
  held = [20];
  tick(110, 8);
  expect(sealing.missedSlots).toBe(0);
});
