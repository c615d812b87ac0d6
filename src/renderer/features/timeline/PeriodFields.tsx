import { boundsOf, PERIODS, type Period, spanOf } from '../../state/archive/period';
import { timelineStrings } from '../../strings/timeline';
import { Select, TextInput } from '../../ui/Field';
import { fromFieldValue, ownTimeZone, toFieldValue } from '../schedule';
import styles from './timeline.module.css';

const words = timelineStrings.period;

interface PeriodFieldsProps {
  value: Period;
  /** Whether any time is a choice, and being open on one side. */
  any: boolean;
  onChange: (period: Period) => void;
}

/** A span of time by its name, or from one moment to another. */
export function PeriodFields({ value, any, onChange }: PeriodFieldsProps) {
  const choose = (kind: string) => {
    if (kind === 'custom') {
      const span = spanOf(value, Date.now()) ?? spanOf({ kind: 'today' }, Date.now());
      onChange({ kind, fromMs: span?.fromMs ?? null, toMs: span?.toMs ?? null });
    } else onChange({ kind: PERIODS.find((name) => name === kind) ?? 'any' });
  };
  return (
    <>
      <Select
        className={styles.periodSelect}
        aria-label={words.label}
        value={value.kind}
        onChange={({ target }) => choose(target.value)}
      >
        {any && <option value="any">{words.any}</option>}
        {[...PERIODS, 'custom' as const].map((kind) => (
          <option key={kind} value={kind}>
            {words[kind]}
          </option>
        ))}
      </Select>
      {value.kind === 'custom' && (
        <span className={styles.custom}>
          <Moment
            label={words.from}
            valueMs={value.fromMs}
            onChange={(fromMs) => onChange({ ...value, fromMs })}
          />
          <Moment label={words.to} valueMs={value.toMs} onChange={(toMs) => onChange({ ...value, toMs })} />
          {(any ? boundsOf(value, 0) : spanOf(value, 0)) === null && (
            <span className={styles.problem} role="alert">
              {boundsOf(value, 0) === null ? words.backwards : words.missing}
            </span>
          )}
        </span>
      )}
    </>
  );
}

interface MomentProps {
  label: string;
  valueMs: number | null;
  onChange: (ms: number | null) => void;
}

function Moment({ label, valueMs, onChange }: MomentProps) {
  const zone = ownTimeZone();
  return (
    <TextInput
      type="datetime-local"
      className={styles.moment}
      aria-label={label}
      value={valueMs === null ? '' : toFieldValue(valueMs, zone)}
      onChange={({ target }) => onChange(fromFieldValue(target.value, zone))}
    />
  );
}
