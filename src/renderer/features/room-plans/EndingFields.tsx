import type { SetEnd, Temporary } from '@shared/models/room-plans';
import { strings } from '../../strings';
import { Checkbox, Field, Select, TextInput } from '../../ui/Field';
import { ownTimeZone } from '../schedule';
import styles from './room-plans.module.css';
import { Amount } from './SpecFields';

const words = strings.plans.opening;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
export const FIRST_TEMPORARY: Temporary = { graceMs: 5 * MINUTE_MS, unusedMs: 30 * MINUTE_MS };

/** When rooms end by themselves: each when it is empty, all at a time. */
export function EndingFields(props: {
  temporary: Temporary | null;
  end: SetEnd;
  onTemporary: (temporary: Temporary | null) => void;
  onEnd: (end: SetEnd) => void;
}) {
  const { temporary, end, onTemporary, onEnd } = props;
  const chooseEnd = (kind: string) => {
    if (kind === 'after') onEnd({ kind: 'after', durationMs: 2 * HOUR_MS });
    else if (kind === 'at') onEnd({ kind: 'at', minuteOfDay: 22 * 60, timeZone: ownTimeZone() });
    else onEnd({ kind: 'never' });
  };
  return (
    <>
      <div className={styles.pair}>
        <Field label={words.end}>
          {(ids) => (
            <Select {...ids} value={end.kind} onChange={(event) => chooseEnd(event.target.value)}>
              {(['never', 'after', 'at'] as const).map((kind) => (
                <option key={kind} value={kind}>
                  {words.ends[kind]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {end.kind === 'after' && (
          <Field label={words.hours}>
            {(ids) => (
              <TextInput
                {...ids}
                type="number"
                min={0.25}
                max={744}
                step={0.25}
                value={String(end.durationMs / HOUR_MS)}
                onChange={(event) => {
                  const hours = Math.min(744, Math.max(0.25, Number(event.target.value) || 0.25));
                  onEnd({ kind: 'after', durationMs: Math.round(hours * HOUR_MS) });
                }}
              />
            )}
          </Field>
        )}
        {end.kind === 'at' && (
          <TimeOfDay
            label={words.time}
            minuteOfDay={end.minuteOfDay}
            onChange={(minuteOfDay) => onEnd({ ...end, minuteOfDay })}
          />
        )}
      </div>
      <Checkbox
        label={words.temporary}
        hint={words.temporaryHint}
        checked={temporary !== null}
        onChange={(on) => onTemporary(on ? FIRST_TEMPORARY : null)}
      />
      {temporary !== null && <GraceFields temporary={temporary} onChange={onTemporary} />}
    </>
  );
}

export function GraceFields(props: { temporary: Temporary; onChange: (temporary: Temporary) => void }) {
  const { temporary, onChange } = props;
  return (
    <div className={styles.pair}>
      <Amount
        label={words.grace}
        min={1}
        max={1_440}
        value={Math.max(1, Math.round(temporary.graceMs / MINUTE_MS))}
        onChange={(minutes) => onChange({ ...temporary, graceMs: minutes * MINUTE_MS })}
      />
      <Amount
        label={words.unused}
        min={1}
        max={1_440}
        value={Math.max(1, Math.round(temporary.unusedMs / MINUTE_MS))}
        onChange={(minutes) => onChange({ ...temporary, unusedMs: minutes * MINUTE_MS })}
      />
    </div>
  );
}

export function TimeOfDay(props: {
  label: string;
  minuteOfDay: number;
  onChange: (minuteOfDay: number) => void;
}) {
  const { label, minuteOfDay, onChange } = props;
  const two = (n: number) => String(n).padStart(2, '0');
  return (
    <Field label={label}>
      {(ids) => (
        <TextInput
          {...ids}
          type="time"
          value={`${two(Math.floor(minuteOfDay / 60))}:${two(minuteOfDay % 60)}`}
          onChange={(event) => {
            const found = /^(\d\d):(\d\d)/.exec(event.target.value);
            if (found) onChange(Number(found[1]) * 60 + Number(found[2]));
          }}
        />
      )}
    </Field>
  );
}
