import type { MessageView } from '@shared/models/messages';
import type { ChannelAbility } from '@shared/models/workspace';
import {
  BellDot,
  Braces,
  CheckSquare,
  Copy,
  CornerUpLeft,
  CornerUpRight,
  Eraser,
  EyeOff,
  Hash,
  LayoutTemplate,
  Link,
  Megaphone,
  MessageSquarePlus,
  Pencil,
  Pin,
  PinOff,
  Trash2,
} from 'lucide-react';
import { isEditable, isOwnWriting } from '../../../state/messages/slice';
import { historyStrings as words } from '../../../strings/history';
import type { MenuEntry, MenuGroups } from '../../../ui/Menu';
import type { MessageActions } from './use-message-actions';

export interface MenuContext {
  actions: MessageActions;
  abilities: readonly ChannelAbility[];
  /** Announcement channels pass messages on. */
  isAnnouncement: boolean;
  /** A thread can be made of messages of ordinary channels only. */
  canHoldThreads: boolean;
  forward(message: MessageView): void;
  /** It was posted by a webhook that we hold the token of. */
  isOurWebhook(message: MessageView): boolean;
  /** What can be done with who wrote it: roles, nickname, time-out. None for webhooks and in conversations. */
  authorEntries(message: MessageView): readonly MenuEntry[];
  /** The message before, to mark unread from here. */
  previousId: string | null;
}

/** All that can be done with a message, the impossible left out or said why. */
export function messageMenu(message: MessageView, context: MenuContext): MenuGroups {
  const { actions, abilities } = context;
  const can = (ability: ChannelAbility) => abilities.includes(ability);
  const { isSelf } = message.author;
  const isSystem = message.system !== null;
  const mayDelete = isSelf || can('manageMessages');
  const answer: MenuEntry[] = isSystem
    ? []
    : [
        entry('reply', words.reply, <CornerUpLeft size={15} />, () => actions.reply(message)),
        entry('forward', words.forward, <CornerUpRight size={15} />, () => context.forward(message)),
        ...(context.canHoldThreads && message.thread === null
          ? [
              entry(
                'thread',
                words.createThread,
                <MessageSquarePlus size={15} />,
                () => actions.startThread(message),
                can('createThreads') ? undefined : words.cannot.thread,
              ),
            ]
          : []),
      ];
  const change: MenuEntry[] = [
    ...(isEditable(message)
      ? [entry('edit', words.edit, <Pencil size={15} />, () => actions.startEditing(message))]
      : []),
    ...(isOwnWriting(message)
      ? [
          entry(
            'editFull',
            message.componentsV2 ? words.edit : words.editFull,
            message.componentsV2 ? <Pencil size={15} /> : <LayoutTemplate size={15} />,
            () => actions.editFull(message),
          ),
        ]
      : []),
    ...(context.isOurWebhook(message)
      ? [entry('edit', words.edit, <Pencil size={15} />, () => actions.editPosted(message))]
      : []),
    ...(isSystem
      ? []
      : [
          entry(
            'pin',
            message.pinned ? words.unpin : words.pin,
            message.pinned ? <PinOff size={15} /> : <Pin size={15} />,
            () => actions.setPinned(message, !message.pinned),
            can('pinMessages') || can('manageMessages') ? undefined : words.cannot.pin,
          ),
        ]),
    ...(context.isAnnouncement && !message.crossposted && (isSelf || can('manageMessages')) && !isSystem
      ? [entry('publish', words.publish, <Megaphone size={15} />, () => actions.publish(message))]
      : []),
    ...((message.embeds.length > 0 || message.suppressEmbeds) && mayDelete && !message.componentsV2
      ? [
          entry(
            'embeds',
            message.suppressEmbeds ? words.showEmbeds : words.suppressEmbeds,
            <EyeOff size={15} />,
            () => actions.setEmbedsSuppressed(message, !message.suppressEmbeds),
          ),
        ]
      : []),
    entry('unread', words.markUnread, <BellDot size={15} />, () =>
      actions.markUnread(message, context.previousId),
    ),
  ];
  const copy: MenuEntry[] = [
    ...(message.content === ''
      ? []
      : [entry('text', words.copyText, <Copy size={15} />, () => actions.copy(message, 'text'))]),
    entry('link', words.copyLink, <Link size={15} />, () => actions.copy(message, 'link')),
    entry('json', words.copyJson, <Braces size={15} />, () => actions.copy(message, 'json')),
    entry('id', words.copyId, <Hash size={15} />, () => actions.copy(message, 'id')),
  ];
  const remove: MenuEntry[] = [
    ...(mayDelete
      ? [entry('select', words.select, <CheckSquare size={15} />, () => actions.select(message))]
      : []),
    ...(message.reactions.length > 0 && can('manageMessages')
      ? [
          {
            ...entry('clear', words.clearReactions, <Eraser size={15} />, () =>
              actions.clearReactions(message),
            ),
            tone: 'trouble' as const,
          },
        ]
      : []),
    {
      ...entry(
        'delete',
        words.remove,
        <Trash2 size={15} />,
        () => actions.remove(message.channelId, [message.messageId]),
        mayDelete ? undefined : words.cannot.remove,
      ),
      tone: 'trouble',
    },
  ];
  return [answer, change, copy, context.authorEntries(message), remove];
}

function entry(
  id: string,
  label: string,
  icon: MenuEntry['icon'],
  onSelect: () => void,
  impossible?: string,
): MenuEntry {
  return { id, label, icon, onSelect, disabled: impossible !== undefined, hint: impossible };
}
