import { PERMISSION_LABELS } from '@shared/discord/permissions';
import type { ChannelAbility } from '@shared/models/workspace';
import type { Place } from '../../state/workspace/selectors';
import { composerStrings } from '../../strings/composer';

/** What one needs to know of a channel, thread or DM to write in it. */
export interface WritingPlace {
  /** `#general`, `Weekly plan`, `@Mira`. */
  label: string;
  guildId: string | null;
  slowModeMs: number;
  /** Why nothing can be written here; null when it can. */
  blocked: string | null;
  can: (ability: ChannelAbility) => boolean;
}

const EVERYTHING = () => true;

/** What a place allows, in words where it does not. */
export function writingPlaceOf(place: Place): WritingPlace {
  switch (place.kind) {
    case 'direct':
      return {
        label: `@${place.direct.displayName}`,
        guildId: null,
        slowModeMs: 0,
        blocked: null,
        can: EVERYTHING,
      };
    case 'channel': {
      const { channel } = place;
      const can = (ability: ChannelAbility) => channel.abilities.includes(ability);
      return {
        label: `#${channel.name}`,
        guildId: channel.guildId,
        slowModeMs: can('bypassSlowMode') ? 0 : channel.slowModeMs,
        blocked: can('send') ? null : composerStrings.lacks(PERMISSION_LABELS.SEND_MESSAGES),
        can,
      };
    }
    case 'thread': {
      const { thread } = place;
      const can = (ability: ChannelAbility) => thread.abilities.includes(ability);
      return {
        label: thread.name,
        guildId: thread.guildId,
        slowModeMs: can('bypassSlowMode') ? 0 : thread.slowModeMs,
        blocked: blockedThread(thread.locked, can),
        can,
      };
    }
  }
}

function blockedThread(locked: boolean, can: WritingPlace['can']): string | null {
  if (!can('sendInThreads')) return composerStrings.lacks(PERMISSION_LABELS.SEND_MESSAGES_IN_THREADS);
  return locked && !can('manageThreads') ? composerStrings.locked : null;
}
