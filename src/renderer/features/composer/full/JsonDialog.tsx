import type { MessageBody } from '@shared/models/message-body';
import { useId, useState } from 'react';
import { useActions } from '../../../state/react';
import { strings } from '../../../strings';
import { composeStrings as words } from '../../../strings/compose';
import { Button } from '../../../ui/Button';
import { Dialog, DialogActions } from '../../../ui/Dialog';
import styles from './form.module.css';
import { readJson, writeJson } from './json';

/** The message as Discord's JSON: to copy, to change, or to paste one from elsewhere. */
export default function JsonDialog(props: {
  body: MessageBody;
  onUse: (body: MessageBody) => void;
  onClose: () => void;
}) {
  const { body, onClose } = props;
  const [text, setText] = useState(() => writeJson(body));
  const { view } = useActions();
  const id = useId();
  const outcome = text.trim() === '' ? null : readJson(text);
  const problem =
    outcome === null || outcome.kind === 'read'
      ? null
      : outcome.kind === 'notJson'
        ? words.notJson(outcome.line, outcome.reason)
        : words.notMessage(outcome.path, outcome.reason);
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => view.toast({ title: words.copied, stayMs: 2_500 }),
      () => view.toast({ tone: 'trouble', title: words.notCopied }),
    );
  };
  const use = () => {
    if (outcome?.kind !== 'read') return;
    // Files and the reply are no part of the JSON: they stay.
    props.onUse({ ...outcome.body, files: body.files, replyTo: body.replyTo });
    onClose();
  };
  return (
    <Dialog wide title={words.json} description={words.jsonHint} closeLabel={strings.close} onClose={onClose}>
      <textarea
        className={styles.json}
        aria-label={words.json}
        aria-invalid={problem !== null}
        aria-describedby={`${id}-note`}
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <p
        id={`${id}-note`}
        className={problem ? styles.problem : styles.note}
        role={problem ? 'alert' : 'status'}
      >
        {problem ??
          (outcome?.kind === 'read' && outcome.left.length > 0 ? words.leftOut(outcome.left) : words.jsonOk)}
      </p>
      <DialogActions>
        <Button onClick={() => setText('')}>{words.clear}</Button>
        <Button onClick={copy}>{words.copy}</Button>
        <Button tone="primary" disabled={outcome?.kind !== 'read'} onClick={use}>
          {words.useJson}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
