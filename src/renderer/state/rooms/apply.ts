import type { ChannelId, GuildId } from '@shared/discord/snowflake';
import type { AwayDigest } from '@shared/models/away';
import type { Batch } from '@shared/models/rooms';

/** Which dialog of the rooms desk is open, and about what. */
export type RoomDialog =
  | { kind: 'editRoom'; channelId: string }
  | { kind: 'copyRoom'; channelId: string }
  | { kind: 'manyRooms' }
  | { kind: 'endRooms'; channelIds: readonly string[] }
  | { kind: 'status'; channelId: string }
  | { kind: 'stage'; channelId: string }
  /** A template from a room, or from all rooms of a category. */
  | { kind: 'template'; guildId: GuildId; channelId: ChannelId }
  /** Where to move these people; `fromId` when it is everyone of a room. */
  | { kind: 'move'; userIds: readonly string[]; fromId: string | null }
  | { kind: 'member'; userId: string; section: MemberSection }
  | { kind: 'roles' };

export type MemberSection = 'overview' | 'timeOut' | 'nickname' | 'roles';

export interface RoomsState {
  dialog: RoomDialog | null;
  batches: Readonly<Record<string, Batch>>;
  /** Ended batches that were put away. */
  dismissed: readonly string[];
  /** User ids chosen in the list, to do something to all of them. */
  selected: readonly string[];
  /** User ids that are dragged right now. */
  dragged: readonly string[];
  /** The room that is dragged right now. */
  draggedRoom: string | null;
  /** People who will be disconnected unless undone, with the moment (Unix ms). */
  leaving: Readonly<Record<string, number>>;
  /** What was different after absences, oldest first, until it is put away. */
  away: readonly AwayDigest[];
}

export const initialRooms: RoomsState = {
  dialog: null,
  batches: {},
  dismissed: [],
  selected: [],
  dragged: [],
  draggedRoom: null,
  leaving: {},
  away: [],
};

/** So many absences of one server are remembered here; the timeline has them all. */
const AWAY_KEPT = 5;

export function addAway(state: RoomsState, digest: AwayDigest): RoomsState {
  const { guildId } = digest;
  const ofGuild = [...state.away.filter((d) => d.guildId === guildId), digest].slice(-AWAY_KEPT);
  return { ...state, away: [...state.away.filter((d) => d.guildId !== guildId), ...ofGuild] };
}

export function dropAway(state: RoomsState, guildId: string): RoomsState {
  return { ...state, away: state.away.filter((digest) => digest.guildId !== guildId) };
}

export function applyBatch(state: RoomsState, batch: Batch): RoomsState {
  return { ...state, batches: { ...state.batches, [batch.batchId]: batch } };
}

/** On when it was off, and the other way round. */
export function toggleSelected(state: RoomsState, userId: string): RoomsState {
  const selected = state.selected.includes(userId)
    ? state.selected.filter((id) => id !== userId)
    : [...state.selected, userId];
  return { ...state, selected };
}

export function setLeaving(state: RoomsState, userId: string, atMs: number | null): RoomsState {
  const { [userId]: _gone, ...rest } = state.leaving;
  return { ...state, leaving: atMs === null ? rest : { ...rest, [userId]: atMs } };
}

/** How far a batch is. */
export function batchProgress(batch: Batch): { settled: number; troubled: number; total: number } {
  let settled = 0;
  let troubled = 0;
  for (const { state } of batch.items) {
    if (state.kind !== 'waiting' && state.kind !== 'running') settled += 1;
    if (state.kind === 'refused' || state.kind === 'failed') troubled += 1;
  }
  return { settled, troubled, total: batch.items.length };
}
