import type { AppInfo } from '@shared/models/app';
import { ArrowLeft, ClipboardCopy, TimerReset, Unplug } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useActions, useApp, useAppStore } from '../../state/react';
import { strings } from '../../strings';
import { diagnosticsStrings as words } from '../../strings/diagnostics';
import { Button, IconButton } from '../../ui/Button';
import { copyText } from '../../ui/copy-text';
import { Notice } from '../../ui/Notice';
import { TroubleNotice, TroubleState } from '../trouble';
import { CounterGroups } from './CounterGroups';
import styles from './diagnostics.module.css';
import { type Baseline, sinceBaseline } from './figures';
import { JudgementCards } from './JudgementCards';
import { LogTail } from './LogTail';
import { RouteTable } from './RouteTable';
import { diagnosticsReport } from './report';
import { SessionFacts } from './SessionFacts';
import { useDiagnostics } from './use-diagnostics';

/** How the session does: figures against limits, times by route, counters, and the log as it grows. */
export default function DiagnosticsDesk() {
  const { api } = useAppStore();
  const { view } = useActions();
  const before = useApp((state) => state.view.deskBefore);
  const { snapshot, error, queue, refresh } = useDiagnostics();
  const [info, setInfo] = useState<AppInfo | null>(null);
  const [baseline, setBaseline] = useState<Baseline | null>(null);
  useEffect(() => {
    // Only the report names the version; without it the report says less.
    api.app.info().then(setInfo, () => setInfo(null));
  }, [api]);
  const shown = useMemo(() => snapshot && sinceBaseline(snapshot, baseline), [snapshot, baseline]);
  if (!snapshot || !shown) {
    return (
      <div className={styles.page}>
        {error && <TroubleState error={error} title={words.loadFailed} onRetry={refresh} />}
      </div>
    );
  }
  const copy = () => {
    const report = diagnosticsReport({
      info,
      snapshot: shown,
      nowMs: Date.now(),
      sinceMs: baseline?.atMs ?? null,
    });
    const done = copyText(report);
    view.toast({ title: done ? words.copied : words.copyFailed, tone: done ? 'info' : 'trouble' });
  };
  const { rest } = shown;
  const backTo =
    before === 'settings' || before === 'library' || before === 'archive'
      ? strings.rail[before]
      : strings.desks[before];
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <IconButton label={words.back(backTo)} side="bottom" onClick={() => view.goTo(before)}>
          <ArrowLeft size={18} />
        </IconButton>
        <div className={styles.title}>
          <h1>{words.title}</h1>
          <p className={styles.quiet}>
            {baseline ? words.since(new Date(baseline.atMs).toLocaleTimeString()) : words.sinceStart}
          </p>
        </div>
        {baseline && <Button onClick={() => setBaseline(null)}>{words.all}</Button>}
        <Button
          icon={<TimerReset size={16} />}
          title={words.resetHint}
          onClick={() => setBaseline({ atMs: Date.now(), snapshot })}
        >
          {words.reset}
        </Button>
        <Button icon={<ClipboardCopy size={16} />} onClick={copy}>
          {words.copy}
        </Button>
      </header>
      <div className={styles.body}>
        {error && <TroubleNotice error={error} title={words.loadFailed} onRetry={refresh} />}
        {rest ? (
          <>
            {snapshot.rest?.total.requests === 0 && <Notice title={words.nothingYet} />}
            <JudgementCards rest={rest} queue={queue} />
            <SessionFacts rest={rest} />
            <RouteTable routes={rest.routes} />
          </>
        ) : (
          <div className={styles.away}>
            <Unplug size={20} aria-hidden="true" />
            <div>
              <h2>{words.signedOutTitle}</h2>
              <p className={styles.quiet}>{words.signedOutBody}</p>
            </div>
          </div>
        )}
        <CounterGroups counters={shown.counters} />
        <LogTail log={snapshot.log} />
        <p className={styles.quiet}>{words.note}</p>
      </div>
    </div>
  );
}
