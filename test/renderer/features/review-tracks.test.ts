import { describe, expect, it } from 'vitest';
import { mendedNote } from '../../../src/renderer/features/recordings/mended-note';
import { isBeside, namesOf } from '../../../src/renderer/features/recordings/tracks';
import type { RecordingDetail, RecordingTrack } from '../../../src/shared/models/recordings';

const track = (trackId: string, userId: string, source?: 'microphone') =>
  ({
    trackId,
    userId,
    displayName: `${userId} of ${trackId}`,
    ...(source ? { source } : {}),
  }) as RecordingTrack;

describe('a recording that was mended', () => {
  const health = { lostMs: 1_000, note: 'At most 1 s is missing at the end.' };

  it('says what its end lacks, and where its hole is when it went on', () => {
    expect(mendedNote(health, [])).toBe(health.note);
    const cut = { fromMs: 300_300, toMs: 308_569, cause: 'Recording was cut off.' };
    expect(mendedNote(health, [cut])).toBe(
      'It was cut off and went on: nothing was recorded from 5:00 to 5:08, and at most 1 s before it is missing. All else is here.',
    );
    const later = { ...cut, fromMs: 3_600_000, toMs: 3_660_000 };
    expect(mendedNote({ ...health, lostMs: 0 }, [cut, later])).toContain(
      'from 5:00 to 5:08, and from 1:00:00 to 1:01:00. All else',
    );
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
