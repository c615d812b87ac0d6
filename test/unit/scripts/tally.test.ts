import { describe, expect, it } from 'vitest';
import { single, sum, tallyPlaywright, tallyVitest } from '../../../scripts/test/tally.mjs';

describe('counting tests', () => {
  it('takes the numbers of vitest', () => {
    const report = { numPassedTests: 12, numFailedTests: 2, testResults: [] };
    expect(tallyVitest(report, false)).toEqual({ passed: 12, failed: 2 });
  });

  it('counts a file that could not be loaded as a failure', () => {
    const testResults = [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{ status: 'failed' }] },
      { status: 'passed', assertionResults: [{ status: 'passed' }] },
    ];
    const report = { numPassedTests: 1, numFailedTests: 1, testResults };
    expect(tallyVitest(report, false)).toEqual({ passed: 1, failed: 2 });
  });

  it('counts a run that ended badly without a failed test', () => {
    expect(tallyVitest({ numPassedTests: 9, numFailedTests: 0 }, false)).toEqual({ passed: 9, failed: 1 });
  });

  it('counts a run that left no report, whatever its exit code', () => {
    expect(tallyVitest(null, true)).toEqual({ passed: 0, failed: 1 });
    expect(tallyPlaywright(null, true)).toEqual({ passed: 0, failed: 1 });
  });

  it('counts flaky window tests and errors outside tests as failures', () => {
    const report = {
      stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 0 },
      errors: [{ message: 'x' }],
    };
    expect(tallyPlaywright(report, false)).toEqual({ passed: 5, failed: 3 });
  });

  it('adds up', () => {
    expect(sum([single(true), single(false), { passed: 40, failed: 0 }])).toEqual({ passed: 41, failed: 1 });
  });
});
