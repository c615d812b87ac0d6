import type { RecordingDetail, RecordingTrack } from '@shared/models/recordings';
import type { Withheld as WithheldPart } from '@shared/models/review';
import { EyeOff } from 'lucide-react';
import { useState } from 'react';
import { useActions, useApp } from '../../../state/react';
import { selectWithheld } from '../../../state/review/selectors';
import { strings } from '../../../strings';
import { reviewStrings } from '../../../strings/review';
import { Button } from '../../../ui/Button';
import { Dialog, DialogActions } from '../../../ui/Dialog';
import { Field, Select, TextInput } from '../../../ui/Field';
import { formatPosition } from '../../../ui/format';
import { useAttempt } from '../../trouble';
import { namesIn, namesOf } from '../tracks';
import forms from '../transfer.module.css';
import styles from './markers.module.css';

const words = reviewStrings.withholding;
type Stretch = { fromMs: number; toMs: number };

/** What is kept from everybody's ears: shown again, or overwritten for good after a question. */
export function Withheld({ detail }: { detail: RecordingDetail }) {
  const session = useApp((state) => state.review.session);
  const withheld = useApp(selectWithheld);
  const { review } = useActions();
  const attempt = useAttempt();
  const [purging, setPurging] = useState<WithheldPart | null>(null);
  if (withheld.length === 0) return null;
  const names = namesOf(detail, session);
  const nameOf = (part: WithheldPart) =>
    part.userId === null ? words.everybody : (names.get(part.userId) ?? words.somebody(part.userId));
  return (
    <section className={styles.section} aria-label={words.list}>
      <h3>{words.list}</h3>
      <ul>
        {withheld.map((part) => {
          const line = words.line(nameOf(part), stretchText(part));
          return (
            <li key={part.withheldId} className={styles.withheld}>
              <EyeOff size={14} aria-hidden="true" />
              <span title={part.reason}>
                {line}
                {part.reason !== '' && <span className={styles.reason}> · {part.reason}</span>}
              </span>
              {part.purgedAtMs !== undefined ? (
                <span className={styles.reason}>{words.purged}</span>
              ) : (
                <>
                  <Button
                    tone="quiet"
                    aria-label={words.release(line)}
                    onClick={() => attempt(() => review.release(part.withheldId))}
                  >
                    {words.releaseShort}
                  </Button>
                  <Button tone="quiet" aria-label={words.purge(line)} onClick={() => setPurging(part)}>
                    {words.purgeShort}
                  </Button>
                </>
              )}
            </li>
          );
        })}
      </ul>
      {purging && (
        <Dialog
          title={words.purgeTitle}
          description={words.purgeBody}
          closeLabel={strings.close}
          onClose={() => setPurging(null)}
        >
          <p>{words.line(nameOf(purging), stretchText(purging))}</p>
          <DialogActions>
            <Button onClick={() => setPurging(null)}>{strings.cancel}</Button>
            <Button
              tone="primary"
              onClick={() =>
                attempt(async () => {
                  await review.purge(purging.withheldId);
                  setPurging(null);
                })
              }
            >
              {words.purgeGo}
            </Button>
          </DialogActions>
        </Dialog>
      )}
    </section>
  );
}

function stretchText({ fromMs, toMs }: Pick<WithheldPart, 'fromMs' | 'toMs'>): string {
  return fromMs === null || toMs === null
    ? words.wholeLength
    : `${formatPosition(fromMs)} – ${formatPosition(toMs)}`;
}

export interface WithholdDialogProps {
  tracks: readonly RecordingTrack[];
  /** What I and O enclose; without it the whole recording is meant. */
  range: Stretch | null;
  /** Whose lane has the focus. */
  userId: string | null;
  onClose: () => void;
}

/** Whose voice, which stretch, and why. */
export function WithholdDialog({ tracks, range, userId, onClose }: WithholdDialogProps) {
  const { review } = useActions();
  const attempt = useAttempt();
  const [who, setWho] = useState(userId ?? '');
  const [stretch, setStretch] = useState(range);
  const [reason, setReason] = useState('');
  const people = namesIn(tracks);
  const go = () =>
    attempt(async () => {
      await review.withhold({
        userId: who === '' ? null : who,
        fromMs: stretch?.fromMs ?? null,
        toMs: stretch?.toMs ?? null,
        reason: reason.trim(),
      });
      onClose();
    });
  return (
    <Dialog title={words.title} description={words.body} closeLabel={strings.close} onClose={onClose}>
      <form
        className={forms.form}
        onSubmit={(event) => {
          event.preventDefault();
          go();
        }}
      >
        <Field label={words.who}>
          {(ids) => (
            <Select {...ids} value={who} onChange={(event) => setWho(event.target.value)}>
              <option value="">{words.everybody}</option>
              {[...people].map(([id, name]) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={words.range}>
          {(ids) => (
            <Select
              {...ids}
              value={stretch ? 'chosen' : 'whole'}
              onChange={(event) => setStretch(event.target.value === 'chosen' ? range : null)}
            >
              {range && <option value="chosen">{stretchText(range)}</option>}
              <option value="whole">{stretchText({ fromMs: null, toMs: null })}</option>
            </Select>
          )}
        </Field>
        <Field label={words.reason}>
          {(ids) => (
            <TextInput
              {...ids}
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
        <DialogActions>
          <Button onClick={onClose}>{strings.cancel}</Button>
          <Button type="submit" tone="primary">
            {words.go}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
