import { type FormEvent, useState } from 'react';
import { strings } from '../../strings';
import { reviewStrings } from '../../strings/review';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { Field, TextInput } from '../../ui/Field';
import { useReviewDesk } from './timeline/desk';
import { formatFine, parseTime } from './times';
import forms from './transfer.module.css';

const words = reviewStrings.goTo;

/** To a time that somebody wrote down: `1:02:03.5`. */
export function GoToDialog({ onClose }: { onClose: () => void }) {
  const { seek, position, durationMs } = useReviewDesk();
  const [text, setText] = useState(() => formatFine(position(), 1));
  const ms = parseTime(text);
  const beyond = ms !== null && ms > durationMs;
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (ms === null || beyond) return;
    seek(ms);
    onClose();
  };
  return (
    <Dialog title={words.title} closeLabel={strings.close} onClose={onClose}>
      <form className={forms.form} onSubmit={onSubmit}>
        <Field
          label={words.time}
          hint={words.hint}
          error={beyond ? words.beyond(formatFine(durationMs, 0)) : ms === null ? words.unclear : null}
        >
          {(ids) => (
            <TextInput
              {...ids}
              value={text}
              onFocus={(event) => event.target.select()}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <DialogActions>
          <Button onClick={onClose}>{strings.cancel}</Button>
          <Button type="submit" tone="primary" disabled={ms === null || beyond}>
            {words.go}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
