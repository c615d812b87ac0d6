import type { ConnectionState } from '@shared/models/accounts';
import { Activity, ChevronDown, CloudLightning, LogOut } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useEffect, useState } from 'react';
import { adviceFor } from '../../advice';
import { selectConnection } from '../../state/accounts/selectors';
import { useActions, useApp } from '../../state/react';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { formatTime } from '../../ui/format';
import { Notice } from '../../ui/Notice';
import { useAttempt } from '../trouble';
import styles from './shell.module.css';

/** What is connected and how well, in few words; more behind it. */
export function ConnectionStatus() {
  const connection = useApp(selectConnection);
  const rehearsing = useApp((state) => state.rehearsal.now?.available === true);
  const { accounts, rehearsal, view } = useActions();
  const attempt = useAttempt();
  const tone = connection.kind === 'connected' ? styles.good : styles.bad;
  return (
    <Popover.Root>
      <Popover.Trigger
        className={styles.status}
        aria-label={`${strings.connection.menu}: ${summary(connection)}`}
      >
        <span className={cx(styles.dot, tone)} aria-hidden="true" />
        <span className={styles.statusText}>{summary(connection)}</span>
        {connection.kind === 'connected' && connection.latencyMs !== null && (
          <span className={styles.latency}>{strings.connection.latency(connection.latencyMs)}</span>
        )}
        <ChevronDown size={14} aria-hidden="true" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className={styles.popover} align="end" sideOffset={6} collisionPadding={8}>
          <p className={styles.popTitle}>{summary(connection)}</p>
          {connection.kind === 'connected' && (
            <p className={styles.popText}>
              {strings.connection.as(connection.user.displayName)},{' '}
              {strings.connection.since(formatTime(connection.sinceMs))}
            </p>
          )}
          {connection.kind === 'reconnecting' && <p className={styles.popText}>{connection.reason}.</p>}
          {connection.kind === 'failed' && (
            <p className={styles.popText}>
              {adviceFor(connection.error).title}. {adviceFor(connection.error).next}
            </p>
          )}
          <div className={styles.popActions}>
            {rehearsing && (
              <Popover.Close asChild>
                <Button icon={<CloudLightning size={16} />} onClick={() => rehearsal.show(true)}>
                  {strings.rehearsal.title}
                </Button>
              </Popover.Close>
            )}
            <Popover.Close asChild>
              <Button icon={<Activity size={16} />} onClick={() => view.goTo('diagnostics')}>
                {strings.settings.diagnostics}
              </Button>
            </Popover.Close>
            <Button
              icon={<LogOut size={16} />}
              onClick={() =>
                attempt(async () => {
                  await accounts.signOut();
                  view.goTo('rooms');
                })
              }
            >
              {strings.connection.signOut}
            </Button>
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function summary(connection: ConnectionState): string {
  switch (connection.kind) {
    case 'signedOut':
      return strings.connection.signedOut;
    case 'connecting':
      return strings.connection.connecting(connection.label);
    case 'connected':
      return strings.connection.connected(connection.label);
    case 'reconnecting':
      return strings.connection.reconnecting(connection.label);
    case 'failed':
      return strings.connection.failed(connection.label);
  }
}

/** A strip under the top bar while the connection is away: what is shown is old, when the next try comes. */
export function ConnectionStrip() {
  const connection = useApp(selectConnection);
  const { accounts, view } = useActions();
  const attempt = useAttempt();
  if (connection.kind === 'reconnecting') {
    return (
      <div className={styles.strip}>
        <Notice
          tone="trouble"
          title={strings.connection.reconnecting(connection.label)}
          actions={
            <Button
              disabled={connection.retryAtMs === null || !connection.canHurry}
              title={connection.canHurry ? undefined : strings.connection.mustWait}
              onClick={() => attempt(() => accounts.retryNow())}
            >
              {strings.connection.tryNow}
            </Button>
          }
        >
          {connection.reason}. <Countdown untilMs={connection.retryAtMs} />
          {strings.connection.attempt(connection.attempt)}. {strings.connection.stale}
        </Notice>
      </div>
    );
  }
  if (connection.kind !== 'failed') return null;
  const advice = adviceFor(connection.error);
  const back = () =>
    attempt(async () => {
      await accounts.signOut();
      view.goTo('rooms');
    });
  return (
    <div className={styles.strip}>
      <Notice
        tone="trouble"
        title={`${strings.connection.failed(connection.label)}: ${advice.title}`}
        actions={<Button onClick={back}>{strings.connection.back}</Button>}
      >
        {advice.safe} {advice.next}
      </Notice>
    </div>
  );
}

function Countdown({ untilMs }: { untilMs: number | null }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  const seconds = untilMs === null ? 0 : Math.ceil((untilMs - now) / 1_000);
  return <>{seconds > 0 ? strings.connection.retryIn(seconds) : strings.connection.trying}</>;
}
