import { join } from 'node:path';
import type { AppContext } from './app-context';
import { type AccountsService, createAccountsService } from './services/accounts/index';
import { PracticeService, RehearsalService } from './services/practice/index';
import { SettingsStore } from './services/settings/index';
import { openVault, type VaultService } from './services/vault/index';

export interface AccountPart {
  readonly settings: SettingsStore;
  readonly vault: VaultService;
  readonly practice: PracticeService;
  readonly rehearsal: RehearsalService;
  readonly accounts: AccountsService;
}

/** Who we are: settings, the vault, the practice server and the accounts; a part of `app.ts`. */
export async function createAccountPart(app: AppContext): Promise<AccountPart> {
  const { config, ports, clock, random, logger, scope } = app;
  const settings = new SettingsStore(join(config.dataDir, 'settings.json'), logger.child('settings'));
  const [vault] = await Promise.all([
    openVault({ dataFolder: config.dataDir, keychain: ports.keychain }),
    settings.load(),
  ]);
  scope.add(() => settings.flush());
  scope.add(() => vault.close());

  const practice = new PracticeService({
    spawn: () => ports.spawn('practice-server'),
    logger: logger.child('practice'),
    voicesDir: config.practiceVoicesDir,
    snapshotPath: join(config.dataDir, 'practice-server.json'),
  });
  scope.add(() => practice.stop());
  const rehearsal = new RehearsalService({
    address: () => practice.connection,
    clock,
    logger: logger.child('rehearsal'),
  });
  scope.add(() => rehearsal.close());
  scope.add(practice.onChanged(() => void rehearsal.serverChanged()));

  const accounts = await createAccountsService({
    dataFolder: config.dataDir,
    vault,
    practice: {
      start: (input) => practice.start(input),
      stop: () => practice.stop(),
      onState: practice.onChanged,
    },
    clock,
    random,
    appVersion: config.version,
    ...(ports.onWake ? { onWake: ports.onWake } : {}),
    logger: logger.child('accounts'),
  });
  scope.add(() => accounts.close());

  return { settings, vault, practice, rehearsal, accounts };
}
