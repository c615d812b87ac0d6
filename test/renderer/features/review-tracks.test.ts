import { describe, expect, it } from 'vitest';
import { damagedNote, holeLine, holesOf } from '../../../src/renderer/features/recordings/holes';
import { mendedNote } from '../../../src/renderer/features/recordings/mended-note';
import { isBeside, namesOf } from '../../../src/renderer/features/recordings/tracks';
import type { RecordingDetail, RecordingTrack } from '../../../src/shared/models/recordings';
import type { ReviewLane } from '../../../src/shared/models/review';

const track = (trackId: string, userId: string, source?: 'microphone') =>
  ({
    trackId,
    userId,
    displayName: `${userId} of ${trackId}`,
    ...(source ? { source } : {}),
  }) as RecordingTrack;

const aLane = (name: string, spans: ReviewLane['spans'], checked = true): ReviewLane => ({
  trackId: `01-${name}`,
  displayName: name,
  spans,
  speech: [],
  loudnessLufs: null,
  truePeakDbtp: null,
  driftPpm: null,
  lostPackets: 0,
  checked,
});
const WHOLE = holesOf([aLane('Ravi', [])]);

describe('a recording that was mended', () => {
  const health = { lostMs: 1_000, note: 'At most 1 s is missing at the end.' };
  const cut = { fromMs: 300_300, toMs: 308_569, cause: 'Recording was cut off.' };

  it('says what its end lacks, and where its hole is when it went on', () => {
    expect(mendedNote(health, [], WHOLE)).toBe(health.note);
    expect(mendedNote(health, [cut], WHOLE)).toBe(
      'It was cut off and went on: nothing was recorded from 5:00 to 5:08, and at most 1 s before it is missing. All else is here.',
    );
    const later = { ...cut, fromMs: 3_600_000, toMs: 3_660_000 };
    expect(mendedNote({ ...health, lostMs: 0 }, [cut, later], WHOLE)).toContain(
      'from 5:00 to 5:08, and from 1:00:00 to 1:01:00. All else',
    );
  });

  it('does not say that all else is here before its files have been read through', () => {
    expect(mendedNote(health, [cut], holesOf([aLane('Ravi', [], false)]))).toMatch(/before it is missing\.$/);
  });

  it('names whose sound is not there any more', () => {
    const gone = holesOf([
      aLane('Mei', [{ state: 'lost', fromMs: 0, toMs: 20 }]),
      aLane('Ravi', [
        { state: 'missing', fromMs: 2_000, toMs: 33_000 },
        { state: 'missing', fromMs: 46_000, toMs: 80_000 },
      ]),
    ]);
    expect(mendedNote(health, [], gone)).toBe(
      "At most 1 s is missing at the end. Ravi's sound from 0:02 to 0:33 and from 0:46 to 1:20 is not there any more.",
    );
    expect(mendedNote(health, [cut], gone)).toContain(
      "missing. Ravi's sound from 0:02 to 0:33 and from 0:46 to 1:20 is not there any more. All else is here.",
    );
    const many = ['A', 'B', 'C', 'D', 'E'].map((name, at) =>
      aLane(name, [{ state: 'missing', fromMs: at * 1_000, toMs: 9_000 }]),
    );
    expect(mendedNote(health, [], holesOf(many))).toMatch(
      /C's sound .*\. The same is true of 2 more tracks\.$/,
    );
  });
});

describe('a recording of which some cannot be read', () => {
  const damaged = (fromMs: number) => ({ state: 'damaged' as const, fromMs, toMs: fromMs + 600 });

  it('says in how many places, of whom, and whether that is all', () => {
    const lanes = [aLane('Ravi', [damaged(1_000), damaged(5_000)]), aLane('Mei', [damaged(3_000)])];
    expect(damagedNote(holesOf(lanes))).toEqual(['Silence where nothing can be read: Ravi (2), Mei.']);
    const looking = holesOf([...lanes, aLane('Dan', [], false)]);
    expect(damagedNote(looking).at(-1)).toBe('The files are still being checked.');
    expect(damagedNote(WHOLE)).toEqual([]);
    expect(mendedNote({ lostMs: 0, note: 'It stopped.' }, [], holesOf(lanes))).toBe(
      'It stopped. Damaged in 3 places. Silence where nothing can be read: Ravi (2), Mei.',
    );
    const lines = holesOf(lanes).damaged.map(holeLine);
    expect(lines[1]).toBe('Mei, 0:03.0 to 0:03.6: damaged');
  });
});

describe('tracks of a recording', () => {
  it('are a microphone beside what the room heard only where the room heard something of the same person', () => {
    const own = track('1', 'me');
    const raw = track('2', 'me', 'microphone');
    const alone = track('3', 'other', 'microphone');
    const tracks = [own, raw, alone];
    expect(tracks.map((one) => isBeside(one, tracks))).toEqual([false, true, false]);
  });

  it('give the names of people, and so do chat, attendance and the list of who was left out', () => {
    const detail = {
      tracks: [track('1', 'ada')],
      summary: { people: [{ userId: 'bram', displayName: 'Bram', isSelf: false }] },
    } as unknown as RecordingDetail;
    const session = {
      chat: [{ userId: 'cleo', displayName: 'Cleo' }],
      skipped: [{ userId: 'dina', displayName: 'Dina' }],
      talkTime: [{ userId: 'ada', displayName: 'another spelling' }],
    } as unknown as Parameters<typeof namesOf>[1];
    expect(Object.fromEntries(namesOf(detail, session))).toEqual({
      ada: 'ada of 1',
      bram: 'Bram',
      cleo: 'Cleo',
      dina: 'Dina',
    });
    expect([...namesOf(detail, null).keys()].sort()).toEqual(['ada', 'bram']);
  });
});
