import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prebuildFolderFor, provideOpusFor, runtimeLabel } from '../../../scripts/setup/native-modules.mjs';
import { SetupError } from '../../../scripts/setup/report.mjs';

const built = 'node-v115-napi-v3-linux-x64-glibc-2.36';

describe('the names under which the Opus codec is looked for', () => {
  it('take the ABI of a Node and the version of an Electron', () => {
    expect(runtimeLabel({ node: '20.20.2', modules: '115' })).toBe('node-v115');
    expect(runtimeLabel({ node: '18.15.0', modules: '116', electron: '25.1.1' })).toBe('electron-v25.1');
  });

  it('keep all of the folder but the runtime', () => {
    expect(prebuildFolderFor(built, 'electron-v25.1')).toBe('electron-v25.1-napi-v3-linux-x64-glibc-2.36');
    expect(prebuildFolderFor('electron-v45.4-napi-v3-darwin-arm64-unknown-unknown', 'node-v137')).toBe(
      'node-v137-napi-v3-darwin-arm64-unknown-unknown',
    );
    expect(prebuildFolderFor('something-else', 'node-v137')).toBeNull();
  });
});

describe('providing the codec', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'roomtone-unit-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('puts the one that was built under every name, and again changes nothing', () => {
    mkdirSync(join(folder, built));
    writeFileSync(join(folder, built, 'opus.node'), 'machine code');
    const labels = ['node-v115', 'electron-v25.1', 'node-v137'];
    provideOpusFor(labels, folder);
    provideOpusFor(labels, folder);
    expect(readdirSync(folder).sort()).toEqual([
      'electron-v25.1-napi-v3-linux-x64-glibc-2.36',
      built,
      'node-v137-napi-v3-linux-x64-glibc-2.36',
    ]);
    const copy = join(folder, 'node-v137-napi-v3-linux-x64-glibc-2.36', 'opus.node');
    expect(readFileSync(copy, 'utf8')).toBe('machine code');
  });

  it('replaces a folder that was left empty', () => {
    mkdirSync(join(folder, built));
    writeFileSync(join(folder, built, 'opus.node'), 'machine code');
    mkdirSync(join(folder, 'node-v137-napi-v3-linux-x64-glibc-2.36'));
    provideOpusFor(['node-v137'], folder);
    expect(existsSync(join(folder, 'node-v137-napi-v3-linux-x64-glibc-2.36', 'opus.node'))).toBe(true);
  });

  it('says what to do when nothing was built', () => {
    expect(() => provideOpusFor(['node-v137'], folder)).toThrow(SetupError);
  });
});
