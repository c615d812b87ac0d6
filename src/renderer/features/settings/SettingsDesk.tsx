import type { AppInfo, PracticeState } from '@shared/models/app';
import { Activity, Keyboard } from 'lucide-react';
import { useEffect, useState } from 'react';
import { selectConnectionKind, selectPractice, selectVault } from '../../state/accounts/selectors';
import { useActions, useApp, useAppStore } from '../../state/react';
import { selectTheme } from '../../state/settings/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { Segmented } from '../../ui/Segmented';
import { SettingsLine, SettingsSection } from '../../ui/Settings';
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
        <SettingsSection title={words.appearance}>
          <SettingsLine label={words.theme}>
            <Segmented
              label={words.theme}
              value={theme}
              onChange={(next) => settings.change({ theme: next })}
              options={(['system', 'light', 'dark'] as const).map((value) => ({
                value,
                label: words.themes[value],
              }))}
            />
          </SettingsLine>
          <SettingsLine label={words.keys}>
            <Button icon={<Keyboard size={16} />} onClick={() => view.openOverlay('keys')}>
              {words.showKeys}
            </Button>
          </SettingsLine>
        </SettingsSection>
        <SettingsSection title={words.account}>
          <SettingsLine label={words.vault} note={vault.explanation}>
            {(vault.canCreatePassphrase || vault.locked) && (
              <Button onClick={() => view.openOverlay('vault')}>
                {vault.locked ? strings.welcome.unlock : strings.vault.setUp}
              </Button>
            )}
            {connection !== 'signedOut' && (
              <Button onClick={() => attempt(() => accounts.signOut())}>{strings.connection.signOut}</Button>
            )}
          </SettingsLine>
          <SettingsLine label={words.practice} note={practiceText(practice)}>
            {practice.kind === 'running' && (
              <Button onClick={() => attempt(() => store.api.practice.stop())}>{words.practiceStop}</Button>
            )}
          </SettingsLine>
        </SettingsSection>
        <RecorderSettingsSection />
        <SettingsSection title={words.diagnostics}>
          <SettingsLine label={words.diagnostics} note={words.diagnosticsBody}>
            <Button icon={<Activity size={16} />} onClick={() => view.goTo('diagnostics')}>
              {words.openDiagnostics}
            </Button>
          </SettingsLine>
        </SettingsSection>
        <About />
      </div>
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
    <SettingsSection title={words.about}>
      <p className={styles.note}>{info && words.version(info.version, info.electronVersion)}</p>
    </SettingsSection>
  );
}
