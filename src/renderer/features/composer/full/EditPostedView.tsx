import { WEBHOOK_CONTEXT } from '@shared/discord/message-rules';
import type { WebhookMessage } from '@shared/models/routes';
import { File as FileIcon, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { isBlank } from '../../../state/drafts/apply';
import { useActions, useApp, useAppStore } from '../../../state/react';
import { composeStrings as words } from '../../../strings/compose';
import { Button, IconButton } from '../../../ui/Button';
import { formatBytes } from '../../../ui/format';
import { useAttempt } from '../../trouble';
import { useDraft } from '../use-draft';
import { ComposeFrame } from './ComposeFrame';
import styles from './compose.module.css';
import { guildOf, webhookOf } from './destination-facts';
import { useComposeForm } from './use-compose-form';

/** A posted message of a webhook, opened from its link: changed here and saved where it stands. */
export function EditPostedView({ message }: { message: WebhookMessage }) {
  const draftKey = `edit:${message.messageId}`;
  const { body, edit } = useDraft(draftKey);
  const { api } = useAppStore();
  const { drafts, view } = useActions();
  const attempt = useAttempt();
  const [keep, setKeep] = useState(() => message.attachments.map((file) => file.attachmentId));
  const [busy, setBusy] = useState(false);
  // An edit that was begun and left is still there; else it starts with what was posted. Only at the beginning: a
  // text that the person empties stays empty.
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    if (isBlank(body)) edit(() => message.body);
  }, [body, edit, message]);
  const target = {
    kind: 'webhook',
    webhookId: message.webhookId,
    threadId: message.threadId,
    threadName: null,
  } as const;
  const webhook = useApp((state) => webhookOf(state, target));
  const guildId = useApp((state) => guildOf(state, target));
  const { form, problems, deferred, empty } = useComposeForm(body, edit, WEBHOOK_CONTEXT, guildId);
  const { webhookId, threadId, messageId } = message;
  // Files that stay count too: a message of nothing but those is not empty.
  const blocked = problems.length > 0 || (empty && keep.length === 0);
  const close = () => {
    attempt(() => drafts.discard(draftKey));
    view.leavePlace();
  };
  const save = () => {
    if (blocked || busy) return;
    setBusy(true);
    attempt(async () => {
      try {
        const outcome = await api.webhooks.editMessage({
          webhookId,
          threadId,
          messageId,
          body,
          keepAttachmentIds: keep,
        });
        if (outcome.kind !== 'done') {
          view.toast({ tone: 'trouble', title: words.notSaved, body: words.refused(outcome) });
          return;
        }
        view.toast({ title: words.saved });
        close();
      } finally {
        setBusy(false);
      }
    });
  };
  const remove = () =>
    attempt(async () => {
      const outcome = await api.webhooks.deleteMessage({ webhookId, threadId, messageId });
      if (outcome.kind !== 'done' && outcome.kind !== 'gone') {
        view.toast({ tone: 'trouble', title: words.notDeleted, body: words.refused(outcome) });
        return;
      }
      view.toast({ title: words.deleted });
      close();
    });
  return (
    <ComposeFrame
      title={words.editPosted}
      draftKey={draftKey}
      form={form}
      body={body}
      shown={deferred}
      problems={problems}
      mentions={{}}
      webhook={{ webhookId, name: webhook?.name ?? words.webhook, avatarUrl: webhook?.avatarUrl ?? null }}
      top={
        message.attachments.length > 0 && (
          <ul className={styles.kept} aria-label={words.posted}>
            {message.attachments.map((file) => {
              const kept = keep.includes(file.attachmentId);
              return (
                <li key={file.attachmentId} className={kept ? undefined : styles.dropped}>
                  <FileIcon size={14} aria-hidden="true" />
                  {file.fileName} · {formatBytes(file.sizeBytes)}
                  <IconButton
                    label={kept ? words.removeFile(file.fileName) : words.keepFile(file.fileName)}
                    pressed={!kept}
                    onClick={() =>
                      setKeep(
                        kept ? keep.filter((id) => id !== file.attachmentId) : [...keep, file.attachmentId],
                      )
                    }
                  >
                    <X size={14} />
                  </IconButton>
                </li>
              );
            })}
          </ul>
        )
      }
      summary={null}
      warnings={[words.identityStays]}
      actions={
        <>
          <Button tone="quiet" onClick={remove}>
            {words.deletePosted}
          </Button>
          <Button onClick={close}>{words.leave}</Button>
          <Button tone="primary" busy={busy} disabled={blocked} onClick={save}>
            {words.save}
          </Button>
        </>
      }
      onSubmit={save}
    />
  );
}
