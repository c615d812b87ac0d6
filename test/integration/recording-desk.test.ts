import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlaybackState } from '@shared/models/recordings';
import type { Annotations, ReviewLane } from '@shared/models/review';
import { describe, expect, it } from 'vitest';
import { createAudioPortPair } from '../../src/main/support/audio-port';
import { ADA, BRAM, openLibrary, recordSession, SECONDS, TestSink, until } from './recording-player';
import { decodeByFfmpeg, onsets, opusinfo, temporaryFolder } from './recording-support';

async function openDesk() {
  const libraryDir = await temporaryFolder();
  const stateFile = join(await temporaryFolder(), 'review.json');
  const sessionDir = join(libraryDir, 'one');
  await recordSession(sessionDir, true);
  const { library } = await openLibrary(libraryDir, stateFile);
  const [ours, theirs] = createAudioPortPair();
  const sink = new TestSink(ours);
  library.connectAudio(theirs);
  const states: PlaybackState[] = [];
  library.onPlayback((state) => states.push(state));
  const [adaTrack, bramTrack] = (await library.open('one')).tracks.map((track) => track.trackId);
  return {
    library,
    review: library.review,
    sink,
    states,
    sessionDir,
    libraryDir,
    stateFile,
    ada: adaTrack ?? '',
    bram: bramTrack ?? '',
  };
}

async function playThrough(desk: Awaited<ReturnType<typeof openDesk>>): Promise<void> {
  const before = desk.states.length;
  desk.library.play();
  await until('it plays', () => desk.states.slice(before).some(({ kind }) => kind === 'playing'));
  await until('it has ended', () => desk.states.at(-1)?.kind === 'ended');
}

describe('playing', () => {
  it('twice as fast is half as long, with everything at its place and no other pitch', async () => {
    const desk = await openDesk();
    await desk.library.openPlayback('one');
    await desk.review.setChoices({ speed: 2 });
    await playThrough(desk);
    expect(desk.sink.frames.length * 20).toBeGreaterThanOrEqual((SECONDS * 1_000) / 2 - 20);
    expect(desk.sink.frames.length * 20).toBeLessThanOrEqual((SECONDS * 1_000) / 2 + 40);
    for (const [index, frame] of desk.sink.frames.entries()) {
      expect(Math.abs(frame.positionSamples - index * 1_920)).toBeLessThanOrEqual(1);
    }
    expect(desk.states.at(-1)).toMatchObject({ kind: 'ended', positionMs: SECONDS * 1_000 });
  });

  it('leaves out the silence that all who are heard share', async () => {
    const desk = await openDesk();
    await desk.library.openPlayback('one');
    const { speechMs } = await desk.review.session('one');
    // Three clicks, each with what the encoder sends after it and 150 ms on either side.
    expect(speechMs).toBeGreaterThan(900);
    expect(speechMs).toBeLessThan((SECONDS * 1_000) / 2);
    await desk.review.setChoices({ speechOnly: true });
    await playThrough(desk);
    expect(Math.abs(desk.sink.frames.length * 20 - speechMs)).toBeLessThanOrEqual(40);
    expect(onsets(desk.sink.raw())).toHaveLength(3);

    // Alone, Bram has one.
    desk.library.setSolo(desk.bram, true);
    desk.library.seek(0);
    await playThrough(desk);
    expect(desk.sink.frames.length * 20).toBeLessThan(speechMs / 2);
    expect(onsets(desk.sink.raw())).toHaveLength(1);
  });

  it('goes round a loop, exactly', async () => {
    const desk = await openDesk();
    await desk.library.openPlayback('one');
    await desk.review.setChoices({ loop: { fromMs: 1_990, toMs: 2_250 } });
    desk.library.seek(1_990);
    desk.sink.wanted = 130;
    const before = desk.sink.epoch;
    desk.library.play();
    await until('it went round', () => desk.sink.epoch >= before && desk.sink.frames.length >= 100);
    const clicks = onsets(desk.sink.raw());
    expect(clicks.length).toBeGreaterThan(5);
    for (const [index, at] of clicks.entries()) {
      expect(Math.abs(at - (clicks[0] ?? 0) - index * 0.26)).toBeLessThan(0.000_05);
    }
    const places = new Set(desk.sink.frames.map((frame) => frame.positionSamples / 48));
    expect(Math.min(...places)).toBe(1_990);
    expect(Math.max(...places)).toBeLessThan(2_250);
  });

  it('goes on where the listener was, as it was chosen, after a restart', async () => {
    const desk = await openDesk();
    await desk.library.openPlayback('one');
    desk.library.seek(5_000);
    await until('it is there', () => {
      const last = desk.states.at(-1);
      return last?.kind === 'paused' && last.positionMs === 5_000;
    });
    await desk.review.setChoices({ speed: 1.5 });
    await desk.library.close();
    const again = await openLibrary(desk.libraryDir, desk.stateFile);
    expect(again.library.review.choices()).toMatchObject({ speed: 1.5, speechOnly: false });
    expect(await again.library.openPlayback('one')).toMatchObject({ kind: 'paused', positionMs: 5_000 });
    await again.library.close();
    await rm(desk.stateFile, { force: true });
  });
});

describe('what is withheld', () => {
  it('is silent from the first frame on, counts nowhere, and is heard again when it is released', async () => {
    const desk = await openDesk();
    const annotated: Annotations[] = [];
    desk.review.onAnnotated((changed) => annotated.push(changed.annotations));
    const { withheld } = await desk.review.withhold('one', {
      userId: ADA,
      fromMs: 1_500,
      toMs: 2_500,
      reason: 'asked for',
    });
    await desk.library.openPlayback('one');
    await playThrough(desk);
    expect(onsets(desk.sink.sound()).map(Math.round)).toEqual([4, 7]);
    const session = await desk.review.session('one');
    const lane = session.lanes.find(({ trackId }) => trackId === desk.ada);
    expect(lane?.spans).toContainEqual({ state: 'withheld', fromMs: 1_500, toMs: 2_500 });
    const peaks = await desk.library.peaks({ recordingId: 'one', trackId: desk.ada, bucketMs: 100 });
    expect(peaks.values[2 * 20 + 1]).toBe(0);
    expect(peaks.values[2 * 70 + 1]).toBeGreaterThan(40);
    expect(session.talkTime.find(({ userId }) => userId === ADA)?.presentMs).toBe(SECONDS * 1_000 - 1_000);

    await desk.review.release('one', withheld[0]?.withheldId ?? '');
    desk.library.seek(0);
    await playThrough(desk);
    expect(onsets(desk.sink.sound()).map(Math.round)).toEqual([2, 4, 7]);
    expect(annotated).toHaveLength(2);
  });

  it('is gone from file and waveform once it is purged, and the rest is as it was', async () => {
    const desk = await openDesk();
    await desk.library.openPlayback('one');
    const [file = ''] = await readdir(join(desk.sessionDir, 'tracks'));
    const path = join(desk.sessionDir, 'tracks', file);
    const before = await decodeByFfmpeg(path);
    const { withheld } = await desk.review.withhold('one', {
      userId: ADA,
      fromMs: 1_500,
      toMs: 2_500,
      reason: '',
    });
    const withheldId = withheld[0]?.withheldId ?? '';
    const purged = await desk.review.purge('one', withheldId);
    expect(purged.withheld[0]?.purgedAtMs).toBeGreaterThan(0);
    const after = await decodeByFfmpeg(path);
    expect(after.length).toBe(before.length);
    expect(onsets(after).map(Math.round)).toEqual([7]);
    const silent = after.subarray(1.5 * 48_000, 2.5 * 48_000);
    expect(silent.reduce((most, value) => Math.max(most, Math.abs(value)), 0)).toBeLessThan(1e-4);
    expect((await opusinfo(path)).warnings).toEqual([]);
    const peaks = await desk.library.peaks({ recordingId: 'one', trackId: desk.ada, bucketMs: 100 });
    expect(peaks.values[2 * 20 + 1]).toBe(0);
    expect(peaks.values[2 * 70 + 1]).toBeGreaterThan(40);
    await expect(desk.review.release('one', withheldId)).rejects.toMatchObject({ code: 'recording/damaged' });
    // The player goes on with the new file.
    desk.library.seek(0);
    await playThrough(desk);
    expect(onsets(desk.sink.sound()).map(Math.round)).toEqual([4, 7]);
    expect((await readdir(join(desk.sessionDir, 'tracks'))).some((name) => name.endsWith('.purged'))).toBe(
      false,
    );
  });
});

describe('levels', () => {
  it('are measured once, kept beside the waveform, and bring all to one loudness', async () => {
    const desk = await openDesk();
    const lanes: ReviewLane[] = [];
    desk.review.onLane(({ lane }) => lanes.push(lane));
    expect((await desk.review.session('one')).lanes[0]?.loudnessLufs).toBeNull();
    await until('both are measured', () => new Set(lanes.map((lane) => lane.trackId)).size === 2, 20_000);
    const measured = lanes.find((lane) => lane.trackId === desk.ada);
    expect(measured?.truePeakDbtp).toBeGreaterThan(-12);
    expect(
      (await readdir(join(desk.sessionDir, 'peaks'))).filter((name) => name.endsWith('.json')),
    ).toHaveLength(2);
    desk.review.forget('one');
    expect((await desk.review.session('one')).lanes[0]?.truePeakDbtp).toBe(measured?.truePeakDbtp);

    await desk.review.setTrackGain('one', desk.ada, -40);
    await desk.library.openPlayback('one');
    await playThrough(desk);
    expect(onsets(desk.sink.sound()).map(Math.round)).toEqual([4]);
  });
});

describe('what is added to a recording', () => {
  it('is on disk, in order, and takes over what was dropped while recording', async () => {
    const desk = await openDesk();
    const draft = { markerId: null, endMs: null, note: '', colourIndex: 2 };
    await Promise.all([
      desk.review.saveMarker('one', { ...draft, atMs: 4_000, label: 'second' }),
      desk.review.saveMarker('one', { ...draft, atMs: 1_000, endMs: 500, label: 'first' }),
      desk.review.setTags('one', ['keep', 'keep']),
    ]);
    const { markers, tags } = await desk.review.annotations('one');
    expect(markers.map(({ label, atMs, endMs, origin }) => [label, atMs, endMs, origin])).toEqual([
      ['first', 500, 1_000, 'review'],
      ['second', 4_000, null, 'review'],
      ['the good bit', SECONDS * 1_000, null, 'live'],
    ]);
    expect(tags).toEqual(['keep']);
    await desk.review.removeMarker('one', markers[2]?.markerId ?? '');
    desk.review.forget('one');
    expect((await desk.review.annotations('one')).markers).toHaveLength(2);
  });

  it('that cannot be read is kept aside and told, a missing track too', async () => {
    const desk = await openDesk();
    await writeFile(
      join(desk.sessionDir, 'annotations.json'),
      JSON.stringify({
        version: 9,
        withheld: [{ withheldId: 'a', userId: BRAM, fromMs: null, toMs: null, reason: '', setAtMs: 1 }],
      }),
    );
    const [file = ''] = (await readdir(join(desk.sessionDir, 'tracks'))).filter((name) =>
      name.includes('Ada'),
    );
    await rm(join(desk.sessionDir, 'tracks', file));
    const session = await desk.review.session('one');
    expect(session.integrity.notes.join(' ')).toMatch(/newer version/);
    const aside = (await readdir(desk.sessionDir)).find((name) => name.startsWith('annotations.json.newer-'));
    expect(await readFile(join(desk.sessionDir, aside ?? ''), 'utf8')).toContain('"version":9');
    // What is withheld in it stays withheld, and nothing else is left to be heard.
    await desk.library.openPlayback('one');
    await playThrough(desk);
    expect(onsets(desk.sink.raw())).toEqual([]);
  });
});
