import { describe, expect, it } from 'vitest';
import type { JournalEntry, Manifest } from '../../../../src/main/recording';
import { toJournalView, toSummary } from '../../../../src/main/services/recordings/to-summary';

function aManifest(fields: Partial<Manifest> = {}): Manifest {
  return {
    format: 'roomtone-recording',
    version: 1,
    title: 'Evening round',
    guild: { id: '1', name: 'Tidewater' },
    channel: { id: '2', name: 'Stage left' },
    startedAtMs: 1_000,
    state: 'complete',
    durationSamples: 96_000,
    writerPid: 1,
    failure: null,
    repair: null,
    people: [],
    tracks: [],
    ...fields,
  };
}

const aTrack = {
  trackId: '01-5',
  number: 1,
  userId: '5',
  displayName: 'Ada',
  self: false,
  file: 'tracks/01-ada-5.opus',
  peaksFile: 'peaks/01-ada-5.peaks',
  serial: 1,
  firstSoundSamples: 0,
  durationSamples: 96_000,
  packets: 1,
  lost: 0,
  dropped: 0,
  driftPpm: null,
  driftCorrectedSamples: 0,
};

const still = { bytes: 5, nowMs: 9_000, live: false, damage: null };

describe('the summary of a recording', () => {
  it.each([
    ['whole', aManifest(), still, { kind: 'ok' }],
    ['being written', aManifest({ state: 'recording' }), { ...still, live: true }, { kind: 'recording' }],
    [
      'mended',
      aManifest({ state: 'repaired', repair: { atMs: 1, lostMs: 1_000, notes: ['cut 3 torn bytes'] } }),
      still,
      {
        kind: 'repaired',
        lostMs: 1_000,
        note: 'Roomtone or the computer stopped while this was recorded. Everything up to then is here; at most 1 s is missing at the end.',
      },
    ],
    [
      'mended and has lost more than its end',
      aManifest({
        state: 'repaired',
        repair: { atMs: 1, lostMs: 3_500, notes: [] },
        tracks: [{ ...aTrack, missing: [[48_000, 168_000]] }],
      }),
      still,
      {
        kind: 'repaired',
        lostMs: 1_000,
        note: 'Roomtone or the computer stopped while this was recorded. Not all that was recorded is in its files any more; at most 1 s is missing at the end.',
      },
    ],
    [
      'ended by a full disk',
      aManifest({ state: 'failed', failure: { code: 'recording/disk-full', message: 'The disk is full.' } }),
      still,
      { kind: 'repaired', lostMs: 0, note: 'The disk is full.' },
    ],
    ['damaged', aManifest(), { ...still, damage: 'no Ogg' }, { kind: 'damaged', reason: 'no Ogg' }],
  ])('says that it is %s', (_, manifest, facts, health) => {
    expect(toSummary('id', manifest, facts).health).toEqual(health);
  });

  it('gives the running time of what is being written, and the length of what is done', () => {
    const live = toSummary('id', aManifest({ state: 'recording', durationSamples: null }), {
      ...still,
      live: true,
    });
    expect(live.durationMs).toBe(8_000);
    expect(toSummary('id', aManifest(), still).durationMs).toBe(2_000);
  });

  it('has no place where none is known', () => {
    const summary = toSummary(
      'id',
      aManifest({ guild: { id: '0', name: '' }, channel: { id: '0', name: '' } }),
      still,
    );
    expect(summary).toMatchObject({ guildName: null, roomName: null });
  });
});

describe('a line of the journal', () => {
  it.each<[JournalEntry, string | null, string | null]>([
    [{ type: 'join', atMs: 1, userId: '10' }, 'joined', 'Ada joined'],
    [{ type: 'leave', atMs: 1, userId: '10', displayName: 'Ada L' }, 'left', 'Ada L left'],
    [{ type: 'mute', atMs: 1, userId: '10', on: true }, 'muted', 'Ada muted'],
    [{ type: 'deafen', atMs: 1, userId: '10', on: false }, 'unmuted', 'Ada no longer deafened'],
    [{ type: 'marker', atMs: 1, label: 'good' }, 'marker', 'good'],
    [
      { type: 'chat', atMs: 1, messageId: '5', userId: '10', displayName: 'Ada', text: 'hi' },
      'message',
      'Ada: hi',
    ],
    [{ type: 'connection', atMs: 1, state: 'lost' }, 'trouble', 'Connection lost'],
    [
      { type: 'stopped', atMs: 1, reason: 'recording/disk-full' },
      'stopped',
      'Recording ended: recording/disk-full',
    ],
    [
      { type: 'clock', atMs: 1, wallMs: 5, jumpMs: -3_600_000 },
      'trouble',
      "The computer's clock went back by 3600 s",
    ],
    [{ type: 'skipped', atMs: 1, userId: '10', on: true }, 'trouble', 'Ada is not recorded from here on'],
    [{ type: 'sound', atMs: 1, track: 1, fromSamples: 0, toSamples: 1 }, null, null],
  ])('reads as a person would say it: %j', (entry, kind, text) => {
    const view = toJournalView(entry, () => 'Ada');
    expect(view?.kind ?? null).toBe(kind);
    expect(view?.text ?? null).toBe(text);
  });
});
