import { describe, expect, it } from 'vitest';
import { isBeside, namesOf } from '../../../src/renderer/features/recordings/tracks';
import type { RecordingDetail, RecordingTrack } from '../../../src/shared/models/recordings';

const track = (trackId: string, userId: string, source?: 'microphone') =>
  ({
    trackId,
    userId,
    displayName: `${userId} of ${trackId}`,
    ...(source ? { source } : {}),
  }) as RecordingTrack;

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
