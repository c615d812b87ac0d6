import type { UserId } from '@shared/discord/snowflake';
import type { AppErrorView } from '@shared/errors/app-error';
import type { CallState, RecordingState, SpeakerState, VoiceStats } from '@shared/models/calls';
import type { Occupant, RoomSummary } from '@shared/models/workspace';
import type { VoiceConnectionView, VoiceSpeaker } from '../../voice-process/protocol';

/** Everything the state of a call is made of; `toCallState` is the one place that puts it together. */
export interface CallParts {
  room: RoomSummary;
  roomName: string;
  startedAtMs: number;
  readyAtMs: number | null;
  connection: VoiceConnectionView;
  selfMute: boolean;
  monitor: { enabled: boolean; gainDb: number };
  /** Something of ours is audible to the room now. */
  onAir: boolean;
  speaking: readonly VoiceSpeaker[];
  volumes: ReadonlyMap<UserId, { gainDb: number; muted: boolean }>;
  recording: RecordingState;
  stats: VoiceStats;
}

export const NO_STATS: VoiceStats = {
  packetsSent: 0,
  packetsReceived: 0,
  lost: 0,
  malformed: 0,
  undecryptable: 0,
  lateTicks: 0,
  pingMs: null,
};

/** The state of a running call as the window shows it; everybody in the room is a speaker, talking or not. */
export function toCallState(parts: CallParts, occupants: readonly Occupant[]): CallState {
  const connection = parts.connection.kind === 'active' ? parts.connection : null;
  return {
    kind: 'active',
    guildId: parts.room.guildId,
    channelId: parts.room.channelId,
    roomName: parts.roomName,
    phase: connection?.phase ?? 'signalling',
    reason: connection?.reason ?? null,
    startedAtMs: parts.startedAtMs,
    readyAtMs: parts.readyAtMs,
    joinMs: parts.readyAtMs === null ? null : parts.readyAtMs - parts.startedAtMs,
    selfMute: parts.selfMute,
    monitor: parts.monitor,
    encryptionMode: connection?.encryptionMode ?? null,
    dave: connection?.dave ?? { active: false, epoch: null, privacyCode: null },
    speakers: toSpeakers(parts, occupants),
    recording: parts.recording,
    stats: { ...parts.stats, pingMs: connection?.pingMs ?? parts.stats.pingMs },
  };
}

/** The state after a call: why it ended and which recording it left. */
export function toEndedState(
  parts: CallParts,
  error: AppErrorView | null,
  recordingId: string | null,
): CallState {
  return {
    kind: 'ended',
    channelId: parts.room.channelId,
    roomName: parts.roomName,
    error,
    recordingId,
  };
}

function toSpeakers(parts: CallParts, occupants: readonly Occupant[]): SpeakerState[] {
  const onAir = parts.onAir && !parts.selfMute;
  const speaking = new Set(parts.speaking.filter((speaker) => speaker.speaking).map(({ userId }) => userId));
  return occupants
    .map((occupant) => {
      const volume = parts.volumes.get(occupant.userId);
      return {
        userId: occupant.userId,
        displayName: occupant.displayName,
        avatarUrl: occupant.avatarUrl,
        isSelf: occupant.isSelf,
        speaking: occupant.isSelf ? onAir : speaking.has(occupant.userId),
        gainDb: volume?.gainDb ?? 0,
        mutedForMe: volume?.muted ?? false,
      };
    })
    .sort((a, b) => Number(b.isSelf) - Number(a.isSelf) || a.displayName.localeCompare(b.displayName));
}
