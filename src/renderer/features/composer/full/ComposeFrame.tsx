import type { BodyProblem, MessageBody } from '@shared/models/message-body';
import { Braces, Paperclip, Redo2, Settings2, Undo2, X } from 'lucide-react';
import { type DragEvent, type KeyboardEvent, lazy, type ReactNode, Suspense, useState } from 'react';
import { draftOf } from '../../../state/drafts/apply';
import { useActions, useApp } from '../../../state/react';
import { composeStrings as words } from '../../../strings/compose';
import { composerStrings } from '../../../strings/composer';
import { Button, IconButton } from '../../../ui/Button';
import { DropMenu } from '../../../ui/Menu';
import { FileChips } from '../FileChips';
import { ReplyBar } from '../ReplyBar';
import { optionGroups } from '../send-options';
import { useFiles } from '../use-files';
import { ComposeForm } from './ComposeForm';
import styles from './compose.module.css';
import { Preview, type PreviewWebhook } from './Preview';
import { Problems } from './Problems';
import { type ComposeForm as Form, FormContext } from './use-form';

const JsonDialog = lazy(() => import('./JsonDialog'));

export interface ComposeFrameProps {
  title: string;
  /** Of the draft whose steps can be taken back. */
  draftKey: string;
  form: Form;
  body: MessageBody;
  /** The body the preview shows; it may lag behind while one types. */
  shown: MessageBody;
  problems: readonly BodyProblem[];
  mentions: Readonly<Record<string, string>>;
  webhook: PreviewWebhook | null;
  top: ReactNode;
  summary: ReactNode;
  warnings: readonly string[];
  actions: ReactNode;
  onSubmit: () => void;
  children?: ReactNode;
}

/** Head, form, preview and foot of the full composer, for new messages and posted ones alike. */
export function ComposeFrame(props: ComposeFrameProps) {
  const { draftKey, form, body, problems } = props;
  const canUndo = useApp((state) => draftOf(state.drafts, draftKey).past.length > 0);
  const canRedo = useApp((state) => draftOf(state.drafts, draftKey).future.length > 0);
  const { drafts, view } = useActions();
  const files = useFiles(form.edit);
  const [json, setJson] = useState(false);
  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key === 'z') (event.shiftKey ? drafts.redo : drafts.undo)(draftKey);
    else if (key === 'y') drafts.redo(draftKey);
    else if (key === 'enter') props.onSubmit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onDrop = (event: DragEvent) => {
    const dropped = [...event.dataTransfer.files];
    if (dropped.length === 0) return;
    event.preventDefault();
    files.drop(dropped);
  };
  return (
    <FormContext.Provider value={form}>
      <section
        className={styles.compose}
        aria-label={props.title}
        onKeyDown={onKeyDown}
        onDragOver={(event) => event.dataTransfer.types.includes('Files') && event.preventDefault()}
        onDrop={onDrop}
      >
        <header className={styles.head}>
          <h2>{props.title}</h2>
          <IconButton
            label={words.undo}
            shortcut="Mod+Z"
            disabled={!canUndo}
            onClick={() => drafts.undo(draftKey)}
          >
            <Undo2 size={16} />
          </IconButton>
          <IconButton
            label={words.redo}
            shortcut="Mod+Shift+Z"
            disabled={!canRedo}
            onClick={() => drafts.redo(draftKey)}
          >
            <Redo2 size={16} />
          </IconButton>
          <IconButton label={words.json} onClick={() => setJson(true)}>
            <Braces size={16} />
          </IconButton>
          <IconButton label={composerStrings.attach} onClick={files.pick}>
            <Paperclip size={16} />
          </IconButton>
          <DropMenu
            groups={optionGroups(body, form.edit)}
            trigger={
              <Button tone="quiet" icon={<Settings2 size={16} />}>
                {composerStrings.options}
              </Button>
            }
          />
          <IconButton label={words.close} onClick={() => view.leavePlace()}>
            <X size={16} />
          </IconButton>
        </header>
        <div className={styles.columns}>
          <div className={styles.formColumn}>
            {props.top}
            <ReplyBar draftKey={draftKey} />
            <FileChips draftKey={draftKey} busy={files.busy} />
            <ComposeForm body={body} webhookName={props.webhook?.name ?? null} />
          </div>
          <section className={styles.previewColumn} aria-label={words.preview}>
            <h3>{words.preview}</h3>
            <Preview body={props.shown} mentions={props.mentions} webhook={props.webhook} />
          </section>
        </div>
        <footer className={styles.foot}>
          <div className={styles.summary}>
            <Problems problems={problems} />
            {problems.length === 0 && props.summary}
            {props.warnings.map((warning) => (
              <p key={warning} className={styles.warning}>
                {warning}
              </p>
            ))}
          </div>
          <div className={styles.actions}>{props.actions}</div>
        </footer>
        {json && (
          <Suspense fallback={null}>
            <JsonDialog body={body} onUse={(next) => form.edit(() => next)} onClose={() => setJson(false)} />
          </Suspense>
        )}
        {props.children}
      </section>
    </FormContext.Provider>
  );
}
