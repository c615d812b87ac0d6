import { describe, expect, it } from 'vitest';
import { isAtLeast, nodeVersionProblem, parseVersion } from '../../../scripts/setup/node-version.mjs';

describe('the Node version check', () => {
  it.each([
    ['v20.20.2', { major: 20, minor: 20 }],
    ['24.0.0', { major: 24, minor: 0 }],
    ['v25.0.0-nightly20260101abc', { major: 25, minor: 0 }],
    ['twenty', null],
    ['', null],
  ])('reads %j', (text, expected) => {
    expect(parseVersion(text)).toEqual(expected);
  });

  it('compares the minor part as a number, not as text', () => {
    expect(isAtLeast('v22.9.0', { major: 22, minor: 12 })).toBe(false);
    expect(isAtLeast('v22.12.0', { major: 22, minor: 12 })).toBe(true);
    expect(isAtLeast('v23.0.0', { major: 22, minor: 12 })).toBe(true);
  });

  it('has nothing to say about a Node that will do', () => {
    expect(nodeVersionProblem('v20.19.0')).toBeNull();
  });

  it('names the version it needs and the one it found', () => {
    const sentence = nodeVersionProblem('v18.19.1');
    expect(sentence).toContain('Node 20.19 or newer');
    expect(sentence).toContain('v18.19.1');
  });
});
