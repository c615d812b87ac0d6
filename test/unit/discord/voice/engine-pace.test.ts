import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemFrameTiming } from '../../../../src/main/discord/voice/clock/system-timing';
import { VoiceEngine } from '../../../../src/main/discord/voice/engine';
import { createInThreadWire } from '../../../../src/main/discord/voice/wire/in-thread-wire';
import { RELAXED_SLOTS, WATCHED_SLOTS, type Wire } from '../../../../src/main/discord/voice/wire/wire';
import { createAudioPortPair } from '../../../../src/main/support/audio-port';
import { systemClock } from '../../../../src/main/support/clock';
import { silentLogger } from '../../../../src/main/support/logger';

const sound = { live: false, hearsRoom: false, pull: () => null };
let pace: () => number;
let engine: VoiceEngine;

beforeEach(() => {
  const wire = createInThreadWire({ clock: systemClock, timing: systemFrameTiming });
  const { onTick } = wire;
  const asking: Pick<Wire, 'onTick'> = {
    onTick(listener, asked = () => 1) {
      pace = asked;
      return onTick(listener, asked);
    },
  };
  Object.assign(wire, asking);
  engine = new VoiceEngine({
    clock: systemClock,
    wire,
    logger: silentLogger,
    sound,
    onEvent: () => undefined,
  });
});
afterEach(() => engine.close());

const connect = (kind: 'levels' | 'monitor') => engine.connectPort(kind, createAudioPortPair()[1]);

it('sees to four slots at once while nobody looks, and to two while levels are looked at', () => {
  expect(pace()).toBe(RELAXED_SLOTS);
  connect('levels');
  expect(pace()).toBe(WATCHED_SLOTS);
});

it('goes slot by slot while somebody listens, talks, or ducks by the room', () => {
  connect('monitor');
  expect(pace()).toBe(RELAXED_SLOTS);
  engine.setMonitor(true, 0);
  expect(pace()).toBe(1);
  engine.setMonitor(false, 0);
  expect(pace()).toBe(RELAXED_SLOTS);
  sound.live = true;
  expect(pace()).toBe(1);
  sound.live = false;
  sound.hearsRoom = true;
  expect(pace()).toBe(1);
  sound.hearsRoom = false;
});
