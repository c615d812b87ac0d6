import { judgeRestMetrics, type RestJudgement, type RestMetrics } from '@shared/models/rest-metrics';
import { CircleAlert, CircleCheck, CircleDashed, TriangleAlert } from 'lucide-react';
import { useId } from 'react';
import { diagnosticsStrings as words } from '../../strings/diagnostics';
import { cx } from '../../ui/cx';
import styles from './cards.module.css';
import { QUEUE_SAMPLES } from './use-diagnostics';

const ICONS = { quiet: CircleDashed, good: CircleCheck, near: TriangleAlert, over: CircleAlert } as const;

/** What is held against a limit, one card each: the figure, the limit, and a verdict in colour, sign and words. */
export function JudgementCards({ rest, queue }: { rest: RestMetrics; queue: readonly number[] }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className={styles.heading}>
        {words.judged}
      </h2>
      <ul className={styles.cards}>
        {judgeRestMetrics(rest).map((judgement) => (
          <Card key={judgement.id} judgement={judgement} rest={rest} queue={queue} />
        ))}
      </ul>
    </section>
  );
}

interface CardProps {
  judgement: RestJudgement;
  rest: RestMetrics;
  queue: readonly number[];
}

function Card({ judgement, rest, queue }: CardProps) {
  const { id, level } = judgement;
  const Icon = ICONS[level];
  const { value, detail, alert } = cardText(judgement, rest);
  return (
    <li className={cx(styles.card, styles[level])}>
      <p className={styles.name}>{words.card[id]}</p>
      <p className={styles.value}>{value}</p>
      <p className={styles.verdict}>
        <Icon size={14} aria-hidden="true" />
        {words.level[level]}
      </p>
      {id === 'queueDepth' && <Sparkline values={queue} threshold={judgement.threshold} />}
      <p className={styles.detail}>{detail}</p>
      {alert !== null && <p className={styles.detail}>{alert}</p>}
    </li>
  );
}

function cardText({ id, value, threshold }: RestJudgement, { recent, queue }: RestMetrics) {
  const alert = words.alertAbove(words.share(threshold));
  switch (id) {
    case 'requestErrors':
      return {
        value: shareOf(value, recent.requests),
        detail: words.ofRequests(recent.errors, recent.requests),
        alert,
      };
    case 'limitsHit':
      return {
        value: shareOf(value, recent.requests),
        detail: words.ofRequests(recent.limitsHit, recent.requests),
        alert,
      };
    case 'webhookFailures':
      return {
        value: shareOf(value, recent.webhookRequests),
        detail: words.ofWebhooks(recent.webhookFailures, recent.webhookRequests),
        alert,
      };
    case 'queueDepth':
      return {
        value: value.toLocaleString(),
        detail: words.deepest(queue.max),
        alert: words.alertAbove(threshold.toLocaleString()),
      };
    case 'invalidRequests':
      return { value: value.toLocaleString(), detail: words.guard(threshold), alert: null };
  }
}

/** Nothing out of nothing is no share. */
function shareOf(value: number, whole: number): string {
  return whole === 0 ? '–' : words.share(value);
}

const WIDTH = 120;
const HEIGHT = 24;

/** The queue's last two minutes; the dashed line is the limit, once the queue comes near it. */
function Sparkline({ values, threshold }: { values: readonly number[]; threshold: number }) {
  const top = Math.max(10, ...values);
  const y = (value: number) => HEIGHT - 1 - (value / top) * (HEIGHT - 2);
  // The newest sample stands at the right edge, however few there are.
  const x = (index: number) => WIDTH - ((values.length - 1 - index) * WIDTH) / (QUEUE_SAMPLES - 1);
  const points = values.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  return (
    <svg
      className={styles.spark}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={words.sparkline(values.length, values.at(-1) ?? 0)}
    >
      {top >= threshold && <line x1={0} x2={WIDTH} y1={y(threshold)} y2={y(threshold)} />}
      <polyline points={points} />
    </svg>
  );
}
