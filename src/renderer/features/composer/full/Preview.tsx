import { isEmptyBody } from '@shared/discord/message-rules';
import type { MessageBody } from '@shared/models/message-body';
import { memo, useEffect, useMemo, useState } from 'react';
import { selectOwnUser } from '../../../state/accounts/selectors';
import { useApp, useAppStore } from '../../../state/react';
import { composeStrings as words } from '../../../strings/compose';
import { historyStrings } from '../../../strings/history';
import { formatTime } from '../../../ui/format';
import { MessageBody as MessageBodyView } from '../../messages';
import { PersonAvatar } from '../../people';
import styles from './compose.module.css';
import { previewContent } from './preview-content';

export interface PreviewWebhook {
  webhookId: string;
  name: string;
  avatarUrl: string | null;
}

export interface PreviewProps {
  body: MessageBody;
  /** Names of those mentioned, by id. */
  mentions: Readonly<Record<string, string>>;
  /** The webhook's own name and picture, when one posts it. */
  webhook: PreviewWebhook | null;
}

/** The message as it will stand in the channel, drawn by the very parts that draw the history. */
export const Preview = memo(function Preview({ body, mentions, webhook }: PreviewProps) {
  const own = useApp(selectOwnUser);
  const pictures = usePictures(body);
  const content = useMemo(() => previewContent(body, pictures), [body, pictures]);
  const [nowMs] = useState(Date.now);
  const name = webhook ? (body.identity.username ?? webhook.name) : (own?.displayName ?? '');
  const avatar = webhook ? (body.identity.avatarUrl ?? webhook.avatarUrl) : (own?.avatarUrl ?? null);
  if (isEmptyBody(body)) return <p className={styles.nothing}>{words.previewEmpty}</p>;
  return (
    <article className={styles.message} aria-label={words.preview}>
      <PersonAvatar userId={webhook?.webhookId ?? own?.userId ?? ''} name={name} url={avatar} size={36} />
      <div className={styles.messageBody}>
        <header className={styles.messageHead}>
          <span className={styles.author}>{name}</span>
          <span className={styles.tag}>
            {webhook ? historyStrings.tags.webhook : historyStrings.tags.bot}
          </span>
          <time>{formatTime(nowMs)}</time>
        </header>
        <MessageBodyView content={content} mentions={mentions} suppressEmbeds={body.suppressEmbeds} />
      </div>
    </article>
  );
});

/** Small pictures of the staged files, asked for once each. */
function usePictures(body: MessageBody): Readonly<Record<string, string | null>> {
  const { api } = useAppStore();
  const [pictures, setPictures] = useState<Readonly<Record<string, string | null>>>({});
  const wanted = body.files
    .filter((file) => file.contentType?.startsWith('image/') && !(file.fileId in pictures))
    .map((file) => file.fileId)
    .join(' ');
  useEffect(() => {
    if (wanted === '') return;
    let current = true;
    for (const fileId of wanted.split(' ')) {
      api.files.thumbnail({ fileId }).then(
        (url) => current && setPictures((before) => ({ ...before, [fileId]: url })),
        // Without a picture its place shows the file's name.
        () => current && setPictures((before) => ({ ...before, [fileId]: null })),
      );
    }
    return () => {
      current = false;
    };
  }, [api, wanted]);
  return pictures;
}
