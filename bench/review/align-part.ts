/**
 * Two people clap at the same instants of six hours; each is on a clock of their own, 100 ppm fast and slow, behind a
 * network that delays unevenly, stalls and loses 5 %. What the recorder wrote is decoded by ffmpeg: how far apart do
 * their claps stand?
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { FRAME_SAMPLES } from '@shared/audio/constants';
import { createOpusEncoder } from '../../src/main/discord/voice/codec';
import { createSessionRecorder, readManifest } from '../../src/main/recording';
import { JumpingClock } from '../../test/support/jumping-clock';
import { type BenchPart, percentile } from '../harness';

const run = promisify(execFile);

const HOURS = 6;
const LOSS = 0.05;
/** A clap every two minutes and some. */
const CLAP_EVERY_MS = 127_000;
/** On the way at least so long; both alike, because nothing in what is received tells such delays apart (ADR 5). */
const DELAY_MS = 40;
const FRAME_MS = 20;

interface Sender {
  userId: string;
  ppm: number;
  /** Whether its RTP time goes on while it is silent. */
  counts: boolean;
}

const SENDERS: readonly Sender[] = [
  { userId: '10', ppm: 100, counts: true },
  { userId: '11', ppm: -100, counts: false },
];

interface Sent {
  arrivalMs: number;
  sequence: number;
  rtpTimestamp: number;
  opus: Uint8Array;
}

/** Numbers that are the same in every run: mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What one person sends: talks of 10 to 90 s, pauses of 1 to 40 s between, never a pause at a clap. */
function* speech(sender: Sender, claps: readonly number[], totalMs: number, random: () => number) {
  const encoder = createOpusEncoder(64_000);
  const pcm = new Int16Array(FRAME_SAMPLES * 2);
  const quiet = Uint8Array.from(encoder.encode(pcm));
  const step = FRAME_MS * (1 - sender.ppm / 1e6);
  let atMs = 200 + random() * 20;
  let rtp = Math.floor(random() * 2 ** 32);
  let sequence = Math.floor(random() * 2 ** 16);
  let nextClap = 0;
  let stallUntilMs = 0;
  const send = (opus: Uint8Array): Sent | null => {
    // Most packets come at once, some late, and now and then the network holds everything back for a while.
    if (random() < 0.00002) stallUntilMs = atMs + 300 + random() * 900;
    const jitterMs = random() < 0.2 ? random() * 60 : random() * 6;
    const arrivalMs = Math.max(atMs + FRAME_MS + DELAY_MS + jitterMs, stallUntilMs);
    const sent = { arrivalMs, sequence, rtpTimestamp: rtp, opus };
    sequence = (sequence + 1) & 0xffff;
    return random() < LOSS ? null : sent;
  };
  while (atMs < totalMs) {
    const talkUntilMs = atMs + 10_000 + random() * 80_000;
    while (atMs < totalMs && (atMs < talkUntilMs || Math.abs((claps[nextClap] ?? 0) - atMs) < 5_000)) {
      const clap = claps[nextClap];
      let opus = quiet;
      // The encoder runs around a clap only: everything else is quiet.
      if (clap !== undefined && atMs + step > clap - 100 && atMs < clap + 200) {
        for (let i = 0; i < FRAME_SAMPLES; i += 1) {
          const ms = atMs + (i / FRAME_SAMPLES) * step - clap;
          const value = ms >= 0 && ms < 5 ? Math.round(24_000 * Math.cos((2 * Math.PI * i) / 24)) : 0;
          pcm[i * 2] = value;
          pcm[i * 2 + 1] = value;
        }
        opus = Uint8Array.from(encoder.encode(pcm));
      }
      const sent = send(opus);
      if (sent) yield sent;
      atMs += step;
      rtp = (rtp + FRAME_SAMPLES) >>> 0;
      if (clap !== undefined && atMs > clap + 300) nextClap += 1;
    }
    for (let trailing = 0; trailing < 5; trailing += 1) {
      const sent = send(Uint8Array.of(0xf8, 0xff, 0xfe));
      if (sent) yield sent;
      atMs += step;
      rtp = (rtp + FRAME_SAMPLES) >>> 0;
    }
    const untilClapMs = (claps[nextClap] ?? totalMs) - 5_000 - atMs;
    const pauseMs = Math.max(0, Math.min(1_000 + random() * 39_000, untilClapMs));
    const frames = Math.floor(pauseMs / step);
    atMs += frames * step;
    if (sender.counts) rtp = (rtp + frames * FRAME_SAMPLES) >>> 0;
  }
}

/** Records both, on a clock that runs as fast as the machine does. */
async function record(sessionDir: string, claps: readonly number[], totalMs: number, seed: number) {
  const clock = new JumpingClock();
  const recorder = await createSessionRecorder(
    { sessionDir, title: 'Claps', guild: { id: '1', name: 'g' }, channel: { id: '2', name: 'c' } },
    { clock, atOnce: true },
  );
  const lines = SENDERS.map((sender, index) => ({
    sender,
    sent: speech(sender, claps, totalMs, randomFrom(seed * 10 + index)),
    under: [] as Sent[],
    ahead: 0,
  }));
  for (let nowMs = 0; nowMs < totalMs + 3_000; nowMs += FRAME_MS) {
    for (const line of lines) {
      // A stall lasts up to 1.2 s: so far ahead packets are on their way at the same time.
      while (line.ahead < nowMs + 1_500) {
        const next = line.sent.next();
        if (next.done) {
          line.ahead = Number.POSITIVE_INFINITY;
          break;
        }
        line.ahead = next.value.arrivalMs;
        line.under.push(next.value);
      }
      const due = line.under.filter(({ arrivalMs }) => arrivalMs < nowMs + FRAME_MS);
      if (due.length === 0) continue;
      line.under = line.under.filter(({ arrivalMs }) => arrivalMs >= nowMs + FRAME_MS);
      const { userId } = line.sender;
      for (const packet of due.sort((a, b) => a.arrivalMs - b.arrivalMs))
        recorder.onPacket({ userId, ssrc: Number(userId), ...packet });
    }
    clock.pass(FRAME_MS);
    if (nowMs % 20_000 === 0) await recorder.settle();
  }
  await recorder.stop();
}

/** Seconds at which a clap begins within two seconds around `aroundMs`, as ffmpeg decodes the file; null: none there. */
async function clapIn(path: string, aroundMs: number): Promise<number | null> {
  const fromMs = Math.max(0, aroundMs - 1_000);
  const { stdout } = await run(
    'ffmpeg',
    [
      '-v',
      'error',
      '-ss',
      (fromMs / 1_000).toFixed(3),
      '-t',
      '2',
      '-i',
      path,
      '-f',
      'f32le',
      '-ac',
      '1',
      '-',
    ],
    { encoding: 'buffer', maxBuffer: 16 * 1024 * 1024 },
  );
  const samples = new Float32Array(Uint8Array.from(stdout).buffer);
  const at = samples.findIndex((value) => Math.abs(value) > 0.25);
  return at === -1 ? null : fromMs + at / 48;
}

export const aligning: BenchPart = {
  name: 'align',
  measure: async ({ round, scratchDir, say }) => {
    const sessionDir = join(scratchDir, `claps-${round}`);
    const totalMs = HOURS * 3_600_000;
    const claps: number[] = [];
    const random = randomFrom(round + 77);
    for (let at = 20_000; at < totalMs - 20_000; at += CLAP_EVERY_MS) claps.push(at + random() * 10_000);
    say(`recording ${HOURS} hours of two people`);
    await record(sessionDir, claps, totalMs, round + 1);
    const read = await readManifest(sessionDir);
    if (read.kind !== 'ok') throw new Error('the session cannot be read');
    const { tracks } = read.manifest;
    const paths = tracks.map((track) => join(sessionDir, track.file));
    const apart: number[] = [];
    const off: number[] = [];
    for (const clap of claps) {
      const [first = null, second = null] = await Promise.all(
        paths.map((path) => clapIn(path, clap + DELAY_MS + FRAME_MS)),
      );
      // A clap whose packets were lost is in nobody's file.
      if (first === null || second === null) continue;
      apart.push(Math.abs(first - second));
      off.push(Math.abs(first - clap - DELAY_MS - FRAME_MS), Math.abs(second - clap - DELAY_MS - FRAME_MS));
    }
    if (apart.length < claps.length * 0.7)
      throw new Error(`only ${apart.length} of ${claps.length} claps found`);
    const ppm = new Map(tracks.map(({ userId, driftPpm }) => [userId, driftPpm ?? 0]));
    // A sender that is fast reads as negative: its packets come earlier and earlier.
    const ppmOff = SENDERS.map((sender) => Math.abs((ppm.get(sender.userId) ?? 0) + sender.ppm));
    return {
      align_ms: Math.max(...apart),
      align_p95_ms: percentile(apart, 95),
      placed_off_ms: Math.max(...off),
      ppm_off: Math.max(...ppmOff),
      claps: apart.length,
    };
  },
  figures: (series) => [
    { id: 'align_ms', value: Math.max(...series.values('align_ms')), unit: 'ms', goal: 20, better: 'lower' },
  ],
};
