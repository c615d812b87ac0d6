import type { DiagnosticsSnapshot } from '@shared/models/app';
import { useId } from 'react';
import { diagnosticsStrings as words } from '../../strings/diagnostics';
import { cx } from '../../ui/cx';
import styles from './diagnostics.module.css';
import { groupCounters } from './figures';

/** What was dropped, mended or retried, by the part of the app; REST has its facts above. */
export function CounterGroups({ counters }: Pick<DiagnosticsSnapshot, 'counters'>) {
  const id = useId();
  const groups = groupCounters(counters).filter((group) => group.id !== 'rest');
  return (
    <section aria-labelledby={id}>
      <div className={styles.sectionHead}>
        <h2 id={id}>{words.counters}</h2>
      </div>
      {groups.length === 0 ? (
        <p className={styles.quiet}>{words.noCounters}</p>
      ) : (
        <div className={styles.groups}>
          {groups.map((group) => (
            <section key={group.id} aria-label={words.groups[group.id]}>
              <h3>{words.groups[group.id]}</h3>
              <dl className={styles.counters}>
                {group.counters.map(({ name, words: label, value }) => (
                  <div key={name} className={cx(value === 0 && styles.zero)}>
                    <dt>{label}</dt>
                    <dd>{value.toLocaleString(undefined, { maximumFractionDigits: 1 })}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
      )}
    </section>
  );
}
