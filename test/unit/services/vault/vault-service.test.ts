import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openVault } from '../../../../src/main/services/vault';
import type { KeychainBackend } from '../../../../src/main/services/vault/stores';
import { Secret } from '../../../../src/main/support/secret';

const CANARY = 'MTIzNDU2Nzg5MDEyMzQ1Njc4.GcAnRy.canary-canary-canary-canary-1';
const kdfCost = { N: 1_024 };

/** Stands for the system's keychain: turns every byte over, so that nothing is left in clear. */
const keychain: KeychainBackend = {
  kind: 'keychain',
  encrypt: (text) => Buffer.from(text, 'utf8').map((byte) => byte ^ 0xff) as Buffer,
  decrypt: (sealed) => Buffer.from(sealed.map((byte) => byte ^ 0xff)).toString('utf8'),
};

describe('the vault', () => {
  let dataFolder: string;

  beforeEach(async () => {
    dataFolder = await mkdtemp(join(tmpdir(), 'roomtone-vault-'));
  });
  afterEach(() => rm(dataFolder, { recursive: true, force: true }));

  const open = (backend: KeychainBackend | null = null) =>
    openVault({ dataFolder, keychain: backend, kdfCost });
  const passphrase = new Secret('correct horse battery');

  /** Everything in the folder as text. */
  const written = async () => {
    const names = await readdir(dataFolder);
    return (await Promise.all(names.map((name) => readFile(join(dataFolder, name), 'latin1')))).join('\n');
  };

  it('keeps a secret in memory only where there is neither keychain nor passphrase', async () => {
    const vault = await open();
    await vault.write('a', new Secret(CANARY));

    expect(vault.state()).toMatchObject({ kind: 'session', locked: false, canCreatePassphrase: true });
    expect((await vault.read('a'))?.reveal()).toBe(CANARY);
    expect(await readdir(dataFolder)).toEqual([]);
    expect(await (await open()).read('a')).toBeNull();
  });

  it('keeps secrets under a passphrase across a restart, locked until it is given', async () => {
    const first = await open();
    await first.createPassphrase(passphrase);
    await first.write('a', new Secret(CANARY));

    const second = await open();
    expect(second.state()).toMatchObject({ kind: 'passphrase', locked: true, canCreatePassphrase: false });
    await expect(second.read('a')).rejects.toMatchObject({ code: 'vault/locked' });
    await expect(second.write('b', passphrase)).rejects.toMatchObject({ code: 'vault/locked' });
    await second.unlock(passphrase);
    expect((await second.read('a'))?.reveal()).toBe(CANARY);
  });

  it('refuses a wrong passphrase and stays locked', async () => {
    await (await open()).createPassphrase(passphrase);
    const vault = await open();

    await expect(vault.unlock(new Secret('wrong'))).rejects.toMatchObject({ code: 'vault/wrong-passphrase' });
    expect(vault.state().locked).toBe(true);
  });

  it('opens with the same passphrase typed with other Unicode composition', async () => {
    await (await open()).createPassphrase(new Secret('Gr\u00fc\u00dfe gelesen'));
    const vault = await open();

    await vault.unlock(new Secret('Gru\u0308\u00dfe gelesen'));
    expect(vault.state().locked).toBe(false);
  });

  it('notices any change of its file, header included', async () => {
    const vault = await open();
    await vault.createPassphrase(passphrase);
    await vault.write('a', new Secret(CANARY));
    const path = join(dataFolder, 'vault.json');
    const file = JSON.parse(await readFile(path, 'utf8')) as {
      header: { kdf: { N: number; salt: string } };
      nonce: string;
      sealed: string;
    };
    const flip = (base64: string) => {
      const bytes = Buffer.from(base64, 'base64');
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      return bytes.toString('base64');
    };
    const tampered = [
      { ...file, sealed: flip(file.sealed) },
      { ...file, nonce: flip(file.nonce) },
      { ...file, sealed: '' },
      { ...file, header: { ...file.header, kdf: { ...file.header.kdf, salt: flip(file.header.kdf.salt) } } },
      { ...file, header: { ...file.header, kdf: { ...file.header.kdf, N: 2_048 } } },
    ];
    for (const content of tampered) {
      await writeFile(path, JSON.stringify(content));
      await expect((await open()).unlock(passphrase)).rejects.toMatchObject({
        code: 'vault/wrong-passphrase',
      });
    }
  });

  it.each(['', '{}', 'null', '[]', 'no json', '{"header":{"format":"roomtone-vault","version":9}}'])(
    'calls a file that says %j damaged',
    async (text) => {
      await writeFile(join(dataFolder, 'vault.json'), text);
      await expect((await open()).unlock(passphrase)).rejects.toMatchObject({ code: 'vault/unavailable' });
    },
  );

  it('does not make a second vault over the first', async () => {
    const vault = await open();
    await vault.createPassphrase(passphrase);

    await expect(vault.createPassphrase(passphrase)).rejects.toMatchObject({ code: 'vault/unavailable' });
  });

  it('uses a fresh nonce for every writing', async () => {
    const vault = await open();
    await vault.createPassphrase(passphrase);
    const nonces = new Set<string>();
    for (let i = 0; i < 20; i++) {
      await vault.write('a', new Secret(CANARY));
      const text = await readFile(join(dataFolder, 'vault.json'), 'utf8');
      nonces.add((JSON.parse(text) as { nonce: string }).nonce);
    }
    expect(nonces.size).toBe(20);
  });

  it.each([
    ['keychain', keychain],
    ['passphrase', null],
  ] as const)('keeps every one of several changes made at once (%s)', async (_kind, backend) => {
    const vault = await open(backend);
    if (!backend) await vault.createPassphrase(passphrase);
    await vault.write('old', new Secret('0'));
    await Promise.all([
      vault.write('a', new Secret('1')),
      vault.write('b', new Secret('2')),
      vault.remove('old'),
      vault.write('c', new Secret('3')),
    ]);
    const again = await open(backend);
    await again.unlock(passphrase);
    const kept = await Promise.all(['a', 'b', 'c', 'old'].map((name) => again.read(name)));
    expect(kept.map((secret) => secret?.reveal())).toEqual(['1', '2', '3', undefined]);
  });

  it('takes what was kept in memory into a new vault', async () => {
    const vault = await open();
    await vault.write('a', new Secret(CANARY));
    await vault.createPassphrase(passphrase);
    expect((await vault.read('a'))?.reveal()).toBe(CANARY);
    expect(await written()).not.toContain(CANARY);
    const again = await open();
    await again.unlock(passphrase);
    expect((await again.read('a'))?.reveal()).toBe(CANARY);
  });

  it('uses the keychain where there is one, each secret on its own', async () => {
    const vault = await open(keychain);
    await vault.write('a', new Secret(CANARY));
    await vault.write('b', new Secret('other'));
    await vault.remove('b');

    expect(vault.state()).toMatchObject({ kind: 'keychain', locked: false, canCreatePassphrase: false });
    expect((await (await open(keychain)).read('a'))?.reveal()).toBe(CANARY);
    expect(await vault.read('b')).toBeNull();
  });

  it('says so when the keychain does not open an entry any more', async () => {
    await (await open(keychain)).write('a', new Secret(CANARY));
    const broken: KeychainBackend = {
      ...keychain,
      decrypt: () => {
        throw new Error('another user');
      },
    };
    await expect((await open(broken)).read('a')).rejects.toMatchObject({ code: 'vault/unavailable' });
  });

  it.each([null, keychain])(
    'writes nothing in clear, and shows nothing when printed (%#)',
    async (backend) => {
      const vault = await open(backend);
      if (!backend) await vault.createPassphrase(passphrase);
      await vault.write('a', new Secret(CANARY));
      const seen = (await written()) + inspect(vault, { depth: 10 }) + JSON.stringify(vault.state());

      expect(seen).not.toContain(CANARY);
      expect(seen).not.toContain(Buffer.from(CANARY).toString('base64'));
      expect(seen).not.toContain(passphrase.reveal());
    },
  );

  it('is readable by its owner alone and leaves no temporary file', async () => {
    const vault = await open();
    await vault.createPassphrase(passphrase);

    expect(await readdir(dataFolder)).toEqual(['vault.json']);
    if (process.platform !== 'win32') {
      expect((await stat(join(dataFolder, 'vault.json'))).mode & 0o077).toBe(0);
    }
  });
});
