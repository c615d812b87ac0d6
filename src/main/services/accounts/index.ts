export {
  type AccountsOptions,
  type AccountsService,
  createAccountsService,
  PRACTICE_LABEL,
} from './accounts-service';
export type { PracticeHost } from './practice-host';
export type { TokenVault } from './token-vault';
