import type { BodyContext } from '@shared/discord/message-rules';
import type { MessageBody } from '@shared/models/message-body';
import { File as FileIcon, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { isBlank } from '../../../state/drafts/apply';
import { useActions } from '../../../state/react';
import { composeStrings as words } from '../../../strings/compose';
import { Button, IconButton } from '../../../ui/Button';
import { formatBytes } from '../../../ui/format';
import { useAttempt } from '../../trouble';
import { useDraft } from '../use-draft';
import { ComposeFrame } from './ComposeFrame';
import styles from './compose.module.css';
import type { PreviewWebhook } from './Preview';
import { useComposeForm } from './use-compose-form';

export interface EditPostedProps {
  messageId: string;
  /** As it was posted. */
  posted: MessageBody;
  attachments: readonly { attachmentId: string; fileName: string; sizeBytes: number }[];
  context: BodyContext;
  guildId: string | null;
  mentions: Readonly<Record<string, string>>;
  /** Name and picture it was posted with; null for our own. */
  webhook: PreviewWebhook | null;
  /** False when it was refused, which has been said. */
  save(body: MessageBody, keepAttachmentIds: string[]): Promise<boolean>;
  remove(): Promise<boolean>;
}

const NO_WARNINGS: readonly string[] = [];

/** A posted message in the full composer: changed here and saved where it stands. */
export function EditPosted(props: EditPostedProps) {
  const { posted, attachments, mentions, webhook } = props;
  const draftKey = `edit:${props.messageId}`;
  const { body, edit } = useDraft(draftKey);
  const { drafts, view } = useActions();
  const attempt = useAttempt();
  const [keep, setKeep] = useState(() => attachments.map((file) => file.attachmentId));
  const [busy, setBusy] = useState(false);
  // An edit that was begun and left is still there; else it starts with what was posted. Only at the beginning: a
  // text that the person empties stays empty.
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    if (isBlank(body)) edit(() => posted);
  }, [body, edit, posted]);
  const { form, problems, deferred, empty } = useComposeForm(body, edit, props.context, props.guildId);
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
        if (!(await props.save(body, keep))) return;
        view.toast({ title: words.saved });
        close();
      } finally {
        setBusy(false);
      }
    });
  };
  return (
    <ComposeFrame
      title={words.editPosted}
      draftKey={draftKey}
      form={form}
      body={body}
      shown={deferred}
      problems={problems}
      mentions={mentions}
      webhook={webhook}
      top={
        attachments.length > 0 && (
          <ul className={styles.kept} aria-label={words.posted}>
            {attachments.map((file) => {
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
      warnings={webhook ? [words.identityStays] : NO_WARNINGS}
      actions={
        <>
          <Button
            tone="quiet"
            onClick={() =>
              attempt(async () => {
                if (await props.remove()) close();
              })
            }
          >
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
