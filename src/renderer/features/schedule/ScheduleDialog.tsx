import type { Repeat } from '@shared/models/outbox';
import { nextOccurrences } from '@shared/schedule/repeat';
import { useMemo, useState } from 'react';
import { strings } from '../../strings';
import { scheduleStrings as words } from '../../strings/outbox';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { Field, Select, TextInput } from '../../ui/Field';
import styles from './schedule.module.css';
import { fromFieldValue, ownTimeZone, presets, timeZones, toFieldValue } from './when';

/** When a message goes: null = now. */
export interface When {
  sendAtMs: number | null;
  repeat: Repeat | null;
}

export const NOW: When = { sendAtMs: null, repeat: null };

export interface ScheduleDialogProps {
  /** What is set now, to change it. */
  initial?: When;
  onChoose: (when: When) => void;
  onClose: () => void;
}

const REPEATS = ['never', 'hour', 'day', 'weekday', 'week', 'month'] as const;
type RepeatChoice = (typeof REPEATS)[number];

/** When a message goes, and whether it goes again. */
export function ScheduleDialog({ initial, onChoose, onClose }: ScheduleDialogProps) {
  const [nowMs] = useState(Date.now);
  const own = ownTimeZone();
  const [zone, setZone] = useState(initial?.repeat?.timeZone ?? own);
  const zones = useMemo(() => timeZones(own), [own]);
  const offered = presets(nowMs, zone);
  const [value, setValue] = useState(() =>
    toFieldValue(initial?.sendAtMs ?? offered[1]?.atMs ?? nowMs, zone),
  );
  const [every, setEvery] = useState<RepeatChoice>(initial?.repeat?.every ?? 'never');
  const [until, setUntil] = useState(() =>
    initial?.repeat?.untilMs == null ? '' : toFieldValue(initial.repeat.untilMs, zone),
  );
  const sendAtMs = fromFieldValue(value, zone);
  const untilMs = until === '' ? null : fromFieldValue(until, zone);
  const past = sendAtMs !== null && sendAtMs <= Date.now();
  const repeat: Repeat | null = every === 'never' ? null : { every, timeZone: zone, untilMs };
  const next =
    sendAtMs === null
      ? []
      : repeat === null
        ? [sendAtMs]
        : nextOccurrences(sendAtMs, repeat, Math.max(sendAtMs - 1, nowMs), 4);
  const format = new Intl.DateTimeFormat(undefined, {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  });
  const error = sendAtMs === null ? words.noTime : past && repeat === null ? words.past : null;
  const choose = () => {
    if (sendAtMs === null || error !== null || next.length === 0) return;
    onChoose({ sendAtMs, repeat });
    onClose();
  };
  return (
    <Dialog title={words.title} closeLabel={strings.close} onClose={onClose}>
      <div className={styles.presets}>
        {offered.map((preset) => {
          const presetValue = toFieldValue(preset.atMs, zone);
          return (
            <Button
              key={preset.id}
              aria-pressed={presetValue === value}
              className={styles.preset ?? ''}
              onClick={() => setValue(presetValue)}
            >
              {words.presets[preset.id]}
            </Button>
          );
        })}
      </div>
      <div className={styles.pair}>
        <Field label={words.at} error={error}>
          {(ids) => (
            <TextInput
              {...ids}
              type="datetime-local"
              value={value}
              onChange={(event) => setValue(event.target.value)}
            />
          )}
        </Field>
        <Field label={words.zone}>
          {(ids) => (
            <Select {...ids} value={zone} onChange={(event) => setZone(event.target.value)}>
              {zones.map((name) => (
                <option key={name} value={name}>
                  {name.replaceAll('_', ' ')}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <div className={styles.pair}>
        <Field label={words.repeat}>
          {(ids) => (
            <Select {...ids} value={every} onChange={(event) => setEvery(event.target.value as RepeatChoice)}>
              {REPEATS.map((choice) => (
                <option key={choice} value={choice}>
                  {words.every[choice]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {every !== 'never' && (
          <Field label={words.until}>
            {(ids) => (
              <TextInput
                {...ids}
                type="datetime-local"
                value={until}
                onChange={(event) => setUntil(event.target.value)}
              />
            )}
          </Field>
        )}
      </div>
      <div className={styles.next}>
        <h3>{words.next}</h3>
        <ol aria-live="polite">
          {next.map((time) => (
            <li key={time}>
              <time>{format.format(time)}</time>
            </li>
          ))}
          {next.length === 0 && <li>{words.none}</li>}
        </ol>
      </div>
      <DialogActions>
        <Button onClick={onClose}>{strings.cancel}</Button>
        <Button tone="primary" disabled={error !== null || next.length === 0} onClick={choose}>
          {words.choose}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
