import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sourceFingerprint } from '../../../scripts/setup/build.mjs';

describe('the fingerprint of the sources', () => {
  let root: string;
  const file = (): string => join(root, 'src', 'main', 'index.ts');
  const print = (): string => sourceFingerprint(root, ['src', 'config.ts']);
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'roomtone-unit-'));
    mkdirSync(join(root, 'src', 'main'), { recursive: true });
    writeFileSync(file(), 'one');
    writeFileSync(join(root, 'src', 'other.ts'), 'two');
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it('stays when nothing changes', () => {
    expect(print()).toBe(print());
  });

  it('changes with a file that was saved, that came and that went', () => {
    const seen = new Set([print()]);
    utimesSync(file(), new Date(), new Date(Date.now() + 5_000));
    seen.add(print());
    writeFileSync(join(root, 'config.ts'), '');
    seen.add(print());
    rmSync(join(root, 'src', 'other.ts'));
    seen.add(print());
    expect(seen.size).toBe(4);
  });
});
