import type { ChannelId, GuildId } from '@shared/discord/snowflake';
import type {
  GuildSummary,
  Occupant,
  RoomSummary,
  WorkspaceChange,
  WorkspaceChanged,
  WorkspaceSnapshot,
} from '@shared/models/workspace';
import { Emitter } from '../../support/emitter';
import type { OccupantMove, RoomDirectory } from './ports';

/** What the directory follows: the workspace service, said by its shape. */
export interface WorkspaceFeed {
  snapshot(): WorkspaceSnapshot;
  onChanged(listener: (changed: WorkspaceChanged) => void): () => void;
}

/** Rooms and who is in them by id, kept in step with the workspace; tells who moves where. */
export function createRoomDirectory(workspace: WorkspaceFeed): RoomDirectory & { close(): void } {
  const rooms = new Map<string, RoomSummary>();
  const guilds = new Map<string, GuildSummary>();
  /** By guild and user: a person is in at most one room of a guild. */
  const occupants = new Map<string, Occupant>();
  const moved = new Emitter<OccupantMove>();
  const roomChanged = new Emitter<void>();

  const place = (occupant: Occupant) => {
    const key = `${occupant.guildId}:${occupant.userId}`;
    const from = occupants.get(key)?.channelId ?? null;
    occupants.set(key, occupant);
    const { userId, displayName, isBot, channelId: to } = occupant;
    moved.emit({ userId, displayName, isBot, from, to });
  };
  const remove = (guildId: string, userId: string) => {
    const key = `${guildId}:${userId}`;
    const gone = occupants.get(key);
    occupants.delete(key);
    if (!gone) return;
    const { displayName, isBot, channelId: from } = gone;
    moved.emit({ userId, displayName, isBot, from, to: null });
  };
  const reset = (snapshot: WorkspaceSnapshot) => {
    rooms.clear();
    guilds.clear();
    for (const room of snapshot.rooms) rooms.set(room.channelId, room);
    for (const guild of snapshot.guilds) guilds.set(guild.guildId, guild);
    const present = new Set(snapshot.occupants.map(({ guildId, userId }) => `${guildId}:${userId}`));
    for (const [key, occupant] of [...occupants]) {
      if (!present.has(key)) remove(occupant.guildId, occupant.userId);
    }
    for (const occupant of snapshot.occupants) place(occupant);
    roomChanged.emit();
  };
  const apply = (change: WorkspaceChange) => {
    if (change.type === 'reset') reset(change.snapshot);
    else if (change.type === 'roomUpserted') {
      rooms.set(change.room.channelId, change.room);
      roomChanged.emit();
    } else if (change.type === 'roomRemoved') rooms.delete(change.channelId);
    else if (change.type === 'guildUpserted') guilds.set(change.guild.guildId, change.guild);
    else if (change.type === 'guildRemoved') guilds.delete(change.guildId);
    else if (change.type === 'occupantUpserted') place(change.occupant);
    else if (change.type === 'occupantRemoved') remove(change.guildId, change.userId);
  };

  reset(workspace.snapshot());
  const unsubscribe = workspace.onChanged(({ changes }) => changes.forEach(apply));

  return {
    room: (channelId: ChannelId) =>
      rooms.get(channelId) ??
      // Made a moment ago, and its announcement waits for the window's next frame.
      workspace.snapshot().rooms.find((room) => room.channelId === channelId) ??
      null,
    guildName: (guildId: GuildId) => guilds.get(guildId)?.name ?? null,
    occupants: (channelId: ChannelId) =>
      [...occupants.values()].filter((occupant) => occupant.channelId === channelId),
    onOccupantMove: moved.on,
    onRoomChanged: roomChanged.on,
    close() {
      unsubscribe();
      moved.clear();
      roomChanged.clear();
    },
  };
}
