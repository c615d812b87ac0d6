import { runBenchParts } from './harness';
import { aligning } from './review/align-part';
import { exporting } from './review/export-part';
import { frames } from './review/frames-part';
import { importing } from './review/import-part';
import { killing } from './review/kill-part';
import { opening } from './review/open-part';
import { recording10 } from './review/record10-part';

/**
 * Reviewing, in parts: each is a file of `bench/review`. `npm run bench -- review --only export` measures one of them
 * alone.
 */
runBenchParts({
  bench: 'review',
  rounds: 3,
  parts: [opening, frames, exporting, importing, aligning, killing, recording10],
});
