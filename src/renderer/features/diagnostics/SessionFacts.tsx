import type { RestMetrics } from '@shared/models/rest-metrics';
import { diagnosticsStrings as words } from '../../strings/diagnostics';
import styles from './diagnostics.module.css';

/** The counts of the session in one line. */
export function SessionFacts({ rest }: { rest: RestMetrics }) {
  const { total, inFlight, buckets } = rest;
  const facts = [
    [words.facts.requests, total.requests],
    [words.facts.errors, total.errors],
    [words.facts.limitsHit, total.limitsHit],
    [words.facts.retries, total.retries],
    [words.facts.unexpected, total.unexpected],
    [words.facts.inFlight, inFlight],
    [words.facts.buckets, buckets],
  ] as const;
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value.toLocaleString()}</dd>
        </div>
      ))}
    </dl>
  );
}
