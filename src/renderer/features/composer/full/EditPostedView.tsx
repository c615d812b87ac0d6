import { WEBHOOK_CONTEXT } from '@shared/discord/message-rules';
import type { WebhookMessage } from '@shared/models/routes';
import { useActions, useApp, useAppStore } from '../../../state/react';
import { composeStrings as words } from '../../../strings/compose';
import { guildOf } from './destination-facts';
import { EditPosted } from './EditPosted';

const NO_NAMES: Readonly<Record<string, string>> = {};

/** A posted message of a webhook, opened from its link. */
export function EditPostedView({ message }: { message: WebhookMessage }) {
  const { webhookId, threadId, messageId, author } = message;
  const { api } = useAppStore();
  const { view } = useActions();
  const guildId = useApp((state) =>
    guildOf(state, { kind: 'webhook', webhookId, threadId, threadName: null }),
  );
  return (
    <EditPosted
      messageId={messageId}
      posted={message.body}
      attachments={message.attachments}
      context={WEBHOOK_CONTEXT}
      guildId={guildId}
      mentions={NO_NAMES}
      webhook={{ webhookId, ...author }}
      save={async (body, keepAttachmentIds) => {
        const outcome = await api.webhooks.editMessage({
          webhookId,
          threadId,
          messageId,
          body,
          keepAttachmentIds,
        });
        if (outcome.kind === 'done') return true;
        view.toast({ tone: 'trouble', title: words.notSaved, body: words.refused(outcome) });
        return false;
      }}
      remove={async () => {
        const outcome = await api.webhooks.deleteMessage({ webhookId, threadId, messageId });
        if (outcome.kind === 'done' || outcome.kind === 'gone') {
          view.toast({ title: words.deleted });
          return true;
        }
        view.toast({ tone: 'trouble', title: words.notDeleted, body: words.refused(outcome) });
        return false;
      }}
    />
  );
}
