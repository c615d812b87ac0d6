import { safeStorage } from 'electron';

/**
 * The system keychain for the vault, or null where there is none worth the name: on Linux without a keyring
 * Electron would "encrypt" with a fixed password (backend `basic_text`).
 */
export function createKeychain(): {
  kind: 'keychain';
  encrypt(text: string): Buffer;
  decrypt(sealed: Buffer): string;
} | null {
  if (!safeStorage.isEncryptionAvailable()) return null;
  if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend?.() === 'basic_text') return null;
  return {
    kind: 'keychain',
    encrypt: (text) => safeStorage.encryptString(text),
    decrypt: (sealed) => safeStorage.decryptString(sealed),
  };
}
