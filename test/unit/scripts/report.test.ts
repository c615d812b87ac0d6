import { mkdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SetupError, sentenceFor } from '../../../scripts/setup/report.mjs';

describe('what a failed set-up says', () => {
  it('is the sentence of the step that failed', () => {
    expect(sentenceFor(new SetupError('Install npm.'))).toBe('Install npm.');
  });

  it('names the path that the file system refused', () => {
    const error = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES', path: '/var/x' });
    expect(sentenceFor(error)).toBe(
      '/var/x may not be written or read (EACCES): give yourself the right to it and run the command again.',
    );
  });

  it('is a stack for a bug', () => {
    expect(sentenceFor(new TypeError('undefined is not a function'))).toBeNull();
    let thrown: unknown;
    try {
      mkdirSync('/nowhere/at/all');
    } catch (error) {
      thrown = error;
    }
    expect(sentenceFor(thrown)).toBeNull();
  });
});
