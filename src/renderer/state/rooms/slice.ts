import type { ChannelId, GuildId, UserId } from '@shared/discord/snowflake';
import type { Api } from '@shared/ipc/api';
import type { AwayDigest } from '@shared/models/away';
import type {
  Batch,
  CreateManyInput,
  MemberDetail,
  MembersBatchInput,
  ModifyRoomInput,
  ModifyRoomOutcome,
  PlaceRoomInput,
  RoomActionOutcome,
  VoiceRegion,
} from '@shared/models/rooms';
import type { SliceContext } from '../app-state';
import {
  addAway,
  applyBatch,
  dropAway,
  initialRooms,
  type RoomDialog,
  setLeaving,
  toggleSelected,
} from './apply';
import { keepAway, keptAway } from './kept-away';

type MemberOf = { guildId: GuildId; userId: UserId };

export interface RoomsActions {
  load(): Promise<void>;
  clear(): void;
  openDialog(dialog: RoomDialog): void;
  closeDialog(): void;
  batchChanged(batch: Batch): void;
  dismissBatch(batchId: string): void;
  cancelBatch(batchId: string): Promise<void>;
  modify(input: ModifyRoomInput): Promise<ModifyRoomOutcome>;
  place(input: PlaceRoomInput): Promise<RoomActionOutcome>;
  dragRoom(channelId: string | null): void;
  createMany(input: CreateManyInput): Promise<string>;
  endMany(guildId: GuildId, channelIds: ChannelId[], reason: string | null): Promise<string>;
  setStatus(channelId: ChannelId, status: string | null): Promise<RoomActionOutcome>;
  startStage(
    channelId: ChannelId,
    topic: string,
    notify: boolean,
    reason: string | null,
  ): Promise<RoomActionOutcome>;
  setStageTopic(channelId: ChannelId, topic: string): Promise<RoomActionOutcome>;
  endStage(channelId: ChannelId): Promise<RoomActionOutcome>;
  regions(guildId: GuildId): Promise<VoiceRegion[]>;
  move(member: MemberOf, channelId: ChannelId): Promise<RoomActionOutcome>;
  setVoice(member: MemberOf, voice: { mute?: boolean; deaf?: boolean }): Promise<RoomActionOutcome>;
  setSuppressed(member: MemberOf, channelId: ChannelId, suppressed: boolean): Promise<RoomActionOutcome>;
  /** Disconnects after `delayMs` unless `undoDisconnect` comes first; a second call does it now. */
  disconnectAfter(member: MemberOf, delayMs: number): Promise<RoomActionOutcome | { kind: 'undone' }>;
  undoDisconnect(userId: string): void;
  actOnMany(input: MembersBatchInput): Promise<string>;
  member(member: MemberOf): Promise<MemberDetail | null>;
  timeOut: Api['members']['timeOut'];
  setNickname: Api['members']['setNickname'];
  setRole: Api['members']['setRole'];
  roles: Api['roles'];
  select(userId: string): void;
  clearSelection(): void;
  drag(userIds: readonly string[]): void;
  wasAway(digest: AwayDigest): void;
  dismissAway(guildId: string): void;
  /** What this window had said before it was reloaded. */
  restoreAway(): void;
}

export function createRoomsActions({ api, get, update }: SliceContext): RoomsActions {
  const pending = new Map<
    string,
    { timer: ReturnType<typeof setTimeout>; settle: (undone: boolean) => void }
  >();

  return {
    async load() {
      const batches = await api.rooms.batches();
      for (const batch of batches) update('rooms', (state) => applyBatch(state, batch));
    },
    clear() {
      update('rooms', () => initialRooms);
      keepAway([]);
    },
    openDialog(dialog) {
      update('rooms', (state) => ({ ...state, dialog }));
      update('view', (view) => ({ ...view, overlay: 'rooms' }));
    },
    closeDialog() {
      update('view', (view) => (view.overlay === 'rooms' ? { ...view, overlay: null } : view));
      update('rooms', (state) => (state.dialog === null ? state : { ...state, dialog: null }));
    },
    batchChanged: (batch) => update('rooms', (state) => applyBatch(state, batch)),
    dismissBatch: (batchId) =>
      update('rooms', (state) => ({ ...state, dismissed: [...state.dismissed, batchId] })),
    async cancelBatch(batchId) {
      await api.rooms.cancelBatch({ batchId });
    },
    modify: (input) => api.rooms.modify(input),
    place: (input) => api.rooms.place(input),
    dragRoom: (draggedRoom) => update('rooms', (state) => ({ ...state, draggedRoom })),
    createMany: async (input) => (await api.rooms.createMany(input)).batchId,
    endMany: async (guildId, channelIds, reason) =>
      (await api.rooms.endMany({ guildId, channelIds, reason })).batchId,
    setStatus: (channelId, status) => api.rooms.setStatus({ channelId, status }),
    startStage: (channelId, topic, notify, reason) =>
      api.rooms.startStage({ channelId, topic, notify, reason }),
    setStageTopic: (channelId, topic) => api.rooms.setStageTopic({ channelId, topic, reason: null }),
    endStage: (channelId) => api.rooms.endStage({ channelId, reason: null }),
    regions: (guildId) => api.rooms.regions({ guildId }),
    move: (member, channelId) => api.members.move({ ...member, channelId }),
    setVoice: (member, voice) => api.members.setVoice({ ...member, ...voice }),
    setSuppressed: (member, channelId, suppressed) =>
      api.members.setSuppressed({ ...member, channelId, suppressed }),
    async disconnectAfter(member, delayMs) {
      const { userId } = member;
      const running = pending.get(userId);
      if (running) {
        running.settle(false);
        return { kind: 'done' };
      }
      update('rooms', (state) => setLeaving(state, userId, Date.now() + delayMs));
      const undone = await new Promise<boolean>((settle) => {
        const timer = setTimeout(() => settle(false), delayMs);
        pending.set(userId, { timer, settle });
      });
      clearTimeout(pending.get(userId)?.timer);
      pending.delete(userId);
      try {
        return undone ? { kind: 'undone' } : await api.members.move({ ...member, channelId: null });
      } finally {
        update('rooms', (state) => setLeaving(state, userId, null));
      }
    },
    undoDisconnect: (userId) => pending.get(userId)?.settle(true),
    actOnMany: async (input) => (await api.members.actOnMany(input)).batchId,
    member: (member) => api.members.get(member),
    timeOut: (input) => api.members.timeOut(input),
    setNickname: (input) => api.members.setNickname(input),
    setRole: (input) => api.members.setRole(input),
    roles: api.roles,
    select: (userId) => update('rooms', (state) => toggleSelected(state, userId)),
    clearSelection: () =>
      update('rooms', (state) => (state.selected.length === 0 ? state : { ...state, selected: [] })),
    drag: (dragged) => update('rooms', (state) => ({ ...state, dragged })),
    wasAway(digest) {
      update('rooms', (state) => addAway(state, digest));
      keepAway(get().rooms.away);
    },
    dismissAway(guildId) {
      update('rooms', (state) => dropAway(state, guildId));
      keepAway(get().rooms.away);
    },
    restoreAway: () => update('rooms', (state) => ({ ...state, away: [...keptAway(), ...state.away] })),
  };
}
