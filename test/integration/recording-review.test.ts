import { execFile } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PlaybackState, RecordingSummary } from '@shared/models/recordings';
import { describe, expect, it } from 'vitest';
import type { RecordingsService } from '../../src/main/services/recordings';
import { createAudioPortPair } from '../../src/main/support/audio-port';
import { ADA, BRAM, openLibrary, recordSession, SECONDS, TestSink, until } from './recording-player';
import { onsets, opusinfo, temporaryFolder } from './recording-support';

async function settled(library: RecordingsService, done: (list: RecordingSummary[]) => boolean) {
  await until('the library has settled', () => done(library.list()));
  return library.list();
}

describe('the library', () => {
  it('lists, opens, renames, trashes and brings back a recording', async () => {
    const libraryDir = await temporaryFolder();
    const id = '2026-01-01-12-00-00-stage-left-ab12cd';
    await recordSession(join(libraryDir, id), true);
    const { library } = await openLibrary(libraryDir);
    expect(library.list()).toEqual([
      expect.objectContaining({
        recordingId: id,
        title: 'Evening round',
        guildName: 'Tidewater',
        roomName: 'Stage left',
        durationMs: SECONDS * 1_000,
        trackCount: 2,
        health: { kind: 'ok' },
        people: [
          { userId: ADA, displayName: 'Ada', isSelf: false },
          { userId: BRAM, displayName: 'Bram', isSelf: true },
        ],
      }),
    ]);
    const detail = await library.open(id);
    expect(detail.tracks.map((track) => track.displayName)).toEqual(['Ada', 'Bram']);
    expect(detail.journal.map((entry) => [entry.kind, entry.text])).toEqual([
      ['started', 'Recording started'],
      ['joined', 'Ada joined'],
      ['marker', 'the good bit'],
      ['stopped', 'Recording stopped'],
    ]);
    const trackId = detail.tracks[0]?.trackId ?? '';
    const peaks = await library.peaks({ recordingId: id, trackId, bucketMs: 100 });
    const loud = Array.from({ length: peaks.values.length / 2 }, (_, at) => at).filter(
      (at) => (peaks.values[at * 2 + 1] ?? 0) > 40,
    );
    expect(peaks.values.length).toBe((SECONDS * 1_000) / 50);
    expect(loud).toEqual([20, 70]);
    // A stretch is the same as that part of the whole, from the bucket in which it begins.
    const part = { recordingId: id, trackId, fromMs: 1_950, toMs: 2_610, bucketMs: 100 };
    const near = await library.peaksWithin(part);
    expect([near.fromMs, near.bucketMs]).toEqual([1_900, 100]);
    expect([...near.values]).toEqual([...peaks.values.slice(19 * 2, 27 * 2)]);
    expect((await library.peaksWithin({ ...part, fromMs: 60_000, toMs: 90_000 })).values).toHaveLength(0);
    const all = await library.peaksWithin({ ...part, fromMs: 0, toMs: 1e12 });
    expect([...all.values]).toEqual([...peaks.values]);
    const hold = { userId: ADA, fromMs: 1_990, toMs: 2_200, reason: '' };
    const { withheld } = await library.review.withhold(id, hold);
    const held = await library.peaksWithin({ ...part, bucketMs: 20 });
    expect([...held.values]).toEqual([
      ...(await library.peaks({ ...part, bucketMs: 20 })).values.slice(97 * 2, 131 * 2),
    ]);
    expect(Math.max(...held.values)).toBeLessThan(40);
    for (const { withheldId } of withheld) await library.review.release(id, withheldId);

    expect((await library.rename(id, 'A better name')).title).toBe('A better name');
    await library.trash(id);
    expect(library.list()).toEqual([]);
    await expect(library.open(id)).rejects.toMatchObject({ code: 'recording/not-found' });
    expect((await library.restore(id)).title).toBe('A better name');
    expect(library.list()).toHaveLength(1);
    await expect(library.open('../etc')).rejects.toMatchObject({ code: 'recording/not-found' });
  });

  it('mends what was cut off at the next start and lists what is damaged beside the unharmed', async () => {
    const libraryDir = await temporaryFolder();
    await recordSession(join(libraryDir, 'whole'), true);
    await recordSession(join(libraryDir, 'cut'), true);
    // A recorder that was killed: no end, an older manifest, a torn page.
    const cut = join(libraryDir, 'cut');
    const manifest = JSON.parse(
      await promisify(execFile)('cat', [join(cut, 'session.json')]).then((r) => r.stdout),
    );
    for (const track of manifest.tracks) track.durationSamples = null;
    await writeFile(
      join(cut, 'session.json'),
      JSON.stringify({ ...manifest, state: 'recording', durationSamples: null, writerPid: 2 ** 22 + 5 }),
    );
    const [first = ''] = await readdir(join(cut, 'tracks'));
    const whole = join(cut, 'tracks', first);
    const bytes = await promisify(execFile)('head', ['-c', '-300', whole], { encoding: 'buffer' });
    await writeFile(whole, bytes.stdout);
    await rm(join(cut, 'peaks'), { recursive: true });
    await mkdir(join(libraryDir, 'garbage', 'tracks'), { recursive: true });
    await writeFile(join(libraryDir, 'garbage', 'session.json'), '{"format": 7');
    await copyFile('/bin/ls', join(libraryDir, 'garbage', 'tracks', '01-ls-5.opus'));

    const { library } = await openLibrary(libraryDir);
    const list = await settled(library, (now) => {
      const kinds = now.map(
        (one) => one.health.kind === 'damaged' && one.health.reason.includes('being mended'),
      );
      return now.length === 3 && !kinds.includes(true);
    });
    const health = Object.fromEntries(list.map((one) => [one.recordingId, one.health]));
    expect(health).toMatchObject({
      whole: { kind: 'ok' },
      cut: { kind: 'repaired', lostMs: 1_000 },
      garbage: { kind: 'damaged', reason: expect.stringContaining('not Ogg Opus') },
    });
    expect((await opusinfo(whole)).warnings).toEqual([]);
    const detail = await library.open('cut');
    const peaks = await library.peaks({
      recordingId: 'cut',
      trackId: detail.tracks[0]?.trackId ?? '',
      bucketMs: 100,
    });
    expect(peaks.values[2 * 20 + 1]).toBeGreaterThan(40);
  });
});

describe('the library and a recording of ours', () => {
  it('mends nothing under the hands of our recorder, however long that is silent', async () => {
    const libraryDir = await temporaryFolder();
    const { library } = await openLibrary(libraryDir);
    const { recordingId, sessionDir } = library.allot({ startedAtMs: Date.now(), roomName: 'Stage left' });
    library.started(recordingId);
    await recordSession(sessionDir, true);
    const text = await readFile(join(sessionDir, 'session.json'), 'utf8');
    const cutOff = { ...JSON.parse(text), state: 'recording', durationSamples: null, writerPid: 2 ** 22 + 5 };
    await writeFile(join(sessionDir, 'session.json'), JSON.stringify(cutOff));
    await library.refresh();
    expect(library.list()).toMatchObject([{ health: { reason: 'cut off and not mended yet' } }]);
    await expect(library.rename(recordingId, 'Too early')).rejects.toMatchObject({
      code: 'recording/damaged',
    });

    library.finished(recordingId);
    await settled(library, ([one]) => one?.health.kind === 'repaired');
    expect((await library.rename(recordingId, 'Now')).title).toBe('Now');
  });
});

describe('the player', () => {
  async function openPlayer() {
    const libraryDir = await temporaryFolder();
    await recordSession(join(libraryDir, 'one'), true);
    const { library } = await openLibrary(libraryDir);
    const [ours, theirs] = createAudioPortPair();
    const sink = new TestSink(ours);
    library.connectAudio(theirs);
    const states: PlaybackState[] = [];
    library.onPlayback((state) => states.push(state));
    const opened = await library.openPlayback('one');
    expect(opened).toMatchObject({ kind: 'paused', positionMs: 0, durationMs: SECONDS * 1_000 });
    return { library, sink, states };
  }

  it('plays all tracks sample-locked to the end', async () => {
    const { library, sink, states } = await openPlayer();
    library.play();
    await until('it has ended', () => states.at(-1)?.kind === 'ended');
    const clicks = onsets(sink.sound());
    expect(clicks).toHaveLength(3);
    for (const [at, seconds] of [2, 4, 7].entries()) {
      expect(Math.abs((clicks[at] ?? 0) - seconds)).toBeLessThan(0.005);
    }
    expect(states.at(-1)).toMatchObject({ positionMs: SECONDS * 1_000 });
  });

  it('lets only the soloed track be heard, and not the muted one', async () => {
    const { library, sink, states } = await openPlayer();
    const [ada, bram] = (await library.open('one')).tracks.map((track) => track.trackId) as [string, string];
    library.setSolo(bram, true);
    library.play();
    await until('it has ended', () => states.at(-1)?.kind === 'ended');
    expect(onsets(sink.sound()).map(Math.round)).toEqual([4]);

    library.setSolo(bram, false);
    library.setMute(bram, true);
    expect(states.at(-1)).toMatchObject({ soloTrackIds: [], mutedTrackIds: [bram] });
    const before = states.length;
    library.seek(0);
    library.play();
    await until('it plays again', () => states.slice(before).some(({ kind }) => kind === 'playing'));
    await until('it has ended again', () => states.at(-1)?.kind === 'ended');
    expect(onsets(sink.sound()).map(Math.round)).toEqual([2, 7]);
    expect(ada).not.toBe(bram);
  });

  it('leaves a raw microphone silent at first, and lets it be heard alone', async () => {
    const libraryDir = await temporaryFolder();
    const sessionDir = join(libraryDir, 'one');
    await recordSession(sessionDir, true);
    const manifestFile = join(sessionDir, 'session.json');
    const manifest = JSON.parse(await readFile(manifestFile, 'utf8'));
    // Bram's own track is taken for what his microphone gave beside what the room heard.
    const [ada, bram] = manifest.tracks;
    await writeFile(
      manifestFile,
      JSON.stringify({ ...manifest, tracks: [ada, { ...bram, userId: ada.userId, source: 'microphone' }] }),
    );
    const { library } = await openLibrary(libraryDir);
    const [, raw] = (await library.open('one')).tracks;
    expect(raw).toMatchObject({ source: 'microphone', trackId: bram.trackId });
    const [ours, theirs] = createAudioPortPair();
    const sink = new TestSink(ours);
    library.connectAudio(theirs);
    const states: PlaybackState[] = [];
    library.onPlayback((state) => states.push(state));
    expect(await library.openPlayback('one')).toMatchObject({ mutedTrackIds: [bram.trackId] });
    library.play();
    await until('it has ended', () => states.at(-1)?.kind === 'ended');
    expect(onsets(sink.sound()).map(Math.round)).toEqual([2, 7]);
    library.setSolo(bram.trackId, true);
    const before = states.length;
    library.seek(0);
    library.play();
    await until('it plays again', () => states.slice(before).some(({ kind }) => kind === 'playing'));
    await until('it has ended again', () => states.at(-1)?.kind === 'ended');
    expect(onsets(sink.sound()).map(Math.round)).toEqual([4]);
  });

  it('seeks in under 100 ms to the very sample, and pauses where the listener is', async () => {
    const { library, sink, states } = await openPlayer();
    sink.wanted = 40;
    library.play();
    await until('sound comes', () => sink.frames.length > 5);
    const tookMs: number[] = [];
    for (const targetMs of [6_990, 1_990, 3_000, 250, 6_500]) {
      const before = sink.epoch;
      const asked = performance.now();
      library.seek(targetMs);
      await until('the new place is heard', () => sink.epoch > before && sink.frames.length > 0);
      tookMs.push(performance.now() - asked);
      expect(sink.frames[0]?.positionSamples).toBe(targetMs * 48);
    }
    // The middle one: the machine may be busy with something else once or twice.
    expect(tookMs.sort((a, b) => a - b)[2]).toBeLessThan(100);
    await until('the click was sent', () => sink.frames.length > 30);
    library.pause();
    await until('it pauses', () => states.at(-1)?.kind === 'paused');
    const paused = states.at(-1);
    expect(sink.frames).toEqual([]);
    library.play();
    await until('it goes on', () => sink.frames.length > 0);
    expect((sink.frames[0]?.positionSamples ?? 0) / 48).toBeCloseTo(
      paused?.kind === 'paused' ? paused.positionMs : -1,
      0,
    );
  });
});
