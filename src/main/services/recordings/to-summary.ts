import type { JournalEntryView, RecordingHealth, RecordingSummary } from '@shared/models/recordings';
import type { AlarmKind } from '@shared/models/sentinel';
import { type JournalEntry, type Manifest, missingMs } from '../../recording';

const SAMPLES_PER_MS = 48;

/** What the library shows of a session whose manifest can be read. */
export function toSummary(
  recordingId: string,
  manifest: Manifest,
  facts: { bytes: number; nowMs: number; live: boolean; damage: string | null; tags?: readonly string[] },
): RecordingSummary {
  const knownMs = (manifest.durationSamples ?? 0) / SAMPLES_PER_MS;
  return {
    recordingId,
    title: manifest.title,
    guildName: manifest.guild.name === '' ? null : manifest.guild.name,
    roomName: manifest.channel.name === '' ? null : manifest.channel.name,
    startedAtMs: manifest.startedAtMs,
    durationMs: facts.live ? Math.max(0, facts.nowMs - manifest.startedAtMs) : knownMs,
    trackCount: manifest.tracks.length,
    people: manifest.people.map(({ userId, displayName, self }) => ({ userId, displayName, isSelf: self })),
    bytes: facts.bytes,
    health: toHealth(manifest, facts),
    tags: [...(facts.tags ?? [])],
  };
}

/** A session nothing can be read of, so that it can be seen and thrown away. */
export function toDamagedSummary(
  recordingId: string,
  reason: string,
  bytes: number,
  seenAtMs: number,
): RecordingSummary {
  return {
    recordingId,
    title: recordingId,
    guildName: null,
    roomName: null,
    startedAtMs: seenAtMs,
    durationMs: 0,
    trackCount: 0,
    people: [],
    bytes,
    health: { kind: 'damaged', reason },
    tags: [],
  };
}

function toHealth(manifest: Manifest, facts: { live: boolean; damage: string | null }): RecordingHealth {
  if (facts.damage !== null) return { kind: 'damaged', reason: facts.damage };
  switch (manifest.state) {
    case 'complete':
      return { kind: 'ok' };
    case 'recording':
      return facts.live ? { kind: 'recording' } : { kind: 'damaged', reason: 'cut off and not mended yet' };
    case 'failed':
    case 'repaired': {
      const goneMs = missingMs(manifest);
      const lostMs = (manifest.repair?.lostMs ?? 0) - goneMs;
      return { kind: 'repaired', lostMs, note: repairedNote(manifest.failure?.message, lostMs, goneMs > 0) };
    }
  }
}

/** What a listener needs to know; what was done to which file stays in the manifest's `repair.notes`. */
function repairedNote(failure: string | undefined, lostMs: number, isMoreGone: boolean): string {
  const cause = failure ?? 'Roomtone or the computer stopped while this was recorded.';
  const end = lostMs === 0 ? '' : `at most ${lostMs / 1_000} s is missing at the end.`;
  if (isMoreGone)
    return `${cause} Not all that was recorded is in its files any more${end === '' ? '.' : `; ${end}`}`;
  return end === '' ? cause : `${cause} Everything up to then is here; ${end}`;
}

const ALARM_WORDS: Record<AlarmKind, string> = {
  noPackets: 'no packets',
  loss: 'packets are lost',
  late: 'packets are late',
  undecryptable: 'packets cannot be decrypted',
  clipping: 'clipped',
  deadAir: 'dead air',
  stranger: 'in the encrypted group, not in the room',
};

/** A journal line as a person reads it; null for what only the files need. */
export function toJournalView(
  entry: JournalEntry,
  nameOf: (userId: string) => string,
): JournalEntryView | null {
  const { atMs } = entry;
  switch (entry.type) {
    case 'started':
      return { atMs, kind: 'started', userId: null, text: 'Recording started' };
    case 'stopped':
      return {
        atMs,
        kind: 'stopped',
        userId: null,
        text: entry.reason === 'stopped' ? 'Recording stopped' : `Recording ended: ${entry.reason}`,
      };
    case 'join':
    case 'leave': {
      const name = entry.displayName ?? nameOf(entry.userId);
      const joined = entry.type === 'join';
      return {
        atMs,
        kind: joined ? 'joined' : 'left',
        userId: entry.userId,
        text: `${name} ${joined ? 'joined' : 'left'}`,
      };
    }
    case 'mute':
    case 'deafen': {
      const what = entry.type === 'mute' ? 'muted' : 'deafened';
      const text = `${nameOf(entry.userId)} ${entry.on ? what : `no longer ${what}`}`;
      return { atMs, kind: entry.on ? 'muted' : 'unmuted', userId: entry.userId, text };
    }
    case 'marker':
      return { atMs, kind: 'marker', userId: entry.userId ?? null, text: entry.label };
    case 'chat':
      return { atMs, kind: 'message', userId: entry.userId, text: `${entry.displayName}: ${entry.text}` };
    case 'connection':
      return { atMs, kind: 'trouble', userId: null, text: `Connection ${entry.state}` };
    case 'alarm': {
      const whose = entry.userId === undefined ? 'Own signal' : `Signal of ${nameOf(entry.userId)}`;
      const text = `${whose}: ${ALARM_WORDS[entry.kind]}${entry.raised ? '' : ', over'}`;
      return { atMs, kind: 'trouble', userId: entry.userId ?? null, text };
    }
    case 'note':
      return { atMs, kind: 'trouble', userId: null, text: entry.text };
    case 'clock': {
      const seconds = Math.round(Math.abs(entry.jumpMs) / 1_000);
      const text = `The computer's clock went ${entry.jumpMs < 0 ? 'back' : 'ahead'} by ${seconds} s`;
      return { atMs, kind: 'trouble', userId: null, text };
    }
    case 'skipped': {
      const text = `${nameOf(entry.userId)} is ${entry.on ? 'not recorded from here on' : 'recorded again'}`;
      return { atMs, kind: 'trouble', userId: entry.userId, text };
    }
    case 'cut': {
      const seconds = Math.round((atMs - entry.fromMs) / 1_000);
      return { atMs, kind: 'trouble', userId: null, text: `Goes on after ${seconds} s: ${entry.cause}` };
    }
    case 'chatEdit':
    case 'chatDelete':
    case 'reaction':
    case 'speaking':
    case 'epoch':
    case 'anchor':
    case 'sound':
    case 'gap':
      return null;
  }
}
