/** Writes a made-up evening into a library: `npx tsx test/support/long-session/main.ts LIBRARY [HOURS [PEOPLE]]`. */
import { join } from 'node:path';
import { writeLongSession } from './write';

const [libraryDir, hours = '4', people = '10'] = process.argv.slice(2);
if (libraryDir === undefined) {
  process.stderr.write('usage: main.ts LIBRARY [HOURS [PEOPLE]]\n');
  process.exit(2);
}
const sessionDir = join(libraryDir, `long-evening-${hours.replace('.', '-')}h-${people}`);
const options = {
  hours: Number(hours),
  people: Number(people),
  startedAtMs: Date.now() - Number(hours) * 3_600_000,
};
writeLongSession(sessionDir, options).then(
  () => process.stdout.write(`${sessionDir}\n`),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  },
);
