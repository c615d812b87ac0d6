import { stat, utimes, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_DUCKING } from '../../src/shared/models/live-defaults';
import { ConsoleRig, db, left, pcmOf, rms, sharpest } from './console-support';

const HAZEL = resolve('resources/practice-voices/hazel.ogg');
/** A sine of 440 Hz at a quarter of full scale bends by at most 0.25 × (2π 440 / 48,000)². */
const SINE_BEND = 0.25 * ((2 * Math.PI * 440) / 48_000) ** 2;
const both = (expression: string, seconds: number) =>
  `aevalsrc=${expression}|${expression}:s=48000:d=${seconds}`;
const sine = (seconds: number, hz = 440, amplitude = 0.25) => both(`${amplitude}*sin(${hz}*2*PI*t)`, seconds);

let rig: ConsoleRig;
beforeEach(async () => {
  rig = await ConsoleRig.create();
});
afterEach(() => rig.close());

const heardNow = () => left(pcmOf(rig.frames));

describe('decks', () => {
  it('gives exactly the samples of the file, later by nothing but the limiter’s look-ahead', async () => {
    const path = await rig.make('a.wav', sine(0.5));
    const original = left(await rig.decode(path));
    rig.load('a', path);
    await rig.ready('a');
    await rig.pull(30);
    const heard = heardNow();
    for (let i = 0; i < original.length; i += 1) {
      expect(Math.abs((heard[i + 144] ?? 0) - (original[i] ?? 0))).toBeLessThan(2 / 32_768);
    }
    expect(rig.deck('a').status).toBe('ended');
  });

  it('plays at the very next tick once ready, and not before', async () => {
    rig.load('a', await rig.make('a.wav', sine(1)), { play: false });
    await rig.ready('a');
    expect(await rig.pull(3)).toEqual([null, null, null]);
    rig.console.deckPlay('a');
    const [frame] = await rig.pull(1);
    expect(rms(left(pcmOf([frame ?? null])), 200, 960)).toBeGreaterThan(0.15);
  });

  it.each(['flac', 'wav', 'mp3', 'm4a', 'ogg', 'opus', 'webm'])(
    'finds an exact place in %s',
    async (type) => {
      const noise = 'anoisesrc=c=pink:seed=7:a=0.5:r=48000:d=8,lowpass=f=6000,pan=stereo|c0=c0|c1=c0';
      const path = await rig.make(`a.${type}`, noise, type === 'ogg' ? ['-c:a', 'libvorbis'] : []);
      const original = left(await rig.decode(path));
      rig.load('a', path, { play: false, gainDb: -1 });
      await rig.ready('a');
      rig.console.deckSeek('a', 5_000);
      await rig.until('the place', () => rig.deck('a').positionMs === 5_000);
      rig.console.deckPlay('a');
      await rig.pull(12);
      const heard = heardNow();
      const packets = rig.deck('a').durationMs !== null && ['opus', 'webm'].includes(type);
      // Packets are played whole: 20 ms, and what the file says is left out at its start.
      const expected = packets ? 240_000 - 312 : 240_000;
      let best = { lag: 0, score: 0 };
      for (let lag = -1_200; lag <= 1_200; lag += 1) {
        let score = 0;
        for (let i = 1_920; i < 6_000; i += 1)
          score += (heard[i] ?? 0) * (original[expected + i - 144 + lag] ?? 0);
        if (score > best.score) best = { lag, score };
      }
      expect(best.lag).toBe(packets ? 456 - 312 + 312 : 0);
    },
  );

  it('loops without a gap, to the sample', async () => {
    // 240 whole periods: what follows the end fits the start exactly, if nothing is between.
    const path = await rig.make('loop.wav', sine(0.5, 480));
    rig.load('a', path, { loop: true });
    await rig.ready('a');
    await rig.pull(100, [], 10);
    const heard = heardNow();
    expect(sharpest(heard, 1_000, 90_000)).toBeLessThan(SINE_BEND * 1.3);
    const length = 24_000;
    for (let i = 500; i < 70_000; i += 7) {
      expect(Math.abs((heard[i] ?? 0) - (heard[i + length] ?? 0))).toBeLessThan(0.002);
    }
  });

  it('loops an Opus file without a gap: no padding, no start-up silence', async () => {
    const path = await rig.make('loop.opus', sine(2.2), ['-c:a', 'libopus', '-b:a', '128k']);
    rig.load('a', path, { loop: true });
    await rig.ready('a');
    await rig.pull(330, [], 5);
    const heard = heardNow();
    const quietest = Math.min(
      ...Array.from({ length: 300 }, (_, i) => rms(heard, 2_400 + i * 960, 2_400 + i * 960 + 480)),
    );
    expect(db(quietest / (0.25 / Math.SQRT2))).toBeGreaterThan(-1);
  });

  it('joins the loop of an Opus file that was passed through until then', async () => {
    const path = await rig.make('loop.opus', sine(2.2), ['-c:a', 'libopus', '-b:a', '128k']);
    rig.load('a', path);
    await rig.ready('a');
    await rig.pull(50);
    expect(rig.deck('a').passthrough).toBe(true);
    rig.console.setDeck('a', { loop: true });
    await rig.pull(200, [], 5);
    const heard = heardNow();
    const levels = Array.from({ length: 220 }, (_, i) => rms(heard, 4_800 + i * 960, 4_800 + i * 960 + 480));
    expect(db(Math.min(...levels) / (0.25 / Math.SQRT2))).toBeGreaterThan(-1);
    expect(rig.deck('a').status).toBe('playing');
  });

  it.each([
    [
      'pausing and resuming',
      (at: number) => (at === 10 ? rig.console.deckPause('a') : at === 14 && rig.console.deckPlay('a')),
    ],
    ['turning the gain', (at: number) => rig.console.setDeck('a', { gainDb: at % 2 ? -20 : 0 })],
    ['turning the master', (at: number) => rig.console.setMaster(at % 3 ? -12 : 0)],
    ['moving the crossfader', (at: number) => rig.console.setCrossfader((at % 5) / 4)],
    ['cueing', (at: number) => rig.console.setDeck('a', { cue: at % 4 === 1 })],
    ['stopping all', (at: number) => at === 10 && rig.console.stopAll(200)],
    ['ejecting', (at: number) => at === 10 && rig.console.deckEject('a')],
    ['seeking', (at: number) => at === 10 && rig.console.deckSeek('a', 3_333)],
  ])('never clicks while %s', async (_, act) => {
    rig.load('a', await rig.make('a.wav', sine(5)));
    await rig.ready('a');
    for (let at = 0; at < 40; at += 1) {
      act(at);
      await rig.pull(1);
      if (at === 10) await new Promise((done) => setTimeout(done, 150));
    }
    // A ramp over 20 ms bends the sine by a little; a step would bend it by its height, a hundred times as much.
    expect(sharpest(heardNow(), 300)).toBeLessThan(SINE_BEND + 0.25 / 960 + 0.001);
  });

  it('hears a cued deck in the monitor alone', async () => {
    rig.load('a', await rig.make('a.wav', sine(2)));
    rig.console.setDeck('a', { cue: true });
    await rig.ready('a');
    const frames = await rig.pull(10);
    expect(frames.every((frame) => frame === null)).toBe(true);
    expect(rms(left(rig.console.monitorPcm() ?? new Float32Array(1_920)))).toBeCloseTo(0.25 / Math.SQRT2, 2);
    expect(rig.console.restless).toBe(true);
    rig.console.rest();
    expect(rms(left(rig.console.monitorPcm() ?? new Float32Array(1_920)))).toBeCloseTo(0.25 / Math.SQRT2, 2);
  });
});

it('plays one channel as loud on both sides as packets of the same file are', async () => {
  const mono = `aevalsrc=0.25*sin(440*2*PI*t):s=48000:d=2`;
  for (const name of ['mono.wav', 'mono.opus']) {
    rig.load('a', await rig.make(name, mono), { gainDb: -0.01 });
    await rig.until('it', () => rig.deck('a').status === 'playing');
    const frames = await rig.pull(30);
    expect(rms(left(pcmOf(frames)), 9_600)).toBeCloseTo(0.25 / Math.SQRT2, 2);
  }
});

describe('crossfader', () => {
  it('keeps the power of unlike sounds on the whole way, and ends the deck it leaves', async () => {
    rig.load('a', await rig.make('a.wav', sine(5, 440)));
    rig.load('b', await rig.make('b.wav', sine(5, 937)), { play: false });
    await rig.ready('a');
    await rig.ready('b');
    await rig.pull(20);
    rig.console.crossfade('b', 1_000);
    await rig.pull(70);
    const heard = heardNow();
    for (let i = 1; i < 85; i += 1) {
      expect(Math.abs(db(rms(heard, i * 960, (i + 1) * 960) / (0.25 / Math.SQRT2)))).toBeLessThan(0.6);
    }
    expect(rig.deck('a').status).toBe('ended');
    expect(rig.deck('b').status).toBe('playing');
    expect(rig.console.state.crossfade).toMatchObject({ position: 1, fadingTo: null });
  });

  it('begins the deck it left again when it is faded back to, without a hole', async () => {
    rig.load('a', await rig.make('a.wav', sine(8, 440)), { loop: true });
    rig.load('b', await rig.make('b.wav', sine(8, 937)), { play: false, loop: true });
    await rig.ready('a');
    await rig.ready('b');
    await rig.pull(10);
    rig.console.crossfade('b', 200);
    await rig.pull(20);
    expect(rig.deck('a').status).toBe('ended');
    rig.console.crossfade('a', 200);
    await rig.pull(40, [], 5);
    expect(rig.deck('a').status).toBe('playing');
    expect(rig.deck('b').status).toBe('ended');
    expect(rig.console.state.crossfade).toMatchObject({ position: 0, fadingTo: null });
    const heard = heardNow();
    for (let i = 1; i < 70; i += 1) {
      expect(Math.abs(db(rms(heard, i * 960, (i + 1) * 960) / (0.25 / Math.SQRT2)))).toBeLessThan(1);
    }
  });

  it('goes over by itself at the end of a file, so that both ends meet', async () => {
    rig.load('a', await rig.make('a.wav', sine(3, 440)));
    rig.load('b', await rig.make('b.wav', sine(5, 937)), { play: false });
    rig.console.setAutoCrossfade(true, 1_000);
    await rig.ready('a');
    await rig.ready('b');
    await rig.pull(180);
    const heard = heardNow();
    for (let i = 1; i < 175; i += 1) {
      expect(Math.abs(db(rms(heard, i * 960, (i + 1) * 960) / (0.25 / Math.SQRT2)))).toBeLessThan(0.8);
    }
    expect(rig.deck('a').status).toBe('ended');
    expect(rig.deck('b').positionMs).toBeGreaterThan(1_400);
  });

  it('starts the next file in the very tick after the last sample when no fade is wished', async () => {
    rig.load('a', await rig.make('a.wav', sine(1)));
    rig.load('b', await rig.make('b.wav', sine(3)), { play: false });
    rig.console.setAutoCrossfade(true, 0);
    await rig.ready('a');
    await rig.ready('b');
    await rig.pull(80);
    const heard = heardNow();
    const levels = Array.from({ length: 76 }, (_, i) => rms(heard, (i + 1) * 960, (i + 2) * 960));
    expect(Math.min(...levels)).toBeGreaterThan(0.1);
  });
});

describe('pads', () => {
  it('sound over the music, several at once, and fade out by themselves', async () => {
    rig.load('a', await rig.make('a.wav', sine(5, 440, 0.1)));
    await rig.ready('a');
    const pads = [await rig.make('p.wav', sine(2, 1_000, 0.2)), await rig.make('q.wav', sine(2, 3_000, 0.3))];
    pads.forEach((path, i) => {
      const source = { kind: 'file', path, name: 'pad' } as const;
      rig.console.padPlay({ padId: `p${i}`, source, gainDb: 0, loop: true, fadeOutMs: 400 });
    });
    await rig.until('pads', () => rig.console.state.pads.every(({ status }) => status === 'playing'));
    await rig.pull(20);
    const all = Math.sqrt(0.1 ** 2 + 0.2 ** 2 + 0.3 ** 2) / Math.SQRT2;
    expect(rms(heardNow(), 9_600, 19_200)).toBeCloseTo(all, 2);
    rig.console.padStop('p1');
    expect(rig.console.state.pads.map(({ status }) => status)).toEqual(['playing', 'fading']);
    await rig.pull(30);
    expect(rig.console.state.pads.map(({ padId }) => padId)).toEqual(['p0']);
    expect(rms(heardNow(), 43_200, 47_000)).toBeCloseTo(Math.sqrt(0.1 ** 2 + 0.2 ** 2) / Math.SQRT2, 2);
    expect(sharpest(heardNow(), 300)).toBeLessThan(0.06);
  });

  it('starts at once the second time: the clip is kept', async () => {
    const path = await rig.make('p.mp3', sine(1, 1_000, 0.2));
    const source = { kind: 'file', path, name: 'pad' } as const;
    const play = () => rig.console.padPlay({ padId: 'p', source, gainDb: 0, loop: false, fadeOutMs: 100 });
    play();
    await rig.until('the first', () => rig.console.state.pads[0]?.status === 'playing');
    await rig.pull(70);
    expect(rig.console.state.pads).toEqual([]);
    const startedMs = performance.now();
    play();
    await rig.until('the second', () => rig.console.state.pads[0]?.status === 'playing');
    expect(performance.now() - startedMs).toBeLessThan(60);
  });

  it('starts from what was kept when it was laid on its pad, without the file being read again', async () => {
    const path = await rig.make('kept.wav', sine(1, 1_000, 0.2));
    const source = { kind: 'file', path, name: 'pad' } as const;
    const gone = { kind: 'file', path: `${path}.gone`, name: 'gone' } as const;
    const longAgo = new Date(1_700_000_000_000);
    await utimes(path, longAgo, longAgo);
    await rig.console.keepClips([gone, source]);
    // The same file by size and time, and no sound in it: whoever opened it now would hear nothing.
    await writeFile(path, Buffer.alloc((await stat(path)).size));
    await utimes(path, longAgo, longAgo);
    rig.console.padPlay({ padId: 'p', source, gainDb: 0, loop: false, fadeOutMs: 100 });
    await rig.until('the pad', () => rig.console.state.pads[0]?.status === 'playing');
    await rig.pull(20);
    expect(rms(heardNow(), 4_800, 19_200)).toBeCloseTo(0.2 / Math.SQRT2, 2);
  });
});

describe('ducking', () => {
  const settings = {
    ...DEFAULT_DUCKING,
    enabled: true,
    depthDb: -12,
    attackMs: 100,
    holdMs: 300,
    releaseMs: 400,
  };
  const speech = [{ userId: '7', rmsDbfs: -20 }];
  const levelAt = (tick: number) => db(rms(heardNow(), tick * 960, (tick + 1) * 960) / (0.25 / Math.SQRT2));

  it('falls within the attack, holds after the last word, and rises within the release', async () => {
    rig.load('a', await rig.make('a.wav', sine(5)));
    rig.console.setDucking(settings);
    await rig.ready('a');
    await rig.pull(10);
    await rig.pull(15, speech);
    expect(rig.console.state.ducked).toBe(true);
    await rig.pull(45);
    expect(levelAt(8)).toBeCloseTo(0, 0);
    expect(levelAt(17)).toBeCloseTo(-12, 0);
    expect(levelAt(38)).toBeCloseTo(-12, 0);
    expect(levelAt(50)).toBeGreaterThan(-11);
    expect(levelAt(50)).toBeLessThan(-1);
    expect(levelAt(65)).toBeCloseTo(0, 0);
    expect(rig.console.state.ducked).toBe(false);
    expect(sharpest(heardNow(), 300)).toBeLessThan(SINE_BEND * 1.3);
  });

  it('leaves out whom it is told to, and quiet ones', async () => {
    rig.load('a', await rig.make('a.wav', sine(5)));
    rig.console.setDucking({ ...settings, excludedUserIds: ['7'] });
    await rig.ready('a');
    await rig.pull(20, [...speech, { userId: '8', rmsDbfs: -50 }]);
    expect(levelAt(18)).toBeCloseTo(0, 0);
  });
});

describe('the bed', () => {
  it('comes in after dead air and goes when something is heard', async () => {
    const source = { kind: 'file', path: HAZEL, name: 'bed' } as const;
    rig.console.setBed({ source, afterMs: 1_000 });
    rig.load('a', await rig.make('a.wav', sine(1)), { play: false });
    await rig.ready('a');
    await rig.pull(49);
    expect(rig.console.state.bedPlaying).toBe(false);
    await rig.until('the bed', () => {
      rig.console.pull();
      return rig.console.state.bedPlaying;
    });
    expect((await rig.pull(5)).every((frame) => frame !== null)).toBe(true);
    rig.console.deckPlay('a');
    await rig.pull(2);
    expect(rig.console.state.bedPlaying).toBe(false);
  });
});

it('limits whatever is added up to −1 dBFS', async () => {
  rig.load('a', await rig.make('a.wav', sine(2, 440, 0.9)), { gainDb: 12 });
  await rig.ready('a');
  await rig.pull(50);
  const heard = heardNow();
  const peak = heard.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(peak).toBeLessThanOrEqual(10 ** (-1 / 20) + 1 / 32_768);
  expect(peak).toBeGreaterThan(10 ** (-1.5 / 20));
  expect(rig.console.takeLevels().limiterDb).toBeLessThan(-9);
});

it('levels files by their loudness, no louder than their peaks allow', async () => {
  const quiet = await rig.make('quiet.wav', sine(4, 1_000, 0.05));
  const peaky = await rig.make(
    'peaky.wav',
    both('0.02*sin(1000*2*PI*t)+if(lt(mod(t\\,1)\\,0.001)\\,0.5\\,0)', 4),
  );
  rig.console.setLevelling({ enabled: true, targetLufs: -20 });
  for (const [deck, path] of [
    ['a', quiet],
    ['b', peaky],
  ] as const) {
    const source = { kind: 'file', path, name: 'file', loudnessLufs: null } as const;
    rig.console.deckLoad(deck, { itemId: deck, source, gainDb: 0, loop: false, play: false });
  }
  await rig.until(
    'both measured',
    () => rig.deck('a').loudnessLufs !== null && rig.deck('b').loudnessLufs !== null,
  );
  // EBU Tech 3341: a stereo sine of 1 kHz measures its amplitude in dBFS.
  expect(rig.deck('a').loudnessLufs).toBeCloseTo(db(0.05), 0);
  expect(rig.deck('a').levellingDb).toBeCloseTo(-20 - (rig.deck('a').loudnessLufs ?? 0), 5);
  expect(rig.deck('b').levellingDb).toBeGreaterThan(3);
  expect(rig.deck('b').levellingDb).toBeLessThanOrEqual(-1 - db(0.5));
  expect(rig.events.filter(({ type }) => type === 'loudness')).toHaveLength(2);
});

it('plays decks and pads into the own ears without a room, and calls none of it on air', async () => {
  const source = {
    kind: 'file',
    path: await rig.make('pad.wav', sine(0.2, 3_000)),
    name: 'pad.wav',
  } as const;
  rig.console.padPlay({ padId: 'pad-1', source, gainDb: 0, loop: false, fadeOutMs: 0 });
  const rest = async (ticks: number) => {
    const heard = new Float32Array(ticks * 960);
    for (let i = 0; i < ticks; i += 1) {
      rig.console.rest();
      heard.set(left(rig.console.monitorPcm() ?? new Float32Array(1_920)), i * 960);
      if (i % 5 === 4) await new Promise((resolve) => setTimeout(resolve, 2));
    }
    return heard;
  };
  await rig.until('the pad', () => rig.console.state.pads[0]?.status === 'playing');
  expect(rig.console.restless).toBe(true);
  expect(rms(await rest(5))).toBeCloseTo(0.25 / Math.SQRT2, 1);
  await rest(10);
  expect(rig.console.state.pads).toEqual([]);
  expect(rig.console.restless).toBe(false);

  rig.load('a', await rig.make('a.wav', sine(3)));
  rig.load('b', await rig.make('b.wav', sine(3, 937)), { play: false });
  await rig.ready('a');
  await rig.ready('b');
  rig.console.crossfade('b', 200);
  expect(rms(await rest(30), 20 * 960)).toBeCloseTo(0.25 / Math.SQRT2, 2);
  expect(rig.console.state).toMatchObject({ onAir: false, crossfade: { position: 1, fadingTo: null } });
  expect(rig.console.onAir).toBe(false);
  expect(rig.deck('b').positionMs).toBeCloseTo(600, -2);
});

it('records what would go on air and plays it into the monitor, without a room', async () => {
  rig.load('a', await rig.make('a.wav', sine(3)));
  await rig.ready('a');
  rig.console.startEcho(1_000);
  expect(rig.console.restless).toBe(true);
  for (let i = 0; i < 50; i += 1) rig.console.rest();
  rig.console.stopAll(0);
  rig.console.rest();
  rig.console.rest();
  expect(rms(left(rig.console.monitorPcm() ?? new Float32Array(1_920)))).toBeCloseTo(0.25 / Math.SQRT2, 1);
  for (let i = 0; i < 60; i += 1) rig.console.rest();
  const last = rig.events.findLast((event) => event.type === 'echo');
  expect(last).toMatchObject({ echo: { phase: 'off' } });
});
