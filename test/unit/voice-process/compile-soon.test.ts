import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { tierUpFlag } from '../../../src/main/voice-process/compile-soon';

it('names the flag that the version of V8 has', () => {
  expect(tierUpFlag('11.3.244.8-node.38')).toBe('--interrupt-budget=8000');
  expect(tierUpFlag('11.4.183.19-electron.0')).toBe('--invocation-count-for-turbofan=300');
  expect(tierUpFlag('14.2.231.9-electron.0')).toBe('--invocation-count-for-turbofan=300');
});

it('is a flag that this V8 knows', async () => {
  const flag = tierUpFlag(process.versions.v8);
  const { stdout } = await promisify(execFile)(process.execPath, ['--v8-options'], { maxBuffer: 1e7 });
  expect(stdout).toContain(flag.split('=')[0]);
});
