import type { Occupant, RoomSummary } from '@shared/models/workspace';
import {
  ArrowRightLeft,
  HeadphoneOff,
  Headphones,
  Megaphone,
  Mic,
  MicOff,
  PhoneOff,
  SquareCheck,
  Users,
} from 'lucide-react';
import type { AppStore } from '../../state/store';
import { strings } from '../../strings';
import type { MenuEntry, MenuGroups } from '../../ui/Menu';
import { entry, memberEntries, watchEntry } from './member-entries';
import { lacks } from './refusal';
import type { MemberActions } from './use-member-actions';

const words = strings.rooming;
const ICON = 14;

export interface PersonMenuContext {
  store: AppStore;
  actions: MemberActions;
}

/** What can be done to somebody in a room; what cannot says why. Asked for when a menu opens. */
export function personMenu(occupant: Occupant, { store, actions }: PersonMenuContext): MenuGroups {
  const { rooms } = store.actions;
  const state = store.getState();
  const room = state.workspace.rooms[occupant.channelId];
  if (!room) return [];
  const chosen = state.rooms.selected;
  const isChosen = chosen.includes(occupant.userId);
  /** The menu of one of several chosen people is about all of them. */
  const people = isChosen ? chosenPeople(state.workspace.occupants, chosen) : [occupant];
  const { userId } = occupant;

  const voice: MenuEntry[] = [
    entry(
      'move',
      words.person.move,
      <ArrowRightLeft size={ICON} />,
      lacks(room.ownPermissions, 'MOVE_MEMBERS'),
      () => rooms.openDialog({ kind: 'move', userIds: people.map((p) => p.userId), fromId: null }),
    ),
    {
      ...entry(
        'mute',
        occupant.serverMute ? words.person.unmute : words.person.mute,
        occupant.serverMute ? <Mic size={ICON} /> : <MicOff size={ICON} />,
        lacks(room.ownPermissions, 'MUTE_MEMBERS'),
        () =>
          people.length > 1
            ? actions.muteAll(people, !occupant.serverMute)
            : actions.setMute(occupant, !occupant.serverMute),
      ),
    },
    entry(
      'deafen',
      occupant.serverDeaf ? words.person.undeafen : words.person.deafen,
      occupant.serverDeaf ? <Headphones size={ICON} /> : <HeadphoneOff size={ICON} />,
      lacks(room.ownPermissions, 'DEAFEN_MEMBERS'),
      () => actions.setDeaf(occupant, !occupant.serverDeaf),
    ),
    ...stageEntries(occupant, room, actions),
  ];
  return [
    [
      entry(
        'select',
        isChosen ? words.person.unselect : words.person.select,
        <SquareCheck size={ICON} />,
        undefined,
        () => rooms.select(userId),
      ),
    ],
    voice,
    [
      ...memberEntries({ ...occupant, name: occupant.displayName }, store),
      ...(occupant.isSelf
        ? []
        : [watchEntry({ ...occupant, name: occupant.displayName }, store, actions.attempt)]),
    ],
    [
      {
        ...entry(
          'disconnect',
          words.person.disconnect,
          <PhoneOff size={ICON} />,
          lacks(room.ownPermissions, 'MOVE_MEMBERS'),
          () => actions.disconnect(people),
        ),
        tone: 'trouble',
      },
    ],
  ];
}

/** The occupants with these user ids. */
export function chosenPeople(
  occupants: Readonly<Record<string, Occupant>>,
  userIds: readonly string[],
): Occupant[] {
  const wanted = new Set(userIds);
  return Object.values(occupants).filter((occupant) => wanted.has(occupant.userId));
}

function stageEntries(occupant: Occupant, room: RoomSummary, actions: MemberActions): MenuEntry[] {
  if (room.kind !== 'stage') return [];
  return [
    entry(
      'speak',
      occupant.suppressed ? words.stage.invite : words.stage.toAudience,
      occupant.suppressed ? <Megaphone size={ICON} /> : <Users size={ICON} />,
      lacks(room.ownPermissions, 'MUTE_MEMBERS'),
      () => actions.setSuppressed(occupant, !occupant.suppressed),
    ),
  ];
}
