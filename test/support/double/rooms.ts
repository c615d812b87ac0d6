import { ALL_PERMISSIONS } from '../../../src/shared/discord/permissions';
import { ChannelId, type GuildId, RoleId, UserId } from '../../../src/shared/discord/snowflake';
import type { Batch, BatchItem, RoomActionOutcome } from '../../../src/shared/models/rooms';
import type {
  RoleSummary,
  RoomSummary,
  WorkspaceChange,
  WorkspaceSnapshot,
} from '../../../src/shared/models/workspace';
import type { PartialHandlers } from '../contract-double';

/** What rooms are made of when a test says nothing else. */
export const ROOM_DEFAULTS = {
  ownPermissions: ALL_PERMISSIONS.toString(),
  region: null,
  slowModeMs: 0,
  access: { kind: 'everyone' },
  liveSinceMs: null,
  stage: null,
} as const satisfies Partial<RoomSummary>;

export const GUILD_DEFAULTS = {
  ownPermissions: ALL_PERMISSIONS.toString(),
  ownTopRoleId: RoleId.parse('701'),
  ownsGuild: false,
  maxBitrateBps: 96_000,
} as const;

/** Highest first: the bot's own, two it may give, and one above it. */
export function sampleRoles(guildId: GuildId): RoleSummary[] {
  const role = (
    roleId: string,
    name: string,
    position: number,
    colour: number | null,
    more: Partial<RoleSummary> = {},
  ): RoleSummary => ({
    roleId: RoleId.parse(roleId),
    guildId,
    name,
    colour,
    position,
    mentionable: false,
    assignable: true,
    managed: false,
    hoist: false,
    permissions: '1049600',
    editable: true,
    ...more,
  });
  return [
    role('700', 'Owner circle', 6, 0xc3272f, { assignable: false, editable: false, hoist: true }),
    role('701', 'Roomtone', 5, 0x0b6a5e, { assignable: false, editable: false, managed: true }),
    role('702', 'Hosts', 4, 0xe8a17a, { hoist: true, permissions: '30409728' }),
    role('703', 'Speakers', 3, 0x96b3f5, { mentionable: true }),
    role('704', 'Listeners', 2, null),
  ];
}

export interface RoomsContext {
  guildId: GuildId;
  workspace(): WorkspaceSnapshot;
  change(...changes: WorkspaceChange[]): void;
  emitBatch(batch: Batch): void;
}

/** Rooms, people in voice, and roles that behave: what is done shows. */
export function createRoomsDouble(context: RoomsContext) {
  const { guildId } = context;
  let nextId = 8_000;
  const batches = new Map<string, Batch>();
  const cancelled = new Set<string>();
  const timedOut = new Map<string, number>();
  const nicknames = new Map<string, string | null>();
  const rolesOf = new Map<string, RoleId[]>([['2', [RoleId.parse('703')]]]);
  const roomOf = (id: string) => context.workspace().rooms.find((r) => r.channelId === id);
  const occupantOf = (id: string) => context.workspace().occupants.find((o) => o.userId === id);
  const DONE: RoomActionOutcome = { kind: 'done' };

  const patchRoom = (channelId: string, patch: Partial<RoomSummary>): RoomSummary | null => {
    const before = roomOf(channelId);
    if (!before) return null;
    const room = { ...before, ...patch };
    context.change({ type: 'roomUpserted', room });
    return room;
  };
  const patchOccupant = (
    userId: string,
    patch: Partial<WorkspaceSnapshot['occupants'][number]>,
  ): RoomActionOutcome => {
    const before = occupantOf(userId);
    if (!before) return { kind: 'notInVoice' };
    context.change({ type: 'occupantUpserted', occupant: { ...before, ...patch } });
    return DONE;
  };
  const move = (userId: string, channelId: ChannelId | null): RoomActionOutcome => {
    if (!occupantOf(userId)) return { kind: 'notInVoice' };
    if (channelId === null) {
      context.change({ type: 'occupantRemoved', guildId, userId: UserId.parse(userId) });
      return DONE;
    }
    if (!roomOf(channelId)) return { kind: 'gone', what: 'channel' };
    return patchOccupant(userId, { channelId, sinceMs: Date.now() });
  };
  const setRoles = (roles: RoleSummary[]) => context.change({ type: 'rolesChanged', guildId, roles });
  const roles = () => context.workspace().roles;

  /** One step at each turn of the event loop, so that progress and cancelling can be seen. */
  const start = (
    kind: Batch['kind'],
    steps: readonly { label: string; targetId: string | null; run(): RoomActionOutcome | string }[],
  ) => {
    const batchId = `batch-${nextId++}`;
    const put = (items: BatchItem[], endedAtMs: number | null) => {
      const batch: Batch = { batchId, kind, guildId, items, startedAtMs: Date.now(), endedAtMs };
      batches.set(batchId, batch);
      context.emitBatch(batch);
    };
    let items: BatchItem[] = steps.map(({ label, targetId }) => ({
      label,
      targetId,
      state: { kind: 'waiting' },
    }));
    put(items, null);
    const go = async () => {
      for (const [index, step] of steps.entries()) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        const outcome = cancelled.has(batchId) ? null : step.run();
        const state: BatchItem['state'] =
          outcome === null
            ? { kind: 'cancelled' }
            : typeof outcome === 'string' || outcome.kind === 'done'
              ? { kind: 'done' }
              : { kind: 'refused', refusal: outcome };
        const targetId = typeof outcome === 'string' ? outcome : step.targetId;
        items = items.map((item, i) => (i === index ? { ...item, targetId, state } : item));
        put(items, index === steps.length - 1 ? Date.now() : null);
      }
    };
    void go();
    return { batchId };
  };

  const handlers = {
    rooms: {
      modify: ({ channelId, reason: _reason, ...patch }) => {
        if (patch.name !== undefined && /[<>]/.test(patch.name)) {
          return { kind: 'invalid', fields: { name: 'A name cannot hold < or >.' } };
        }
        const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
        const room = patchRoom(channelId, given);
        return room ? { kind: 'done', room } : { kind: 'gone', what: 'channel' };
      },
      place: ({ channelId, categoryId, beforeId }) => {
        const siblings = context
          .workspace()
          .rooms.filter((r) => r.categoryId === categoryId && r.channelId !== channelId)
          .sort((a, b) => a.position - b.position);
        const moved = roomOf(channelId);
        if (!moved) return { kind: 'gone', what: 'channel' };
        const at = beforeId === null ? siblings.length : siblings.findIndex((r) => r.channelId === beforeId);
        const order = [...siblings.slice(0, at), moved, ...siblings.slice(at)];
        context.change(
          ...order.map((r, position) => ({
            type: 'roomUpserted' as const,
            room: { ...r, position, categoryId },
          })),
        );
        return DONE;
      },
      createMany: ({ names, userLimit, categoryId, bitrateBps, kind, access }) =>
        start(
          'createRooms',
          names.map((name) => ({
            label: name,
            targetId: null,
            run: () => {
              const channelId = ChannelId.parse(String(nextId++));
              const like = context.workspace().rooms[0];
              if (!like) return DONE;
              const room: RoomSummary = {
                ...like,
                ...ROOM_DEFAULTS,
                channelId,
                name,
                userLimit,
                categoryId,
                bitrateBps: bitrateBps ?? 64_000,
                kind: kind ?? 'voice',
                access: access ?? { kind: 'everyone' },
                position: 20,
                status: null,
              };
              context.change({ type: 'roomUpserted', room });
              return channelId as string;
            },
          })),
        ),
      endMany: ({ channelIds }) =>
        start(
          'endRooms',
          channelIds.map((channelId) => ({
            label: roomOf(channelId)?.name ?? '',
            targetId: channelId,
            run: () => {
              if (roomOf(channelId)) context.change({ type: 'roomRemoved', channelId });
              return DONE;
            },
          })),
        ),
      batches: () => [...batches.values()],
      cancelBatch: ({ batchId }) => {
        cancelled.add(batchId);
        return { cancelled: true };
      },
      setStatus: ({ channelId, status }) =>
        patchRoom(channelId, { status }) ? DONE : { kind: 'gone', what: 'channel' },
      startStage: ({ channelId, topic }) => {
        if (roomOf(channelId)?.stage) return { kind: 'stageState', live: true };
        patchRoom(channelId, { stage: { topic } });
        return DONE;
      },
      setStageTopic: ({ channelId, topic }) => {
        patchRoom(channelId, { stage: { topic } });
        return DONE;
      },
      endStage: ({ channelId }) => {
        if (!roomOf(channelId)?.stage) return { kind: 'stageState', live: false };
        patchRoom(channelId, { stage: null });
        return DONE;
      },
      regions: () => [
        { regionId: 'rotterdam', name: 'Rotterdam', optimal: true },
        { regionId: 'us-east', name: 'US East', optimal: false },
      ],
    },
    members: {
      get: ({ userId }) => {
        const occupant = occupantOf(userId);
        return {
          guildId,
          userId,
          displayName: nicknames.get(userId) ?? occupant?.displayName ?? 'Somebody',
          username: (occupant?.displayName ?? 'somebody').toLowerCase(),
          nickname: nicknames.get(userId) ?? null,
          avatarUrl: null,
          isBot: occupant?.isBot ?? false,
          isSelf: occupant?.isSelf ?? false,
          isOwner: occupant?.standing === 'owner',
          roleIds: rolesOf.get(userId) ?? [],
          timedOutUntilMs: timedOut.get(userId) ?? null,
          obstacles: {
            timeOut: occupant?.standing === 'owner' ? { kind: 'outranked', by: 'owner' } : null,
            nickname: occupant?.standing === 'owner' ? { kind: 'outranked', by: 'owner' } : null,
            roles: null,
          },
        };
      },
      move: ({ userId, channelId }) => move(userId, channelId),
      setVoice: ({ userId, mute, deaf }) =>
        patchOccupant(userId, {
          ...(mute === undefined ? {} : { serverMute: mute }),
          ...(deaf === undefined ? {} : { serverDeaf: deaf }),
        }),
      setSuppressed: ({ userId, suppressed }) =>
        patchOccupant(userId, { suppressed, wantsToSpeakSinceMs: null }),
      actOnMany: ({ userIds, action }) =>
        start(
          action.kind === 'move'
            ? 'moveMembers'
            : action.kind === 'mute'
              ? 'muteMembers'
              : 'disconnectMembers',
          userIds.map((userId) => ({
            label: occupantOf(userId)?.displayName ?? '',
            targetId: userId,
            run: () =>
              action.kind === 'mute'
                ? patchOccupant(userId, { serverMute: action.mute })
                : move(userId, action.kind === 'move' ? action.channelId : null),
          })),
        ),
      timeOut: ({ userId, durationMs }) => {
        if (durationMs === null) timedOut.delete(userId);
        else timedOut.set(userId, Date.now() + durationMs);
        return DONE;
      },
      setNickname: ({ userId, nickname }) => {
        nicknames.set(userId, nickname);
        return DONE;
      },
      setRole: ({ userId, roleId, has }) => {
        const others = (rolesOf.get(userId) ?? []).filter((id) => id !== roleId);
        rolesOf.set(userId, has ? [...others, roleId] : others);
        return DONE;
      },
    },
    roles: {
      create: ({ guildId: _guild, reason: _reason, ...fields }) => {
        const like = roles().find((r) => r.editable) ?? roles()[0];
        if (!like) return { kind: 'missingPermission', permission: 'Manage Roles' };
        const role = { ...like, ...fields, roleId: RoleId.parse(String(nextId++)), position: 1 };
        setRoles([...roles(), role]);
        return { kind: 'done', role };
      },
      modify: ({ guildId: _guild, reason: _reason, roleId, ...patch }) => {
        const before = roles().find((r) => r.roleId === roleId);
        if (!before) return { kind: 'gone', what: 'role' };
        const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
        const role = { ...before, ...given };
        setRoles(roles().map((r) => (r.roleId === roleId ? role : r)));
        return { kind: 'done', role };
      },
      move: ({ roleId, aboveRoleId }) => {
        const moved = roles().find((r) => r.roleId === roleId);
        if (!moved) return { kind: 'gone', what: 'role' };
        const others = roles().filter((r) => r.roleId !== roleId);
        const at = aboveRoleId === null ? others.length : others.findIndex((r) => r.roleId === aboveRoleId);
        const order = [...others.slice(0, at), moved, ...others.slice(at)];
        setRoles(order.map((r, index) => ({ ...r, position: order.length - index })));
        return DONE;
      },
      delete: ({ roleId }) => {
        setRoles(roles().filter((r) => r.roleId !== roleId));
        return DONE;
      },
      usage: ({ roleId }) => {
        const holders = [...rolesOf].filter(([, ids]) => ids.includes(roleId));
        return { memberCount: holders.length, memberNames: holders.map(() => 'Mira'), channelIds: [] };
      },
    },
  } satisfies PartialHandlers;
  return { handlers };
}
