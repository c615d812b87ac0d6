import type { MessageView } from '@shared/models/messages';
import { isEditable, isOwnWriting } from '../../../state/messages/slice';
import type { HistoryHost } from './HistoryHost';
import type { MenuContext } from './message-menu';

/** Keys on a focused message, as the key sheet lists them. Returns whether the key meant something. */
export function runMessageKey(
  key: string,
  message: MessageView,
  row: Element,
  host: HistoryHost,
  context: MenuContext,
): boolean {
  const { actions, abilities } = context;
  const isSystem = message.system !== null;
  switch (key) {
    case 'r':
      if (!isSystem) actions.reply(message);
      return true;
    case 'e':
      if (isEditable(message)) actions.startEditing(message);
      else if (isOwnWriting(message)) actions.editFull(message);
      else if (context.isOurWebhook(message)) actions.editPosted(message);
      return true;
    case '+':
      if (host.canReact()) host.pickReaction(message, row);
      return true;
    case 'Delete':
    case 'Backspace':
      if (message.author.isSelf || abilities.includes('manageMessages'))
        actions.remove(message.channelId, [message.messageId]);
      return true;
    case 'p':
      if (!isSystem && (abilities.includes('pinMessages') || abilities.includes('manageMessages')))
        actions.setPinned(message, !message.pinned);
      return true;
    case 't':
      if (message.thread) actions.openThread(message.thread.channelId);
      else if (context.canHoldThreads && !isSystem && abilities.includes('createThreads'))
        actions.startThread(message);
      return true;
    case 'c':
      actions.copy(message, message.content === '' ? 'json' : 'text');
      return true;
    case 'l':
      actions.copy(message, 'link');
      return true;
    case 'f':
      if (!isSystem) context.forward(message);
      return true;
    case 'm':
      actions.markUnread(message, context.previousId);
      return true;
    case 'x':
      actions.select(message);
      return true;
    default:
      return false;
  }
}
