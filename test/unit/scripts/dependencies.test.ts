import { describe, expect, it } from 'vitest';
import {
  headerSettings,
  isInstalledAsLocked,
  npmFailureSentence,
} from '../../../scripts/setup/dependencies.mjs';

const about = { timedOut: false, what: "Roomtone's packages", compilerRemedy: null };

describe('whether node_modules is what the lockfile asks for', () => {
  const lock = {
    packages: {
      '': { name: 'roomtone' },
      'node_modules/ws': { version: '8.23.0', integrity: 'sha512-aa' },
      'node_modules/other-system': { version: '1.0.0', optional: true },
    },
  };
  const record = (version: string, integrity = 'sha512-aa'): unknown => ({
    packages: { 'node_modules/ws': { version, integrity } },
  });

  it('is, when every package is there at its version', () => {
    expect(isInstalledAsLocked(lock, record('8.23.0'))).toBe(true);
  });

  it('is not after the lockfile moved to another version or another file', () => {
    expect(isInstalledAsLocked(lock, record('8.22.0'))).toBe(false);
    expect(isInstalledAsLocked(lock, record('8.23.0', 'sha512-bb'))).toBe(false);
  });

  it('is not when a package is missing or npm left no record', () => {
    expect(isInstalledAsLocked(lock, { packages: {} })).toBe(false);
    expect(isInstalledAsLocked(lock, null)).toBe(false);
  });
});

describe('the sentence for an installation that failed', () => {
  it.each([
    ['npm error code ECONNREFUSED\nnpm error errno ECONNREFUSED', 'could not reach its package registry'],
    ['npm ERR! code ENOTFOUND', 'could not reach its package registry'],
    ['npm error code E503', 'could not reach its package registry'],
    ['npm error code ENOSPC', 'The disk is full'],
    ['npm error code EACCES', 'may not write'],
    ['npm error code EINTEGRITY', 'arrived damaged'],
    ['npm error code EUSAGE', 'does not match package.json'],
    ['npm error code 1\nnpm error path node_modules/x', 'could not install'],
  ])('%j', (output, expected) => {
    const sentence = npmFailureSentence(output, about);
    expect(sentence).toContain(expected);
    expect(sentence.split('\n')).toHaveLength(1);
  });

  it('names the missing compiler when the codec did not build', () => {
    const remedy = 'These Debian packages are missing: sudo apt-get install -y g++ make';
    const output = 'npm error code 1\nnpm error node-pre-gyp ERR! build error';
    expect(npmFailureSentence(output, { ...about, compilerRemedy: remedy })).toBe(remedy);
  });

  it('takes a time-out for a registry that does not answer', () => {
    expect(npmFailureSentence('', { ...about, timedOut: true })).toContain('could not reach');
  });
});

describe('the headers for native builds', () => {
  it('are those beside the running Node, when they are there', () => {
    const settings = headerSettings('/usr/bin/node', (path) => path === '/usr/include/node/node_api.h');
    expect(settings).toEqual({ npm_config_nodedir: '/usr' });
  });

  it('are left to node-gyp otherwise', () => {
    expect(headerSettings('/usr/bin/node', () => false)).toEqual({});
  });
});
