// Counting: what each part of `npm test` adds to the last line, "N passed, N failed".

/**
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed
 */

/** @param {readonly Tally[]} tallies @returns {Tally} */
export function sum(tallies) {
  const total = { passed: 0, failed: 0 };
  for (const tally of tallies) {
    total.passed += tally.passed;
    total.failed += tally.failed;
  }
  return total;
}

/** A part that is one thing: it went well or it did not. @param {boolean} ok @returns {Tally} */
export function single(ok) {
  return ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** @param {unknown} value @param {string} name @returns {unknown} */
function field(value, name) {
  return typeof value === 'object' && value !== null
    ? /** @type {Record<string, unknown>} */ (value)[name]
    : undefined;
}

/** @param {unknown} value @param {string} name */
function count(value, name) {
  const found = field(value, name);
  return typeof found === 'number' ? found : 0;
}

/** @param {unknown} value @param {string} name @returns {unknown[]} */
function list(value, name) {
  const found = field(value, name);
  return Array.isArray(found) ? found : [];
}

/**
 * A run that failed without a failed test (it crashed, ran out of time, found no tests) still failed once.
 * @param {Tally} tally
 * @param {boolean} ok
 */
function atLeastOneFailure(tally, ok) {
  if (!ok && tally.failed === 0) return { passed: tally.passed, failed: 1 };
  return tally;
}

/**
 * Vitest's JSON report. A file that could not be loaded has no tests in it and counts as one failure.
 * @param {unknown} report null when none was written
 * @param {boolean} ok whether the process ended well
 * @returns {Tally}
 */
export function tallyVitest(report, ok) {
  const unloaded = list(report, 'testResults').filter(
    (file) => field(file, 'status') === 'failed' && list(file, 'assertionResults').length === 0,
  );
  const tally = {
    passed: count(report, 'numPassedTests'),
    failed: count(report, 'numFailedTests') + unloaded.length,
  };
  return atLeastOneFailure(tally, ok && report !== null);
}

/**
 * Playwright's JSON report. A flaky test is a failed one: there are no retries here, so there should be none.
 * @param {unknown} report null when none was written
 * @param {boolean} ok whether the process ended well
 * @returns {Tally}
 */
export function tallyPlaywright(report, ok) {
  const stats = field(report, 'stats');
  const tally = {
    passed: count(stats, 'expected'),
    failed: count(stats, 'unexpected') + count(stats, 'flaky') + list(report, 'errors').length,
  };
  return atLeastOneFailure(tally, ok && report !== null);
}
