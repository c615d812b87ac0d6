import { describe, expect, it } from 'vitest';
import { planExport } from '../../../src/main/export/plan';
import type { JournalEntry } from '../../../src/main/recording';
import { describeSession } from '../../../src/main/recording';
import { ADA, aRequest, aSource, aWithheld, BRAM } from './plan-kit';

const join = (type: 'join' | 'leave', atMs: number, userId: string): JournalEntry => ({ type, atMs, userId });

/**
 * A minute, reckoned by hand. Ada: 0–10 s, 10.5–12 s (half a second of breath: the same turn), 20–30 s; gone from 40 s
 * on. Bram, from 5 s on: 8–14 s, 29–31 s. Both at once: 8–10, 10.5–12, 29–30 s.
 */
const evening = (rest: Parameters<typeof aSource>[0] = {}) =>
  aSource({
    ada: [
      [0, 10_000],
      [10_500, 12_000],
      [20_000, 30_000],
    ],
    bram: [
      [8_000, 14_000],
      [29_000, 31_000],
    ],
    entries: [join('join', 0, ADA), join('join', 5_000, BRAM), join('leave', 40_000, ADA)],
    ...rest,
  });

function table(
  as: 'csv' | 'md',
  source: ReturnType<typeof aSource>,
  range: [number, number] | null = null,
): string[] {
  const wanted = aRequest({ kind: 'talkTime', as }, { range: range && { fromMs: range[0], toMs: range[1] } });
  const [file] = planExport(source, wanted, 0).files;
  return file?.kind === 'text' ? file.text.split(/\r?\n/).filter((line) => line !== '') : [];
}

describe('talk time', () => {
  it('is to the tenth of a second what a person reckons', () => {
    expect(table('csv', evening())).toEqual([
      'user_id,name,present_s,talk_s,share_percent,turns,longest_turn_s,overlap_s',
      '10,Ada,40.0,21.5,72.9,2,12.0,4.5',
      '11,Bram,55.0,8.0,27.1,2,6.0,4.5',
    ]);
    expect(table('md', evening()).slice(-2)).toEqual([
      '| Ada | 0:00:21 | 73 % | 2 | 0:00:12 | 0:00:04 | 0:00:40 |',
      '| Bram | 0:00:08 | 27 % | 2 | 0:00:06 | 0:00:04 | 0:00:55 |',
    ]);
  });

  it('of a part counts what lies in it, and cuts turns where it begins and ends', () => {
    expect(table('csv', evening(), [9_000, 29_500]).slice(1)).toEqual([
      // 9–10, 10.5–12, 20–29.5; with Bram: 9–10, 10.5–12, 29–29.5.
      '10,Ada,20.5,12.0,68.6,2,9.5,3.0',
      '11,Bram,20.5,5.5,31.4,2,5.0,3.0',
    ]);
  });

  it('does not count what is withheld, not as overlap either', () => {
    const source = evening({
      ada: [[0, 10_000]],
      bram: [[8_000, 14_000]],
      entries: [],
      annotations: { withheld: [aWithheld(BRAM, 8_000, 9_000), aWithheld(null, 50_000, null)] },
    });
    expect(table('csv', source).slice(1)).toEqual([
      '10,Ada,50.0,10.0,66.7,1,10.0,1.0',
      '11,Bram,49.0,5.0,33.3,1,5.0,1.0',
    ]);
  });

  it('is the same at the desk and in the file', () => {
    const { manifest, entries, annotations } = evening();
    const { talkTime } = describeSession({
      recordingId: 'one',
      manifest,
      durationMs: 60_000,
      journal: { entries: [...entries], unreadable: 0 },
      annotations,
      loudness: new Map(),
      binsOf: () => new Uint8Array(),
    });
    expect(talkTime).toEqual([
      {
        userId: ADA,
        displayName: 'Ada',
        presentMs: 40_000,
        talkMs: 21_500,
        turns: 2,
        longestTurnMs: 12_000,
        overlapMs: 4_500,
      },
      {
        userId: BRAM,
        displayName: 'Bram',
        presentMs: 55_000,
        talkMs: 8_000,
        turns: 2,
        longestTurnMs: 6_000,
        overlapMs: 4_500,
      },
    ]);
  });
});
