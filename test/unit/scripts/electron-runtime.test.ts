import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fallback, hasIntegrity } from '../../../scripts/setup/electron-fallback.mjs';
import { chooseRuntime, noRuntimeSentence } from '../../../scripts/setup/electron-runtime.mjs';
import { userCacheFolder } from '../../../scripts/setup/project.mjs';

const hour = 60 * 60 * 1000;
const facts = {
  named: false,
  officialInstalled: false,
  platform: 'linux',
  arch: 'x64',
  lastFailureMs: null,
  nowMs: 100 * hour,
} as const;

describe('which Electron is used', () => {
  it('is the one the user names, before all others', () => {
    expect(chooseRuntime({ ...facts, named: true, officialInstalled: true })).toBe('named');
  });

  it('is the official one once it is there', () => {
    expect(chooseRuntime({ ...facts, officialInstalled: true, lastFailureMs: facts.nowMs })).toBe('official');
  });

  it('is to be downloaded when it was never tried', () => {
    expect(chooseRuntime(facts)).toBe('download');
  });

  it('is the fallback for a day after a failed download, and then the official one is tried again', () => {
    expect(chooseRuntime({ ...facts, lastFailureMs: facts.nowMs - hour })).toBe('fallback');
    expect(chooseRuntime({ ...facts, lastFailureMs: facts.nowMs - 25 * hour })).toBe('download');
  });

  it.each([
    ['darwin', 'arm64'],
    ['win32', 'x64'],
    ['linux', 'arm64'],
  ] as const)('is always tried again on %s-%s, which has no fallback', (platform, arch) => {
    expect(chooseRuntime({ ...facts, platform, arch, lastFailureMs: facts.nowMs })).toBe('download');
  });

  it('is explained in one sentence where there is none', () => {
    expect(noRuntimeSentence('45.4.1', 'darwin', 'arm64')).toContain('no fallback for darwin-arm64');
  });
});

describe('the integrity check of the fallback', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'roomtone-unit-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  // NIST FIPS 180 example: the SHA-512 of "abc", here in base64.
  const abc =
    'sha512-3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw==';

  it('accepts the file that was pinned', async () => {
    writeFileSync(join(folder, 'file'), 'abc');
    expect(await hasIntegrity(join(folder, 'file'), abc)).toBe(true);
  });

  it('refuses a file that differs by one bit', async () => {
    writeFileSync(join(folder, 'file'), 'abb');
    expect(await hasIntegrity(join(folder, 'file'), abc)).toBe(false);
  });

  it('refuses to compare with something that is no integrity', async () => {
    writeFileSync(join(folder, 'file'), 'abc');
    await expect(hasIntegrity(join(folder, 'file'), 'sha512')).rejects.toThrow(TypeError);
  });

  it('has a pin of full length', () => {
    expect(Buffer.from(fallback.integrity.replace('sha512-', ''), 'base64')).toHaveLength(64);
  });
});

describe('the cache that clones share', () => {
  it.each([
    [{ XDG_CACHE_HOME: '/x/cache' }, 'linux', '/x/cache/roomtone'],
    [{ XDG_CACHE_HOME: 'relative' }, 'linux', '/home/ada/.cache/roomtone'],
    [{}, 'linux', '/home/ada/.cache/roomtone'],
    [{}, 'darwin', '/home/ada/Library/Caches/roomtone'],
    [{ ROOMTONE_CACHE: '/elsewhere' }, 'darwin', '/elsewhere'],
  ] as const)('%j on %s is %s', (env, platform, expected) => {
    expect(userCacheFolder(env, platform, '/home/ada')).toBe(expected);
  });
});
