import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../scripts/setup/project.mjs';
import { runBenchParts } from './harness';
import { commit25 } from './voice/commit25-part';
import { broadcast, encoded, passthrough } from './voice/cpu-part';
import { dave } from './voice/dave-part';
import { drift } from './voice/drift-part';
import { join as joining } from './voice/join-part';
import { mouthToEar } from './voice/mouth-part';
import { pacing } from './voice/pacing-part';
import { plc } from './voice/plc-part';
import { receive25, receive100 } from './voice/receive-part';
import { recover } from './voice/recover-part';

/**
 * Voice, in parts: each is a file of `bench/voice` and measures the product and what it is compared with in the same
 * run. `npm run bench -- voice --only pacing` measures one of them alone.
 */
function peerVersion(): string {
  const path = join(projectRoot, 'test/counterpart/node_modules/@discordjs/voice/package.json');
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}

runBenchParts({
  bench: 'voice',
  rounds: 5,
  versions: () => ({ '@discordjs/voice': peerVersion() }),
  parts: [
    pacing,
    passthrough,
    encoded,
    broadcast,
    commit25,
    joining,
    receive25,
    receive100,
    mouthToEar,
    plc,
    drift,
    recover,
    dave,
  ],
});
