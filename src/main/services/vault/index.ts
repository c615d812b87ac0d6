export type { KeychainBackend } from './stores';
export { openVault, type VaultOptions, type VaultService } from './vault-service';
