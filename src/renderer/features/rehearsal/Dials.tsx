import type { TroubleSettings } from '@shared/models/practice-trouble';
import { useState } from 'react';
import { useActions } from '../../state/react';
import { strings } from '../../strings';
import { Slider } from '../../ui/Slider';
import { useAttempt } from '../trouble';
import { DIAL_GROUPS, DIALS, type Dial } from './dials';
import styles from './Rehearsal.module.css';

const words = strings.rehearsal;

/** The single dials, in groups. */
export function Dials({ trouble }: { trouble: TroubleSettings }) {
  return DIAL_GROUPS.map((group) => (
    <section key={group} className={styles.section} aria-label={words.groups[group]}>
      <h3>{words.groups[group]}</h3>
      {DIALS.filter((dial) => dial.group === group).map((dial) => (
        <DialRow key={dial.id} dial={dial} trouble={trouble} />
      ))}
      {group === 'events' && <p className={styles.hint}>{words.dropNote}</p>}
    </section>
  ));
}

function DialRow({ dial, trouble }: { dial: Dial; trouble: TroubleSettings }) {
  const { rehearsal } = useActions();
  const attempt = useAttempt();
  /** Where the thumb is while it is dragged; the server is told when it is let go. */
  const [held, setHeld] = useState<number | null>(null);
  const value = held ?? dial.read(trouble);
  const text = valueText(dial, value);
  const label = words.dials[dial.id];
  const commit = (next: number) =>
    attempt(async () => {
      try {
        await rehearsal.setTrouble(dial.write(trouble, next));
      } finally {
        setHeld(null);
      }
    });
  return (
    <div className={styles.dial} data-on={value > 0 || undefined}>
      <span>{label}</span>
      <Slider
        label={`${words.groups[dial.group]}: ${label}`}
        value={value}
        min={0}
        max={dial.max}
        step={dial.step}
        valueText={text}
        onChange={setHeld}
        onCommit={commit}
      />
      <output className={styles.value}>{text}</output>
    </div>
  );
}

function valueText({ unit }: Dial, value: number): string {
  if (value === 0) return words.off;
  switch (unit) {
    case 'ms':
      return value < 1_000 ? `${value} ms` : `${(value / 1_000).toFixed(2).replace(/0$/, '')} s`;
    case 'percent':
      return `${value} %`;
    case 'seconds':
      return `${value} s`;
    case 'kilobits':
      return `${value} kbit/s`;
  }
}
