import type { MessageContent } from '@shared/models/messages';
import type { OutboxEntry, OutboxProblem, OutboxState } from '@shared/models/outbox';
import { memo, useEffect, useState } from 'react';
import { selectOwnUser } from '../../../state/accounts/selectors';
import { useActions, useApp } from '../../../state/react';
import { strings } from '../../../strings';
import { historyStrings } from '../../../strings/history';
import { outboxStrings } from '../../../strings/outbox';
import { Button } from '../../../ui/Button';
import { cx } from '../../../ui/cx';
import { PersonAvatar } from '../../people';
import { useAttempt, wordProblem } from '../../trouble';
import { MessageBody } from '../content';
import styles from './history.module.css';
import { focusComposer } from './use-message-actions';
import { useTakeBack } from './use-take-back';

const words = historyStrings.outbox;

/** A message on its way, or one that did not get there, with what can be done about it. */
export const PendingRow = memo(function PendingRow(props: { entry: OutboxEntry; continued: boolean }) {
  const { entry, continued } = props;
  const own = useApp(selectOwnUser);
  const { content, state } = entry;
  const name = (content.type === 'message' && content.body.identity.username) || own?.displayName || '';
  const failed = state.kind === 'failed';
  return (
    <article
      className={cx(styles.message, continued && !failed && styles.continued, failed && styles.failed)}
      aria-label={`${name}: ${statusText(state, Date.now())}`}
    >
      <div className={styles.columns}>
        <div className={styles.gutter}>
          {own && !(continued && !failed) && (
            <PersonAvatar userId={own.userId} name={name} url={own.avatarUrl} size={36} />
          )}
        </div>
        <div className={styles.body}>
          {!(continued && !failed) && (
            <header className={styles.head}>
              <span className={styles.author}>{name}</span>
            </header>
          )}
          {content.type === 'forward' ? (
            <p className={styles.forwardNote}>{words.forward(content.excerpt)}</p>
          ) : (
            <div className={failed ? undefined : styles.waitingText}>
              <MessageBody content={previewOf(content.body)} />
            </div>
          )}
          {failed ? <Failure entry={entry} problem={state.problem} /> : <Progress entry={entry} />}
        </div>
      </div>
    </article>
  );
});

type Body = Extract<OutboxEntry['content'], { type: 'message' }>['body'];

/** What is known of a body before Discord has it: files are named, not shown. */
function previewOf(body: Body): MessageContent {
  return {
    content: body.content,
    embeds: body.embeds,
    components: body.components,
    componentsV2: body.componentsV2,
    attachments: body.files.map((file) => ({
      attachmentId: file.fileId,
      fileName: file.fileName,
      description: file.description,
      contentType: file.contentType,
      sizeBytes: file.sizeBytes,
      url: null,
      width: file.width,
      height: file.height,
      spoiler: file.spoiler,
    })),
  };
}

function Progress({ entry }: { entry: OutboxEntry }) {
  const { state } = entry;
  const takeBack = useTakeBack();
  const nowMs = useSeconds(state.kind === 'holding' || (state.kind === 'queued' && state.untilMs !== null));
  const uploading = state.kind === 'sending' && state.totalBytes > 0;
  return (
    <div className={styles.progress}>
      <span className={styles.meta}>
        {statusText(state, nowMs)}
        {state.kind === 'sending' && entry.attempts > 1 && ` · ${outboxStrings.attempts(entry.attempts)}`}
      </span>
      {uploading && <progress aria-label={words.progress} value={state.sentBytes} max={state.totalBytes} />}
      {(state.kind !== 'sending' || uploading) && (
        <Button tone="quiet" className={styles.small} onClick={() => takeBack(entry)}>
          {state.kind === 'holding' ? strings.undo : strings.cancel}
        </Button>
      )}
    </div>
  );
}

function Failure({ entry, problem }: { entry: OutboxEntry; problem: OutboxProblem }) {
  const { outbox, drafts } = useActions();
  const attempt = useAttempt();
  const { content } = entry;
  const discard = () => attempt(() => outbox.dismiss([entry.entryId]));
  const back = () => {
    if (content.type !== 'message' || entry.channelId === null) return;
    drafts.giveBack(`channel:${entry.channelId}`, content.body);
    discard();
    focusComposer();
  };
  return (
    <div className={styles.problem} role="alert">
      <p>
        <b>{words.notSent}:</b> {wordProblem(problem)}
      </p>
      <div className={styles.remedies}>
        <Button className={styles.small} onClick={() => attempt(() => outbox.retry(entry.entryId))}>
          {strings.retry}
        </Button>
        {content.type === 'message' && (
          <Button tone="quiet" className={styles.small} onClick={back}>
            {words.toComposer}
          </Button>
        )}
        <Button tone="quiet" className={styles.small} onClick={discard}>
          {words.discard}
        </Button>
      </div>
    </div>
  );
}

/** The clock, once a second while somebody counts down. */
function useSeconds(running: boolean): number {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => setNowMs(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [running]);
  return nowMs;
}

const secondsTo = (atMs: number, nowMs: number) => Math.max(0, Math.ceil((atMs - nowMs) / 1_000));

/** Where an entry stands, in a few words. */
export function statusText(state: OutboxState, nowMs: number): string {
  switch (state.kind) {
    case 'holding':
      return words.holding(secondsTo(state.untilMs, nowMs));
    case 'queued':
      if (state.reason === 'offline') return words.offline;
      return state.reason === 'slowMode' && state.untilMs !== null
        ? words.slowMode(secondsTo(state.untilMs, nowMs))
        : words.queued;
    case 'sending':
      return state.totalBytes > 0
        ? words.uploading(Math.floor((state.sentBytes / state.totalBytes) * 100))
        : words.sending;
    case 'failed':
      return words.notSent;
    case 'scheduled':
    case 'sent':
    case 'cancelled':
      return '';
  }
}
