import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, cp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { createOpusDecoder } from '../../src/main/discord/voice/codec';
import {
  createSessionRecorder,
  isSilencePacket,
  openTrack,
  readManifest,
  repairSession,
} from '../../src/main/recording';
import { SteppedClock } from '../support/stepped-clock';
import {
  clickingVoice,
  decodeByFfmpeg,
  ffprobeSeconds,
  opusinfo,
  temporaryFolder,
} from './recording-support';

const CHILD = resolve('test/integration/recording-child.ts');

/** A recording process of its own; `limitKiB` is the largest file it may write. */
function recordInChild(sessionDir: string, bitrateBps: number, limitKiB?: number) {
  const node = [process.execPath, '--import', 'tsx', CHILD, sessionDir, String(bitrateBps)];
  const child: ChildProcess =
    limitKiB === undefined
      ? spawn(node[0] as string, node.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] })
      : spawn('bash', ['-c', `ulimit -f ${limitKiB}; exec "$@"`, 'bash', ...node], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
  const lines: Record<string, unknown>[] = [];
  const started = new Promise<void>((resolveStarted, reject) => {
    child.once('exit', (code) => reject(new Error(`the child ended with ${code}`)));
    if (!child.stdout) return;
    createInterface(child.stdout).on('line', (line) => {
      lines.push(JSON.parse(line));
      if (lines.at(-1)?.started) resolveStarted();
    });
  });
  return { child, lines, started };
}

async function trackPaths(sessionDir: string): Promise<string[]> {
  const names = await readdir(join(sessionDir, 'tracks')).catch(() => []);
  return names.map((name) => join(sessionDir, 'tracks', name)).sort();
}

/** Where the last packet with sound in it ends, ms. */
async function lastSoundMs(path: string): Promise<number> {
  const opened = await openTrack(path);
  if (opened.kind === 'unreadable') return 0;
  let end = 0;
  for (let packets = await opened.track.read(); packets; packets = await opened.track.read()) {
    for (const packet of packets) {
      if (!isSilencePacket(packet.opus)) end = (packet.positionSamples + packet.samples) / 48;
    }
  }
  await opened.track.close();
  return end;
}

const createDecoder = () => {
  const decoder = createOpusDecoder();
  return (opus: Uint8Array) => {
    const outcome = decoder.decode(opus);
    return outcome.kind === 'pcm' ? outcome.pcm : null;
  };
};

describe('a recording that is cut off', () => {
  it('is readable right after kill -9 at any moment, misses at most a second, and is mended whole', async () => {
    const root = await temporaryFolder();
    for (let round = 0; round < 5; round += 1) {
      const sessionDir = join(root, `round-${round}`);
      const { child, started } = recordInChild(sessionDir, 64_000);
      await started;
      const startedAt = performance.now();
      const aliveMs = 700 + Math.random() * 2_300;
      await new Promise((done) => setTimeout(done, aliveMs));
      const recordedMs = performance.now() - startedAt;
      child.kill('SIGKILL');
      await once(child, 'close');

      const paths = await trackPaths(sessionDir);
      expect(paths.length, `${aliveMs} ms`).toBe(3);
      for (const path of paths) {
        expect(await ffprobeSeconds(path), `${aliveMs} ms`).toBeGreaterThan(recordedMs / 1_000 - 1);
        expect((await opusinfo(path)).seconds).toBeGreaterThan(recordedMs / 1_000 - 1);
        expect(await lastSoundMs(path), `${aliveMs} ms`).toBeGreaterThan(recordedMs - 1_000);
      }
      const repaired = await repairSession(sessionDir, { nowMs: Date.now(), createDecoder });
      expect(repaired.kind).toBe('repaired');
      const again = await repairSession(sessionDir, { nowMs: Date.now(), createDecoder });
      expect(again.kind).toBe('whole');
      const read = await readManifest(sessionDir);
      if (read.kind !== 'ok') throw new Error('no manifest');
      const samples = read.manifest.durationSamples ?? 0;
      const seconds = samples / 48_000;
      for (const [at, path] of paths.entries()) {
        const info = await opusinfo(path);
        expect(info.warnings, info.text).toEqual([]);
        expect(info.seconds).toBeCloseTo(seconds, 2);
        expect((await decodeByFfmpeg(path)).length / 48_000).toBeCloseTo(seconds, 2);
        const peaks = await stat(join(sessionDir, read.manifest.tracks[at]?.peaksFile ?? ''));
        expect(peaks.size).toBe(16 + 3 * Math.ceil(samples / 960));
      }
    }
  });

  it('announces a full disk, keeps what was written, and lets the caller go on', async () => {
    const sessionDir = join(await temporaryFolder(), 'full');
    // 128 kbit/s reach a file-size limit of 24 KiB after about a second and a half.
    const { child, lines, started } = recordInChild(sessionDir, 128_000, 24);
    await started;
    await once(child, 'close');
    expect(lines).toContainEqual(expect.objectContaining({ failed: 'recording/disk-full' }));
    expect(lines.at(-1)).toEqual({ ended: 'failed', code: 'recording/disk-full' });
    expect(child.exitCode).toBe(0);

    const read = await readManifest(sessionDir);
    expect(read).toMatchObject({
      kind: 'ok',
      manifest: { state: 'failed', failure: { code: 'recording/disk-full' } },
    });
    for (const path of await trackPaths(sessionDir)) {
      expect((await stat(path)).size).toBeLessThanOrEqual(24 * 1024);
      expect(await ffprobeSeconds(path)).toBeGreaterThan(0.5);
      await decodeByFfmpeg(path);
    }
    expect((await repairSession(sessionDir, { nowMs: Date.now() })).kind).toBe('repaired');
    for (const path of await trackPaths(sessionDir)) {
      expect((await opusinfo(path)).warnings).toEqual([]);
      await decodeByFfmpeg(path);
    }
  });

  it('is mended when pages are torn, files are missing or the manifest is gone', async () => {
    const sessionDir = join(await temporaryFolder(), 'torn');
    const { child, started } = recordInChild(sessionDir, 64_000);
    await started;
    await new Promise((done) => setTimeout(done, 2_200));
    child.kill('SIGKILL');
    await once(child, 'close');
    const [first = '', second = '', third = ''] = await trackPaths(sessionDir);
    await truncate(first, (await stat(first)).size - 100);
    await appendFile(second, Buffer.concat([Buffer.from('OggS\0\0'), Buffer.alloc(5_000)]));
    await truncate(third, 60);
    await rm(join(sessionDir, 'session.json'));
    await rm(join(sessionDir, 'peaks'), { recursive: true });

    const outcome = await repairSession(sessionDir, { nowMs: Date.now(), createDecoder });
    expect(outcome).toMatchObject({ kind: 'repaired', manifest: { tracks: [{}, {}, {}] } });
    if (outcome.kind !== 'repaired') return;
    for (const path of [first, second, third]) {
      const info = await opusinfo(path);
      expect(info.warnings, info.text).toEqual([]);
      expect(info.seconds).toBeCloseTo((outcome.manifest.durationSamples ?? 0) / 48_000, 2);
    }
    const peaks = await readFile(join(sessionDir, outcome.manifest.tracks[0]?.peaksFile ?? ''));
    expect(peaks.subarray(16, 16 + 3 * 50).some((value) => value > 20)).toBe(true);
  });

  it('decodes only whose waveform lacks sound, not everybody who was silent when it ended', async () => {
    const folder = await temporaryFolder();
    const cut = join(folder, 'cut');
    const clock = new SteppedClock();
    const options = { title: 'Cut', guild: { id: '1', name: 'A' }, channel: { id: '2', name: 'B' } };
    const recorder = await createSessionRecorder({ ...options, sessionDir: join(folder, 'one') }, { clock });
    const voice = clickingVoice([500, 1_500, 2_900]);
    const opus = Array.from({ length: 150 }, () => Uint8Array.from(voice()));
    const pcm = new Int16Array(1_920).fill(9_000);
    for (let step = 0; step < 1_000; step += 1) {
      for (const userId of step < 150 ? ['10', '11'] : ['10']) {
        const whose = { userId, ssrc: Number(userId), rtpTimestamp: step * 960 };
        const packet = opus[step % opus.length] ?? new Uint8Array();
        recorder.onPacket({ ...whose, sequence: step, arrivalMs: clock.monotonicMs(), opus: packet });
        recorder.onPcm({ ...whose, pcm });
      }
      clock.advance(20);
      if (step % 50 === 49) await recorder.settle();
    }
    await cp(join(folder, 'one'), cut, { recursive: true });
    await recorder.stop();
    const manifest = JSON.parse(await readFile(join(cut, 'session.json'), 'utf8'));
    await writeFile(join(cut, 'session.json'), JSON.stringify({ ...manifest, writerPid: 2 ** 22 + 1 }));
    const [file = ''] = (await readdir(join(cut, 'peaks'))).filter((name) => name.includes('-11'));
    const silent = join(cut, 'peaks', file);
    const again = join(folder, 'again');
    await cp(cut, again, { recursive: true });
    let decoders = 0;
    const counted = () => {
      decoders += 1;
      return createDecoder();
    };
    const mended = await repairSession(cut, { nowMs: Date.now(), createDecoder: counted });
    if (mended.kind !== 'repaired') expect.fail(mended.kind);
    expect(decoders).toBe(0);
    const wave = await readFile(silent);
    const bins = Math.ceil((mended.manifest.durationSamples ?? 0) / 960);
    expect(wave.length).toBe(16 + bins * 3);
    expect(wave[16 + 140 * 3 + 1]).toBeGreaterThan(30);
    expect(wave.subarray(16 + 151 * 3).every((byte) => byte === 0)).toBe(true);

    await truncate(join(again, 'peaks', file), 16 + 10 * 3);
    expect((await repairSession(again, { nowMs: Date.now(), createDecoder: counted })).kind).toBe('repaired');
    expect(decoders).toBe(1);
    const drawn = await readFile(join(again, 'peaks', file));
    // The click of its sound, half a second in.
    expect(drawn[16 + 25 * 3 + 1]).toBeGreaterThan(30);
  });

  it('calls a track damaged when its beginning is not Ogg, and mends the others beside it', async () => {
    const sessionDir = join(await temporaryFolder(), 'damaged');
    const { child, started } = recordInChild(sessionDir, 64_000);
    await started;
    await new Promise((done) => setTimeout(done, 1_500));
    child.kill('SIGKILL');
    await once(child, 'close');
    const [first = '', second = ''] = await trackPaths(sessionDir);
    const bytes = await readFile(first);
    bytes.fill(0x55, 0, 120);
    await rm(first);
    await appendFile(first, bytes);

    const outcome = await repairSession(sessionDir, { nowMs: Date.now(), createDecoder });
    expect(outcome).toMatchObject({ kind: 'damaged', reason: expect.stringContaining('not Ogg Opus') });
    expect(await readFile(first)).toEqual(bytes);
    expect((await opusinfo(second)).warnings).toEqual([]);
  });
});
