import { usageOf } from '@shared/discord/message-rules';
import type { ChannelId } from '@shared/discord/snowflake';
import { draftKeyOf } from '@shared/models/body-basics';
import type { Destination } from '@shared/models/message-body';
import {
  CalendarClock,
  FileText,
  LayoutTemplate,
  Paperclip,
  Plus,
  SendHorizontal,
  Settings2,
} from 'lucide-react';
import { type DragEvent, type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { isBlank } from '../../state/drafts/apply';
import { useActions, useApp, useAppStore } from '../../state/react';
import { selectPlaceOf } from '../../state/workspace/selectors';
import { composerStrings } from '../../strings/composer';
import { IconButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { spokenDuration } from '../../ui/format';
import { DropMenu } from '../../ui/Menu';
import { BlastLine } from './BlastLine';
import { mayMention } from './blast';
import { ConflictStrip } from './ConflictStrip';
import { ConsentDialog } from './ConsentDialog';
import styles from './composer.module.css';
import { DraftDialogs } from './DraftDialogs';
import { FileChips } from './FileChips';
import { ReplyBar } from './ReplyBar';
import { optionGroups } from './send-options';
import { TextField, type TextFieldHandle } from './TextField';
import { Typing } from './Typing';
import { useBlast } from './use-blast';
import { useDraft } from './use-draft';
import { useFiles } from './use-files';
import { useSubmit } from './use-submit';
import { writingPlaceOf } from './writing-place';

/** Discord shows "is typing" for ten seconds. */
const TYPING_EVERY_MS = 8_000;
/** From this share of a limit on the counter is shown. */
const COUNT_FROM = 0.9;

/** Where one writes in a channel, thread or DM. What is written is a draft from the first letter on. */
export function Composer({ channelId }: { channelId: string }) {
  const found = useApp(selectPlaceOf(channelId));
  const place = useMemo(() => found && writingPlaceOf(found), [found]);
  if (!place) return null;
  if (place.blocked !== null) return <p className={styles.readOnly}>{place.blocked}</p>;
  return <OpenComposer key={channelId} channelId={channelId as ChannelId} place={place} />;
}

function OpenComposer(props: { channelId: ChannelId; place: ReturnType<typeof writingPlaceOf> }) {
  const { channelId, place } = props;
  const store = useAppStore();
  const { drafts, messages, view } = useActions();
  const destination = useMemo<Destination>(() => ({ kind: 'channel', channelId }), [channelId]);
  const draftKey = draftKeyOf(destination);
  const { body, edit } = useDraft(draftKey);
  const files = useFiles(edit);
  const { send, consent } = useSubmit(draftKey, destination);
  const radius = useBlast(destination, body, mayMention(body));
  const [dragging, setDragging] = useState(false);
  const field = useRef<TextFieldHandle>(null);
  const typedAt = useRef(0);
  const label = composerStrings.to(place.label);
  const usage = usageOf(body);
  const over = usage.content.used > usage.content.limit;
  const blank =
    isBlank(body) || (body.content.trim() === '' && isBlank({ ...body, content: '', replyTo: null }));
  const canAttach = place.can('attachFiles');
  const parts = composerStrings.parts(body.embeds.length, body.components.length);

  useEffect(() => field.current?.focus(), []);
  const replyId = body.replyTo?.messageId;
  useEffect(() => {
    if (replyId !== undefined) field.current?.focus();
  }, [replyId]);

  const write = (content: string) => {
    edit((b) => ({ ...b, content }), 'content');
    const now = Date.now();
    if (content === '' || now - typedAt.current < TYPING_EVERY_MS) return;
    typedAt.current = now;
    // Nobody misses a sign of typing that did not get through.
    store.api.messages.typing({ channelId }).catch(() => undefined);
  };
  const submit = () => {
    if (blank || over || files.busy) return;
    typedAt.current = 0;
    send(body);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const mod = event.ctrlKey || event.metaKey;
    if (event.key === 'Enter' && !event.shiftKey && !mod) submit();
    else if (event.key === 'ArrowUp' && body.content === '' && !event.shiftKey) {
      if (!messages.editLast(channelId)) return;
    } else if (event.key === 'Escape' && body.replyTo !== null) edit((b) => ({ ...b, replyTo: null }));
    else if (mod && event.key.toLowerCase() === 'z') (event.shiftKey ? drafts.redo : drafts.undo)(draftKey);
    else if (mod && event.key.toLowerCase() === 'y') drafts.redo(draftKey);
    else return;
    event.preventDefault();
  };
  const onDrop = (event: DragEvent) => {
    setDragging(false);
    const dropped = [...event.dataTransfer.files];
    if (dropped.length === 0) return;
    event.preventDefault();
    if (canAttach) files.drop(dropped);
    else view.toast({ tone: 'trouble', title: composerStrings.files.none });
  };
  const addGroups = [
    [
      {
        id: 'attach',
        label: composerStrings.attach,
        icon: <Paperclip size={16} />,
        disabled: !canAttach,
        hint: canAttach ? undefined : composerStrings.files.none,
        onSelect: files.pick,
      },
      {
        id: 'templates',
        label: composerStrings.mentions.templates,
        icon: <FileText size={16} />,
        onSelect: () => drafts.openDialog({ key: draftKey, kind: 'templates' }),
      },
      {
        id: 'full',
        label: composerStrings.openFull,
        icon: <LayoutTemplate size={16} />,
        onSelect: () => view.showPlace({ kind: 'compose', destination }),
      },
      {
        id: 'later',
        label: composerStrings.sendLater,
        icon: <CalendarClock size={16} />,
        disabled: blank || over,
        onSelect: () => drafts.openDialog({ key: draftKey, kind: 'schedule' }),
      },
    ],
  ];
  return (
    <section
      className={styles.composer}
      aria-label={label}
      onDragEnter={(event) => event.dataTransfer.types.includes('Files') && setDragging(true)}
      onDragOver={(event) => event.dataTransfer.types.includes('Files') && event.preventDefault()}
      onDragLeave={(event) =>
        !event.currentTarget.contains(event.relatedTarget as Node) && setDragging(false)
      }
      onDrop={onDrop}
    >
      <ConflictStrip draftKey={draftKey} />
      <div className={cx(styles.box, over && styles.overBox, dragging && styles.dragging)}>
        <ReplyBar draftKey={draftKey} />
        <FileChips draftKey={draftKey} busy={files.busy} />
        {parts !== '' && (
          <p className={styles.parts}>
            {composerStrings.partsAttached(parts)}
            <button
              type="button"
              className={styles.link}
              onClick={() => view.showPlace({ kind: 'compose', destination })}
            >
              {composerStrings.show}
            </button>
          </p>
        )}
        <div className={styles.line}>
          <DropMenu
            align="start"
            groups={addGroups}
            trigger={
              <button type="button" className={styles.tool} aria-label={composerStrings.more}>
                <Plus size={18} />
              </button>
            }
          />
          <TextField
            ref={field}
            id={`text-${channelId}`}
            label={label}
            placeholder={label}
            value={body.content}
            guildId={place.guildId}
            invalid={over}
            onChange={write}
            onKeyDown={onKeyDown}
            onFiles={(pasted) => canAttach && files.paste(pasted)}
            onTemplate={(templateId) => drafts.openDialog({ key: draftKey, kind: 'templates', templateId })}
          />
          <IconButton
            label={composerStrings.openFull}
            className={styles.tool ?? ''}
            onClick={() => view.showPlace({ kind: 'compose', destination })}
          >
            <LayoutTemplate size={16} />
          </IconButton>
          <DropMenu
            groups={optionGroups(body, edit)}
            trigger={
              <button
                type="button"
                className={cx(styles.tool, body.silent && styles.toolOn)}
                aria-label={composerStrings.options}
              >
                <Settings2 size={16} />
              </button>
            }
          />
          <IconButton
            label={composerStrings.send}
            shortcut="Enter"
            tone={blank || over ? 'quiet' : 'primary'}
            className={styles.tool ?? ''}
            disabled={blank || over}
            onClick={submit}
          >
            <SendHorizontal size={16} />
          </IconButton>
        </div>
        {dragging && <p className={styles.dropHint}>{composerStrings.files.dropHere(place.label)}</p>}
      </div>
      <div className={styles.under}>
        <Typing channelId={channelId} />
        {radius && <BlastLine radius={radius} body={body} edit={edit} />}
        <span className={styles.gap} />
        {place.slowModeMs > 0 && <span>{composerStrings.slowMode(spokenDuration(place.slowModeMs))}</span>}
        {usage.content.used >= usage.content.limit * COUNT_FROM && (
          <span className={cx(styles.counter, over && styles.overText)} role={over ? 'alert' : undefined}>
            {over
              ? composerStrings.over(usage.content.used - usage.content.limit)
              : composerStrings.used(usage.content.used, usage.content.limit)}
          </span>
        )}
      </div>
      {consent && <ConsentDialog consent={consent} />}
      <DraftDialogs
        draftKey={draftKey}
        names={{ channel: place.label, guildId: place.guildId }}
        onChoose={(when) => send(body, when)}
        onClose={() => field.current?.focus()}
      />
    </section>
  );
}
