import { describe, expect, it } from 'vitest';
import { playwrightFailures, vitestFailures } from '../../../scripts/test/failures.mjs';

const root = process.cwd();

describe('naming what failed', () => {
  it('names a failed test with its file and the first lines of the reason, without colours', () => {
    const report = {
      testResults: [
        {
          name: `${root}/test/unit/a.test.ts`,
          status: 'failed',
          assertionResults: [
            { status: 'passed', fullName: 'a goes well', failureMessages: [] },
            {
              status: 'failed',
              fullName: 'a goes wrong',
              failureMessages: [`\u001b[31mexpected 1\u001b[39m\n\nto be 2\n${'at x\n'.repeat(20)}`],
            },
          ],
        },
      ],
    };
    const [failure, ...others] = vitestFailures(report, root);
    expect(others).toEqual([]);
    expect(failure).toMatchObject({ file: 'test/unit/a.test.ts', title: 'a goes wrong' });
    expect(failure?.reason.split('\n')).toEqual(['expected 1', 'to be 2', 'at x', 'at x', 'at x', 'at x']);
  });

  it('names a file that could not be loaded', () => {
    const report = { testResults: [{ name: 'x.test.ts', status: 'failed', message: 'no such module' }] };
    expect(vitestFailures(report, root)).toEqual([
      { file: 'x.test.ts', title: 'the file itself', reason: 'no such module' },
    ]);
  });

  it('finds failed window tests in suites of suites, and errors outside them', () => {
    const failing = {
      title: 'opens',
      file: 'b.spec.ts',
      ok: false,
      tests: [{ results: [{ error: { message: 'timed out' } }] }],
    };
    const report = {
      errors: [{ message: 'set-up broke' }],
      suites: [{ specs: [{ title: 'fine', ok: true }], suites: [{ specs: [failing] }] }],
    };
    expect(playwrightFailures(report, root)).toEqual([
      { file: '', title: 'outside any test', reason: 'set-up broke' },
      { file: 'b.spec.ts', title: 'opens', reason: 'timed out' },
    ]);
  });

  it('says nothing of a report that is not there', () => {
    expect(vitestFailures(null, root)).toEqual([]);
    expect(playwrightFailures(null, root)).toEqual([]);
  });
});
