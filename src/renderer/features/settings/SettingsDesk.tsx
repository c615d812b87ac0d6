import type { AppInfo, PracticeState } from '@shared/models/app';
import { Activity, Keyboard } from 'lucide-react';
import { type ReactNode, useEffect, useId, useState } from 'react';
import { selectConnectionKind, selectPractice, selectVault } from '../../state/accounts/selectors';
import { useActions, useApp, useAppStore } from '../../state/react';
import { selectTheme } from '../../state/settings/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { Segmented } from '../../ui/Segmented';
import { RecorderSettingsSection } from '../recorder';
import { useAttempt } from '../trouble';
import styles from './settings.module.css';

const words = strings.settings;

/** Choices, where tokens rest, the practice server, and the way to diagnostics. */
export default function SettingsDesk() {
  const { accounts, settings, view } = useActions();
  const store = useAppStore();
  const theme = useApp(selectTheme);
  const vault = useApp(selectVault);
  const practice = useApp(selectPractice);
  const connection = useApp(selectConnectionKind);
  const attempt = useAttempt();
  return (
    <div className={styles.page}>
      <div className={styles.column}>
        <h1>{words.title}</h1>
        <Section title={words.appearance}>
          <Line label={words.theme}>
            <Segmented
              label={words.theme}
              value={theme}
              onChange={(next) => settings.change({ theme: next })}
              options={(['system', 'light', 'dark'] as const).map((value) => ({
                value,
                label: words.themes[value],
              }))}
            />
          </Line>
          <Line label={words.keys}>
            <Button icon={<Keyboard size={16} />} onClick={() => view.openOverlay('keys')}>
              {words.showKeys}
            </Button>
          </Line>
        </Section>
        <Section title={words.account}>
          <Line label={words.vault} note={vault.explanation}>
            {(vault.canCreatePassphrase || vault.locked) && (
              <Button onClick={() => view.openOverlay('vault')}>
                {vault.locked ? strings.welcome.unlock : strings.vault.setUp}
              </Button>
            )}
            {connection !== 'signedOut' && (
              <Button onClick={() => attempt(() => accounts.signOut())}>{strings.connection.signOut}</Button>
            )}
          </Line>
          <Line label={words.practice} note={practiceText(practice)}>
            {practice.kind === 'running' && (
              <Button onClick={() => attempt(() => store.api.practice.stop())}>{words.practiceStop}</Button>
            )}
          </Line>
        </Section>
        <RecorderSettingsSection />
        <Section title={words.diagnostics}>
          <Line label={words.diagnostics} note={words.diagnosticsBody}>
            <Button icon={<Activity size={16} />} onClick={() => view.goTo('diagnostics')}>
              {words.openDiagnostics}
            </Button>
          </Line>
        </Section>
        <About />
      </div>
    </div>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

function Line({ label, note, children }: { label: string; note?: string; children: ReactNode }) {
  return (
    <div className={styles.line}>
      <div className={styles.lineText}>
        <p>{label}</p>
        {note && <p className={styles.note}>{note}</p>}
      </div>
      <div className={styles.lineEnd}>{children}</div>
    </div>
  );
}

function practiceText(practice: PracticeState): string {
  switch (practice.kind) {
    case 'stopped':
      return words.practiceStopped;
    case 'starting':
      return words.practiceStarting;
    case 'running':
      return words.practiceRunning(practice.rest, practice.members, practice.seed);
    case 'failed':
      return words.practiceFailed(practice.reason);
  }
}

function About() {
  const { api } = useAppStore();
  const attempt = useAttempt();
  const [info, setInfo] = useState<AppInfo | null>(null);
  useEffect(() => attempt(async () => setInfo(await api.app.info())), [api, attempt]);
  return (
    <Section title={words.about}>
      <p className={styles.note}>{info && words.version(info.version, info.electronVersion)}</p>
    </Section>
  );
}
