import { BOT_CONTEXT } from '@shared/discord/message-rules';
import { NO_MENTIONS } from '@shared/models/body-basics';
import type { MessageView } from '@shared/models/messages';
import { useState } from 'react';
import { useActions } from '../../../state/react';
import { composeStrings as words } from '../../../strings/compose';
import { toBody, useMessageActions } from '../../messages';
import { EditPosted } from './EditPosted';

/** A message of our own in the full composer: layouts, embeds and buttons are changed like the text. */
export function EditOwnView({ message }: { message: MessageView }) {
  const { messages, view } = useActions();
  const { remove } = useMessageActions();
  // An edit notifies nobody unless somebody decides so.
  const [posted] = useState(() => ({ ...toBody(message), allowedMentions: NO_MENTIONS }));
  return (
    <EditPosted
      messageId={message.messageId}
      posted={posted}
      attachments={message.attachments}
      context={BOT_CONTEXT}
      guildId={message.guildId}
      mentions={message.mentions}
      webhook={null}
      save={async (body, keepAttachmentIds) => {
        const outcome = await messages.edit(message, body, keepAttachmentIds);
        if (outcome.kind === 'done') return true;
        view.toast({ tone: 'trouble', title: words.notSaved, body: words.refused(outcome) });
        return false;
      }}
      remove={async () => {
        remove(message.channelId, [message.messageId]);
        return true;
      }}
    />
  );
}
