import type { CategorySummary, Occupant, RoomSummary } from '@shared/models/workspace';
import {
  ArrowDown,
  ArrowRightLeft,
  ArrowUp,
  Bell,
  BellOff,
  Copy,
  Headphones,
  LayoutTemplate,
  MessageSquareText,
  Mic,
  MicOff,
  Pencil,
  RadioTower,
  Trash2,
} from 'lucide-react';
import { selectCallRoomId } from '../../state/call/selectors';
import { roomRuleOf } from '../../state/notices/selectors';
import type { AppStore } from '../../state/store';
import { selectRoomGroups } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import type { MenuEntry, MenuGroups } from '../../ui/Menu';
import { lacks, type MemberActions, wordRoomRefusal } from '../members';
import { stepOf } from './room-order';
import { orderOf } from './use-room-order';

const words = strings.rooming;
const ICON = 14;

export interface RoomMenuContext {
  store: AppStore;
  members: MemberActions;
  attempt: (work: () => Promise<unknown>) => void;
  join: (channelId: string) => void;
  end: (channelId: string) => void;
}

/** What can be done with a room; what cannot says why. Asked for when a menu opens. */
export function roomMenu(room: RoomSummary, context: RoomMenuContext): MenuGroups {
  const { store, members, attempt, join, end } = context;
  const { rooms, view } = store.actions;
  const state = store.getState();
  const { channelId, ownPermissions } = room;
  const category = state.workspace.categories[room.categoryId ?? ''];
  const people = peopleIn(state.workspace, channelId);
  const cannotManage = lacks(ownPermissions, 'MANAGE_CHANNELS');
  const cannotStage = lacks(ownPermissions, 'MANAGE_CHANNELS', 'MUTE_MEMBERS', 'MOVE_MEMBERS');
  const here = selectCallRoomId(state) === channelId;
  const first: MenuEntry[] = here
    ? []
    : [
        entry('join', strings.rooms.join, <Headphones size={ICON} />, lacks(ownPermissions, 'CONNECT'), () =>
          join(channelId),
        ),
      ];
  const stage: MenuEntry[] =
    room.kind !== 'stage'
      ? []
      : [
          entry(
            'stage',
            room.stage ? words.stage.change : words.stage.start,
            <RadioTower size={ICON} />,
            cannotStage,
            () => rooms.openDialog({ kind: 'stage', channelId }),
          ),
          ...(room.stage
            ? [
                entry('endStage', words.stage.end, <RadioTower size={ICON} />, cannotStage, () =>
                  attempt(async () => {
                    const outcome = await rooms.endStage(channelId);
                    if (outcome.kind === 'done') view.toast({ title: words.stage.ended });
                    else view.toast({ tone: 'trouble', title: wordRoomRefusal(outcome) });
                  }),
                ),
              ]
            : []),
        ];
  const crowd: MenuEntry[] =
    people.length === 0
      ? []
      : [
          entry(
            'moveAll',
            words.moveEveryone,
            <ArrowRightLeft size={ICON} />,
            lacks(ownPermissions, 'MOVE_MEMBERS'),
            () => rooms.openDialog({ kind: 'move', userIds: people.map((p) => p.userId), fromId: channelId }),
          ),
          entry(
            'muteAll',
            people.every((p) => p.serverMute) ? words.unmuteEveryone : words.muteEveryone,
            people.every((p) => p.serverMute) ? <Mic size={ICON} /> : <MicOff size={ICON} />,
            lacks(ownPermissions, 'MUTE_MEMBERS'),
            () => members.muteAll(people, !people.every((p) => p.serverMute)),
          ),
        ];
  return [
    first,
    [
      entry('edit', words.edit, <Pencil size={ICON} />, cannotManage, () =>
        rooms.openDialog({ kind: 'editRoom', channelId }),
      ),
      entry(
        'status',
        room.status === null ? words.status.set : words.status.change,
        <MessageSquareText size={ICON} />,
        here
          ? lacks(ownPermissions, 'SET_VOICE_CHANNEL_STATUS')
          : lacks(ownPermissions, 'SET_VOICE_CHANNEL_STATUS', 'MANAGE_CHANNELS'),
        () => rooms.openDialog({ kind: 'status', channelId }),
      ),
      ...stage,
      entry('copy', words.copy, <Copy size={ICON} />, cannotManage, () =>
        rooms.openDialog({ kind: 'copyRoom', channelId }),
      ),
      watchRoomEntry(room, store, attempt),
      entry('template', words.template.ofRoom, <LayoutTemplate size={ICON} />, undefined, () =>
        rooms.openDialog({ kind: 'template', guildId: room.guildId, channelId }),
      ),
      ...(category ? categoryMenu(category, store).flat() : []),
    ],
    [
      ...([-1, 1] as const).flatMap((step) =>
        stepOf(selectRoomGroups(room.guildId)(state), channelId, step) === null
          ? []
          : [
              entry(
                step === -1 ? 'up' : 'down',
                step === -1 ? words.order.up : words.order.down,
                step === -1 ? <ArrowUp size={ICON} /> : <ArrowDown size={ICON} />,
                cannotManage,
                () => orderOf(store, attempt).step(channelId, step),
              ),
            ],
      ),
    ],
    crowd,
    [
      {
        ...entry('end', strings.rooms.end, <Trash2 size={ICON} />, cannotManage, () => end(channelId)),
        tone: 'trouble',
      },
    ],
  ];
}

/** Being told who comes into a room, or no longer. */
function watchRoomEntry(
  { channelId, guildId, name }: RoomSummary,
  store: AppStore,
  attempt: RoomMenuContext['attempt'],
): MenuEntry {
  const { notices, view } = store.actions;
  const told = strings.notices;
  const rule = roomRuleOf(store.getState(), channelId);
  return rule
    ? entry('watch', told.unwatchRoom, <BellOff size={ICON} />, undefined, () =>
        attempt(async () => {
          await notices.unwatch(rule.ruleId);
          view.toast({ title: told.unwatched(`“${name}”`), stayMs: 3_000 });
        }),
      )
    : entry('watch', told.watchRoom, <Bell size={ICON} />, undefined, () =>
        attempt(async () => {
          const { ruleId } = await notices.watchRoom({ guildId, channelId });
          view.toast({
            title: told.watchingRoom(name),
            action: { label: strings.undo, run: () => attempt(() => notices.unwatch(ruleId)) },
          });
        }),
      );
}

/** What can be done with a category as a whole. */
export function categoryMenu({ channelId, guildId, name }: CategorySummary, store: AppStore): MenuGroups {
  const { rooms } = store.actions;
  return [
    [
      entry(
        'categoryTemplate',
        words.template.ofCategory(name),
        <LayoutTemplate size={ICON} />,
        undefined,
        () => rooms.openDialog({ kind: 'template', guildId, channelId }),
      ),
    ],
  ];
}

/** The occupants of a room, in the order they are shown. */
export function peopleIn(
  workspace: {
    occupants: Readonly<Record<string, Occupant>>;
    occupantKeysByRoom: Readonly<Record<string, readonly string[]>>;
  },
  channelId: string,
): Occupant[] {
  return (workspace.occupantKeysByRoom[channelId] ?? []).flatMap((key) => workspace.occupants[key] ?? []);
}

function entry(
  id: string,
  label: string,
  icon: MenuEntry['icon'],
  obstacle: string | undefined,
  onSelect: () => void,
): MenuEntry {
  return { id, label, icon, disabled: obstacle !== undefined, hint: obstacle, onSelect };
}
