import type { GuildId, UserId } from '@shared/discord/snowflake';
import type { Occupant } from '@shared/models/workspace';
import { Bell, BellOff, Clock, Shield, Tag, User } from 'lucide-react';
import { personRuleOf } from '../../state/notices/selectors';
import type { AppStore } from '../../state/store';
import { strings } from '../../strings';
import type { MenuEntry } from '../../ui/Menu';
import { lacks, wordObstacle } from './refusal';

const words = strings.rooming.person;
const ICON = 14;

/** Somebody of a guild, in a room or not. Where it is not known how high they stand, the dialog finds out. */
export interface MenuMember {
  guildId: GuildId;
  userId: UserId;
  name: string;
  standing: Occupant['standing'] | null;
}

/** Person, roles, nickname, time-out: each opens the one dialog about a member at its place. */
export function memberEntries(member: MenuMember, store: AppStore): MenuEntry[] {
  const { userId, standing } = member;
  const guild = store.getState().workspace.guilds[member.guildId];
  if (!guild) return [];
  const ranked = standing === 'owner' ? 'owner' : standing === 'above' ? 'member' : null;
  const rank = ranked === null ? undefined : wordObstacle({ kind: 'outranked', by: ranked });
  const open = (section: 'overview' | 'timeOut' | 'nickname' | 'roles') => () =>
    store.actions.rooms.openDialog({ kind: 'member', userId, section });
  const isSelf = standing === 'self';
  return [
    entry('person', words.details, <User size={ICON} />, undefined, open('overview')),
    entry(
      'roles',
      words.roles,
      <Shield size={ICON} />,
      lacks(guild.ownPermissions, 'MANAGE_ROLES'),
      open('roles'),
    ),
    entry(
      'nickname',
      words.nickname,
      <Tag size={ICON} />,
      isSelf
        ? lacks(guild.ownPermissions, 'CHANGE_NICKNAME')
        : (lacks(guild.ownPermissions, 'MANAGE_NICKNAMES') ?? rank),
      open('nickname'),
    ),
    ...(isSelf
      ? []
      : [
          entry(
            'timeOut',
            words.timeOut,
            <Clock size={ICON} />,
            lacks(guild.ownPermissions, 'MODERATE_MEMBERS') ?? rank,
            open('timeOut'),
          ),
        ]),
  ];
}

/** Being told when somebody comes into a room, or no longer. */
export function watchEntry(
  { guildId, userId, name }: MenuMember,
  store: AppStore,
  attempt: (work: () => Promise<unknown>) => void,
): MenuEntry {
  const { notices, view } = store.actions;
  const rule = personRuleOf(store.getState(), guildId, userId);
  const words = strings.notices;
  return rule
    ? entry('watch', words.unwatchPerson, <BellOff size={ICON} />, undefined, () =>
        attempt(async () => {
          await notices.unwatch(rule.ruleId);
          view.toast({ title: words.unwatched(name), stayMs: 3_000 });
        }),
      )
    : entry('watch', words.watchPerson, <Bell size={ICON} />, undefined, () =>
        attempt(async () => {
          const { ruleId } = await notices.watchPerson({ guildId, userId, name });
          view.toast({
            title: words.watchingPerson(name),
            action: { label: strings.undo, run: () => attempt(() => notices.unwatch(ruleId)) },
          });
        }),
      );
}

/** `obstacle`: why it is not possible now. */
export function entry(
  id: string,
  label: string,
  icon: MenuEntry['icon'],
  obstacle: string | undefined,
  onSelect: () => void,
): MenuEntry {
  return { id, label, icon, disabled: obstacle !== undefined, hint: obstacle, onSelect };
}
