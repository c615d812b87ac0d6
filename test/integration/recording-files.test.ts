import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSessionRecorder } from '../../src/main/recording';
import { SteppedClock } from '../support/stepped-clock';
import {
  decodeByFfmpeg,
  ffprobeSeconds,
  onsets,
  opusinfo,
  record,
  temporaryFolder,
} from './recording-support';

const SESSION = {
  title: 'Evening round',
  guild: { id: '1', name: 'Tidewater' },
  channel: { id: '2', name: 'Stage left' },
};

describe('a recorded session, judged by ffmpeg and opus-tools', () => {
  it('keeps every speaker on one clock, whatever the pauses, losses and wraps', async () => {
    const folder = join(await temporaryFolder(), 'session');
    const clock = new SteppedClock();
    const recorder = await createSessionRecorder({ ...SESSION, sessionDir: folder }, { clock });
    recorder.people([
      { userId: '10', displayName: 'Ada ✨ / 東京' },
      { userId: '11', displayName: '../..' },
      { userId: '12', displayName: 'Own programme', self: true },
    ]);
    const clicksMs = [5_000, 12_345, 31_000];
    await record(
      recorder,
      clock,
      [
        {
          userId: '10',
          ssrc: 1,
          talks: [[0, 40_000]],
          clicksMs,
          pauses: 'counts',
          firstSequence: 65_400,
          firstTimestamp: 0xffff_0000,
        },
        {
          userId: '11',
          ssrc: 2,
          talks: [
            [4_500, 6_000],
            [12_000, 13_000],
            [30_500, 32_000],
          ],
          clicksMs,
          pauses: 'stops',
          firstSequence: 7,
          firstTimestamp: 12,
        },
        {
          userId: '12',
          ssrc: 3,
          talks: [
            [3_000, 7_000],
            [11_000, 14_000],
            [30_020, 31_500],
          ],
          clicksMs,
          pauses: 'counts',
          firstSequence: 65_530,
          firstTimestamp: 0xffff_ff00,
          lost: new Set([170, 171, 172, 600]),
          swapEvery: 7,
        },
      ],
      40_000,
    );
    clock.advance(333);
    const state = await recorder.stop();
    expect(state).toMatchObject({ kind: 'stopped', tracks: 3, droppedPackets: 0 });
    expect(state.elapsedMs).toBe(40_333);

    const files = (await readdir(join(folder, 'tracks'))).sort();
    expect(files).toEqual(['01-Ada-東京-10.opus', '02-Own-programme-12.opus', '03-member-11.opus']);
    for (const file of files) {
      const path = join(folder, 'tracks', file);
      // ffprobe counts the 6.5 ms of pre-skip in.
      expect(Math.abs((await ffprobeSeconds(path)) - 40.333), file).toBeLessThan(0.02);
      const info = await opusinfo(path);
      expect(info.warnings, info.text).toEqual([]);
      expect(info.seconds, info.text).toBeCloseTo(40.333, 2);
      const heard = await decodeByFfmpeg(path);
      expect(Math.abs(heard.length / 48_000 - 40.333)).toBeLessThan(0.02);
      const clicks = onsets(heard);
      expect(clicks.length, file).toBe(clicksMs.length);
      for (const [at, click] of clicks.entries()) {
        expect(Math.abs(click - (clicksMs[at] as number) / 1_000), `${file} ${clicks}`).toBeLessThan(0.005);
      }
    }
  });
});
