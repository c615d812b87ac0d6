import type { SavedAccount } from '@shared/models/accounts';
import { Bot, Library, LockKeyhole, Trash2, Waypoints } from 'lucide-react';
import { useState } from 'react';
import { selectConnection, selectSavedAccounts, selectVault } from '../../state/accounts/selectors';
import { useActions, useApp } from '../../state/react';
import { strings } from '../../strings';
import { Button, IconButton } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { TroubleNotice, useAttempt } from '../trouble';
import { useConnectOutcome } from './use-connect-outcome';
import styles from './Welcome.module.css';

/** The first screen: practise with one click, or connect a bot; the library needs neither. */
export function Welcome() {
  const { accounts, view } = useActions();
  const connection = useApp(selectConnection);
  const saved = useApp(selectSavedAccounts);
  const vault = useApp(selectVault);
  const attempt = useAttempt();
  const report = useConnectOutcome();
  const [starting, setStarting] = useState(false);
  const connecting = connection.kind === 'connecting';

  const start = () =>
    attempt(async () => {
      setStarting(true);
      try {
        report(await accounts.startPractice(null));
      } finally {
        setStarting(false);
      }
    });

  return (
    <main className={styles.page}>
      <div className={styles.column}>
        <header className={styles.head}>
          <Mark />
          <div>
            <h1>{strings.appName}</h1>
            <p>{strings.welcome.lead}</p>
          </div>
        </header>
        {connection.kind === 'failed' && <TroubleNotice error={connection.error} />}
        {vault.locked && (
          <Notice
            title={strings.welcome.vaultLocked}
            actions={
              <Button icon={<LockKeyhole size={16} />} onClick={() => view.openOverlay('vault')}>
                {strings.welcome.unlock}
              </Button>
            }
          >
            {strings.welcome.vaultLockedBody}
          </Notice>
        )}
        <div className={styles.ways}>
          <section className={styles.way} aria-labelledby="way-practice">
            <Waypoints size={20} aria-hidden="true" />
            <h2 id="way-practice">{strings.welcome.practiceTitle}</h2>
            <p>{strings.welcome.practiceBody}</p>
            <Button tone="primary" busy={starting || connecting} onClick={start}>
              {starting ? strings.welcome.practiceStarting : strings.welcome.practiceStart}
            </Button>
          </section>
          <section className={styles.way} aria-labelledby="way-bot">
            <Bot size={20} aria-hidden="true" />
            <h2 id="way-bot">{strings.welcome.botTitle}</h2>
            <p>{strings.welcome.botBody}</p>
            <Button disabled={connecting} onClick={() => view.openOverlay('connectBot')}>
              {strings.welcome.botStart}
            </Button>
          </section>
        </div>
        {saved.length > 0 && (
          <section aria-labelledby="saved-accounts">
            <h2 id="saved-accounts" className={styles.subhead}>
              {strings.welcome.saved}
            </h2>
            <ul className={styles.saved}>
              {saved.map((account) => (
                <SavedRow key={account.accountId} account={account} disabled={connecting || vault.locked} />
              ))}
            </ul>
          </section>
        )}
        <footer className={styles.foot}>
          <Button tone="quiet" icon={<Library size={16} />} onClick={() => view.goTo('library')}>
            {strings.welcome.library}
          </Button>
          <span>{strings.welcome.libraryHint}</span>
          <p className={styles.step} role="status">
            {connecting && `${strings.welcome.connecting(connection.label)}: ${connection.step}`}
          </p>
        </footer>
      </div>
    </main>
  );
}

function SavedRow({ account, disabled }: { account: SavedAccount; disabled: boolean }) {
  const { accounts, view } = useActions();
  const attempt = useAttempt();
  const report = useConnectOutcome();
  const forget = () =>
    attempt(async () => {
      await accounts.forget(account.accountId);
      view.toast({ title: strings.welcome.forgotten(account.label) });
    });
  return (
    <li className={styles.account}>
      <Button
        tone="quiet"
        className={styles.connect}
        disabled={disabled}
        aria-label={strings.welcome.connectTo(account.label)}
        onClick={() => attempt(async () => report(await accounts.connectSaved(account.accountId)))}
      >
        {account.label}
        {account.baseUrl !== null && <span className={styles.address}>{account.baseUrl}</span>}
      </Button>
      <IconButton label={strings.welcome.forget(account.label)} onClick={forget}>
        <Trash2 size={16} />
      </IconButton>
    </li>
  );
}

/** Our mark: a room, and the tone in it. */
export function Mark({ size = 40 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 40 40" aria-hidden="true">
      <rect width="40" height="40" rx="10" fill="var(--accent)" />
      <path
        d="M11 30V17a9 9 0 0 1 18 0v13"
        fill="none"
        stroke="var(--on-accent)"
        strokeWidth="3"
        strokeLinecap="round"
      />
      <path d="M17 30v-7M23 30V18" stroke="var(--on-accent)" strokeWidth="3" strokeLinecap="round" />
    </svg>
  );
}
