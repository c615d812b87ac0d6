// What failed, by name: `npm test` says it again at its end, where it is found without reading through everything.
import { isAbsolute, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/**
 * @typedef {object} Failure
 * @property {string} file relative to the project, with `/`
 * @property {string} title
 * @property {string} reason the first lines of what was said
 */

const REASON_LINES = 6;

/** @param {unknown} value @param {string} name @returns {unknown} */
function field(value, name) {
  return typeof value === 'object' && value !== null
    ? /** @type {Record<string, unknown>} */ (value)[name]
    : undefined;
}

/** @param {unknown} value @param {string} name @returns {unknown[]} */
function list(value, name) {
  const found = field(value, name);
  return Array.isArray(found) ? found : [];
}

/** @param {unknown} value @param {string} name */
function text(value, name) {
  const found = field(value, name);
  return typeof found === 'string' ? found : '';
}

/** @param {string} message */
function firstLines(message) {
  const lines = stripVTControlCharacters(message).split('\n');
  return lines
    .filter((line) => line.trim() !== '')
    .slice(0, REASON_LINES)
    .join('\n');
}

/** @param {string} file @param {string} root */
function shown(file, root) {
  return (isAbsolute(file) ? relative(root, file) : file).replaceAll('\\', '/');
}

/**
 * @param {unknown} report vitest's JSON report, null when none was written
 * @param {string} root the project's folder
 * @returns {Failure[]}
 */
export function vitestFailures(report, root) {
  return list(report, 'testResults').flatMap((result) => {
    const file = shown(text(result, 'name'), root);
    const assertions = list(result, 'assertionResults');
    if (assertions.length === 0 && field(result, 'status') === 'failed') {
      return [{ file, title: 'the file itself', reason: firstLines(text(result, 'message')) }];
    }
    return assertions
      .filter((assertion) => field(assertion, 'status') === 'failed')
      .map((assertion) => ({
        file,
        title: text(assertion, 'fullName'),
        reason: firstLines(list(assertion, 'failureMessages').join('\n')),
      }));
  });
}

/**
 * @param {unknown} report Playwright's JSON report, null when none was written
 * @param {string} root the project's folder
 * @returns {Failure[]}
 */
export function playwrightFailures(report, root) {
  const outside = list(report, 'errors').map((error) => ({
    file: '',
    title: 'outside any test',
    reason: firstLines(text(error, 'message')),
  }));
  return [...outside, ...list(report, 'suites').flatMap((suite) => inSuite(suite, root))];
}

/** @param {unknown} suite @param {string} root @returns {Failure[]} */
function inSuite(suite, root) {
  const own = list(suite, 'specs')
    .filter((spec) => field(spec, 'ok') === false)
    .map((spec) => ({
      file: shown(text(spec, 'file'), root),
      title: text(spec, 'title'),
      reason: firstLines(messageOf(spec)),
    }));
  return [...own, ...list(suite, 'suites').flatMap((inner) => inSuite(inner, root))];
}

/** @param {unknown} spec */
function messageOf(spec) {
  const results = list(spec, 'tests').flatMap((test) => list(test, 'results'));
  return results.map((result) => text(field(result, 'error'), 'message')).join('\n');
}
