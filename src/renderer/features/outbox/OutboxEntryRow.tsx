import { draftKeyOf } from '@shared/models/body-basics';
import type { OutboxEntry } from '@shared/models/outbox';
import {
  CircleAlert,
  CircleCheck,
  CircleSlash,
  CircleX,
  Clock,
  type LucideIcon,
  Repeat as RepeatIcon,
  Send,
} from 'lucide-react';
import { memo, useState } from 'react';
import { groupOf, type OutboxGroupKind } from '../../state/outbox/selectors';
import { useActions } from '../../state/react';
import { outboxStrings as words } from '../../strings/outbox';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import type { MenuEntry } from '../../ui/Menu';
import { MoreMenu } from '../../ui/MoreMenu';
import { ScheduleDialog } from '../schedule';
import { useAttempt } from '../trouble';
import styles from './outbox.module.css';
import { excerptOf, stateText } from './wording';

const ICONS: Readonly<Record<OutboxGroupKind, LucideIcon>> = {
  failed: CircleAlert,
  going: Send,
  scheduled: Clock,
  sent: CircleCheck,
  cancelled: CircleSlash,
};

/** One message of the outbox. The first thing to do about it is a button, the rest is in its menu. */
export const OutboxEntryRow = memo(function OutboxEntryRow(props: { entry: OutboxEntry; nowMs: number }) {
  const { entry, nowMs } = props;
  const { state } = entry;
  const group = groupOf(state);
  const act = useEntryActions(entry);
  const [scheduling, setScheduling] = useState(false);
  const Icon = state.kind === 'failed' && state.problem.kind === 'invalid' ? CircleX : ICONS[group];
  const first = firstAction(entry);
  const line = (id: Exclude<keyof typeof act, 'reschedule'>, label: string): MenuEntry => ({
    id,
    label,
    onSelect: act[id],
  });
  const later: MenuEntry = { id: 'later', label: words.reschedule, onSelect: () => setScheduling(true) };
  const menu: MenuEntry[] = [
    ...(state.kind === 'failed' ? [line('retry', words.retry)] : []),
    ...(state.kind === 'scheduled' ? [line('now', words.sendNow), later] : []),
    ...(state.kind === 'failed' && state.problem.kind === 'missed' ? [later] : []),
    ...(group === 'going' || group === 'scheduled' ? [line('cancel', words.cancel)] : []),
    ...(entry.content.type === 'message' && state.kind !== 'sending' ? [line('edit', words.edit)] : []),
    ...(state.kind === 'sent' && state.messageId !== null ? [line('show', words.show)] : []),
    ...(group === 'going' || group === 'scheduled' ? [] : [line('dismiss', words.dismiss)]),
  ];
  return (
    <article className={cx(styles.entry, group === 'failed' && styles.failed)}>
      <Icon size={16} aria-hidden="true" />
      <div className={styles.text}>
        <p className={styles.where}>{entry.where}</p>
        <p className={styles.excerpt}>{excerptOf(entry)}</p>
        <p className={styles.state}>
          {stateText(entry, nowMs)}
          {entry.attempts > 1 && ` · ${words.attempts(entry.attempts)}`}
          {entry.repeat && (
            <span className={styles.repeat}>
              <RepeatIcon size={12} aria-hidden="true" /> {words.repeats[entry.repeat.every]}
            </span>
          )}
        </p>
        {state.kind === 'sending' && state.totalBytes > 0 && (
          <progress className={styles.progress} max={state.totalBytes} value={state.sentBytes} />
        )}
        {first && (
          <div className={styles.actions}>
            <Button onClick={act[first]}>{ACTION_LABELS[first]}</Button>
            {state.kind === 'failed' && entry.content.type === 'message' && first !== 'edit' && (
              <Button tone="quiet" onClick={act.edit}>
                {words.edit}
              </Button>
            )}
          </div>
        )}
      </div>
      <MoreMenu label={words.more(entry.where)} groups={[menu]} />
      {scheduling && (
        <ScheduleDialog
          initial={{
            sendAtMs: state.kind === 'scheduled' ? state.sendAtMs : null,
            repeat: entry.repeat,
          }}
          onChoose={act.reschedule}
          onClose={() => setScheduling(false)}
        />
      )}
    </article>
  );
});

type Action = 'retry' | 'edit' | 'cancel';
const ACTION_LABELS: Readonly<Record<Action, string>> = {
  retry: words.retry,
  edit: words.edit,
  cancel: words.cancel,
};

function firstAction({ state, content }: OutboxEntry): Action | null {
  if (state.kind === 'holding') return 'cancel';
  if (state.kind !== 'failed') return null;
  const mustChange = ['invalid', 'tooLarge', 'fileMissing', 'destinationGone'].includes(state.problem.kind);
  return mustChange && content.type === 'message' ? 'edit' : 'retry';
}

function useEntryActions(entry: OutboxEntry) {
  const { drafts, messages, outbox, view } = useActions();
  const attempt = useAttempt();
  const { entryId, destination, content, state } = entry;
  const cancel = async () => {
    const cancelled = await outbox.cancel(entryId);
    if (!cancelled) view.toast({ title: words.tooLate });
    return cancelled;
  };
  return {
    retry: () => attempt(() => outbox.retry(entryId)),
    now: () => attempt(() => outbox.reschedule(entryId, null, entry.repeat)),
    reschedule: (when: { sendAtMs: number | null; repeat: OutboxEntry['repeat'] }) =>
      attempt(() => outbox.reschedule(entryId, when.sendAtMs, when.repeat)),
    cancel: () => attempt(cancel),
    dismiss: () => attempt(() => outbox.dismiss([entryId])),
    /** The content goes back where it was written; what stands there is kept beside it. */
    edit: () =>
      attempt(async () => {
        if (content.type !== 'message') return;
        const group = groupOf(state);
        if ((group === 'going' || group === 'scheduled') && !(await cancel())) return;
        drafts.giveBack(draftKeyOf(destination), content.body);
        if (group !== 'sent') await outbox.dismiss([entryId]);
        view.showPlace({ kind: 'compose', destination });
        view.toast({ title: words.edited, stayMs: 3_000 });
      }),
    show: () =>
      attempt(async () => {
        if (state.kind !== 'sent' || state.messageId === null) return;
        view.chooseTextChannel(state.channelId);
        await messages.jumpTo(state.channelId, state.messageId);
      }),
  };
}
