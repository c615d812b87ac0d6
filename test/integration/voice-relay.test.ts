import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemFrameTiming } from '../../src/main/discord/voice/clock/system-timing';
import { createOpusDecoder } from '../../src/main/discord/voice/codec';
import { Console } from '../../src/main/discord/voice/console/console';
import type { SoundSource } from '../../src/main/discord/voice/engine';
import { createInThreadWire } from '../../src/main/discord/voice/wire/in-thread-wire';
import { isSilencePacket } from '../../src/main/recording';
import { systemClock } from '../../src/main/support/clock';
import { silentLogger } from '../../src/main/support/logger';
import type { GuildId, UserId } from '../../src/shared/discord/snowflake';
import { VoiceHall } from '../support/voice-hall';
import { OWN_ID, until, VoiceSeat } from '../support/voice-seat';

const MAIN = '100' as GuildId;
const FURTHER = '201' as GuildId;
const SPEAKER = '4' as UserId;
const PROGRAMME_HZ = 440;
const SPEECH_HZ = 1_000;

const closers: (() => Promise<void> | void)[] = [];
let hall: VoiceHall;
let host: { seat: VoiceSeat; desk: Console };
let speaker: { seat: VoiceSeat; desk: Console };
let further: VoiceSeat;

/** An engine of its own with the real console. */
function seatOf(userId: UserId): { seat: VoiceSeat; desk: Console } {
  const desk = new Console({ logger: silentLogger, bitrateBps: 64_000, onEvent: () => undefined });
  return { desk, seat: seatWith(desk, userId) };
}

function seatWith(sound: SoundSource, userId: UserId): VoiceSeat {
  const wire = createInThreadWire({ clock: systemClock, timing: systemFrameTiming });
  const seat = new VoiceSeat(() => hall.endpoint, wire, sound, userId);
  closers.push(async () => {
    await seat.engine.close();
    await wire.close();
  });
  return seat;
}

function play({ desk }: { desk: Console }, frequencyHz: number): void {
  const source = { kind: 'tone', frequencyHz, durationMs: 600_000 } as const;
  desk.deckLoad('a', { itemId: 'tone', source, gainDb: -12, loop: false, play: true });
}

/** Slots that the machine left one of us out for, as it may where others keep it busy. */
function heldUp(): number {
  return [host.seat, speaker.seat, further].reduce(
    (sum, { engine }) => sum + engine.missedSlots + engine.stats.lateTicks,
    0,
  );
}

/** What `seat` hears of `userId` from now on: levels of the latest half second, and how many of the latest frames lack a tone. */
function earOf(seat: VoiceSeat, userId: UserId) {
  const heard: Int16Array[] = [];
  const decoder = createOpusDecoder();
  seat.engine.setSink({
    onPacket: (packet) => {
      if (packet.userId !== userId || isSilencePacket(packet.opus)) return;
      const decoded = decoder.decode(packet.opus);
      if (decoded.kind === 'pcm') heard.push(decoded.pcm.slice());
    },
    onPcm: () => undefined,
  });
  return {
    frames: () => heard.length,
    gaps: (frequencyHz: number, frames: number) =>
      heard.slice(-frames).filter((frame) => levelDbfs(frame, frequencyHz) < -30).length,
    levelDbfs: (frequencyHz: number) =>
      medianOf(heard.slice(-25).map((frame) => levelDbfs(frame, frequencyHz))),
  };
}

/** Level of one frequency in the left channel of a frame, Hann window, dBFS. */
function levelDbfs(frame: Int16Array, frequencyHz: number): number {
  const count = frame.length / 2;
  let re = 0;
  let im = 0;
  for (let i = 0; i < count; i += 1) {
    const value = ((frame[2 * i] ?? 0) / 32_768) * (1 - Math.cos((2 * Math.PI * i) / count));
    const angle = (2 * Math.PI * frequencyHz * i) / 48_000;
    re += value * Math.cos(angle);
    im += value * Math.sin(angle);
  }
  return 20 * Math.log10((2 * Math.hypot(re, im)) / count + 1e-9);
}

function medianOf(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

beforeEach(async () => {
  hall = await VoiceHall.open();
  closers.push(() => hall.close());
  host = seatOf(OWN_ID);
  speaker = seatOf(SPEAKER);
  const silent: SoundSource = { pull: () => null };
  further = seatWith(silent, '5' as UserId);
  host.seat.join(MAIN);
  host.seat.joinBroadcast(FURTHER);
  speaker.seat.join(MAIN);
  further.join(FURTHER);
  await until('everybody', () => {
    const room = host.seat.broadcast[0];
    return host.seat.ready && speaker.seat.ready && further.ready && room?.dave.active === true;
  });
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

it('takes what people say in the main room into the further ones, beside the programme, and never back', async () => {
  const inFurther = earOf(further, OWN_ID);
  const inMain = earOf(speaker.seat, OWN_ID);
  play(host, PROGRAMME_HZ);
  play(speaker, SPEECH_HZ);
  await until('the programme', () => inFurther.frames() > 50 && inMain.frames() > 50);
  expect(inFurther.levelDbfs(PROGRAMME_HZ)).toBeGreaterThan(-30);
  expect(inFurther.levelDbfs(SPEECH_HZ)).toBeLessThan(-60);

  host.seat.engine.setRelay({ enabled: true, gainDb: 0 });
  await until('the room in the further room', () => inFurther.levelDbfs(SPEECH_HZ) > -30);
  expect(inFurther.levelDbfs(PROGRAMME_HZ)).toBeGreaterThan(-30);
  const since = inFurther.frames();
  const heldUpBefore = heldUp();
  await until('two seconds more', () => inFurther.frames() > since + 100);
  expect(inFurther.gaps(SPEECH_HZ, 100)).toBeLessThanOrEqual(2 + heldUp() - heldUpBefore);
  expect(inMain.levelDbfs(SPEECH_HZ)).toBeLessThan(-60);
  expect(inMain.levelDbfs(PROGRAMME_HZ)).toBeGreaterThan(-30);

  // As the own ears have it: who is muted for them is not given on.
  host.seat.engine.setSpeakerGain(SPEAKER, 0, true);
  await until('silence of that person', () => inFurther.levelDbfs(SPEECH_HZ) < -60);
  host.seat.engine.setSpeakerGain(SPEAKER, 0, false);
  await until('the person again', () => inFurther.levelDbfs(SPEECH_HZ) > -30);

  host.seat.engine.setRelay({ enabled: false, gainDb: 0 });
  await until('the programme alone', () => inFurther.levelDbfs(SPEECH_HZ) < -60);
  expect(inFurther.levelDbfs(PROGRAMME_HZ)).toBeGreaterThan(-30);
});

it('sends what people say where there is no programme, and ends when they do', async () => {
  const inFurther = earOf(further, OWN_ID);
  host.seat.engine.setRelay({ enabled: true, gainDb: 0 });
  await new Promise((done) => setTimeout(done, 300));
  expect(inFurther.frames()).toBe(0);
  expect(host.seat.broadcast).toMatchObject([{ phase: 'ready', relaying: false }]);
  play(speaker, SPEECH_HZ);
  await until('word of it', () => host.seat.broadcast[0]?.relaying === true);
  await until('the room in the further room', () => inFurther.frames() > 50);
  expect(inFurther.levelDbfs(SPEECH_HZ)).toBeGreaterThan(-30);
  speaker.desk.stopAll(0);
  const sent = () => hall.packets.filter(({ guildId }) => guildId === FURTHER).length;
  await until('the end of talk', async () => {
    const before = sent();
    await new Promise((done) => setTimeout(done, 300));
    return sent() === before;
  });
  await until('word of the silence', () => host.seat.broadcast[0]?.relaying === false);

  play(speaker, SPEECH_HZ);
  await until('word of it again', () => host.seat.broadcast[0]?.relaying === true);
  host.seat.engine.setRelay({ enabled: false, gainDb: 0 });
  await until('word that it is off', () => host.seat.broadcast[0]?.relaying === false);
});
