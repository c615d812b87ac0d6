import { hasPermission, type PermissionName } from '@shared/discord/permissions';
import type { WireChannel } from '@shared/discord/wire/objects';
import type { ChannelAbility } from '@shared/models/workspace';

/** The permission behind each ability in a channel. */
const NEEDS: Readonly<Record<ChannelAbility, PermissionName>> = {
  send: 'SEND_MESSAGES',
  sendInThreads: 'SEND_MESSAGES_IN_THREADS',
  readHistory: 'READ_MESSAGE_HISTORY',
  attachFiles: 'ATTACH_FILES',
  embedLinks: 'EMBED_LINKS',
  addReactions: 'ADD_REACTIONS',
  externalEmoji: 'USE_EXTERNAL_EMOJIS',
  mentionEveryone: 'MENTION_EVERYONE',
  manageMessages: 'MANAGE_MESSAGES',
  pinMessages: 'PIN_MESSAGES',
  createThreads: 'CREATE_PUBLIC_THREADS',
  createPrivateThreads: 'CREATE_PRIVATE_THREADS',
  manageThreads: 'MANAGE_THREADS',
  manageWebhooks: 'MANAGE_WEBHOOKS',
  manageChannel: 'MANAGE_CHANNELS',
  bypassSlowMode: 'BYPASS_SLOWMODE',
};
const ALL = Object.keys(NEEDS) as ChannelAbility[];

/** What computed permissions allow in a channel, in a fixed order. */
export function abilitiesOf(bits: bigint): ChannelAbility[] {
  return ALL.filter((ability) => hasPermission(bits, NEEDS[ability]));
}

/**
 * The same for a thread: writing needs SEND_MESSAGES_IN_THREADS, a locked one can be written in only by who may
 * manage threads, and there are no threads or webhooks inside a thread.
 */
export function threadAbilitiesOf(bits: bigint, thread: WireChannel): ChannelAbility[] {
  const manages = hasPermission(bits, 'MANAGE_THREADS');
  const locked = thread.thread_metadata?.locked === true && !manages;
  const maySend = hasPermission(bits, 'SEND_MESSAGES_IN_THREADS') && !locked;
  return ALL.filter((ability) => {
    switch (ability) {
      case 'send':
      case 'sendInThreads':
        return maySend;
      case 'createThreads':
      case 'createPrivateThreads':
      case 'manageWebhooks':
        return false;
      default:
        return hasPermission(bits, NEEDS[ability]);
    }
  });
}
