// `npm test`: sets up what is missing and runs every part, whatever the earlier ones said. The last line is
// "N passed, N failed". `npm test -- unit e2e` runs the named parts alone.
import { setUp } from './setup/index.mjs';
import { runCommand, SetupError, say, sentenceFor } from './setup/report.mjs';
import { parts } from './test/parts.mjs';
import { single, sum } from './test/tally.mjs';

/** @param {readonly string[]} names */
function choose(names) {
  const unknown = names.filter((name) => !parts.some((part) => part.name === name));
  if (unknown.length > 0) {
    const known = parts.map((part) => part.name).join(', ');
    throw new SetupError(`There is no part called ${unknown.join(', ')}: choose from ${known}.`);
  }
  return names.length === 0 ? parts : parts.filter((part) => names.includes(part.name));
}

/** @param {import('./test/parts.mjs').Part} part @returns {Promise<import('./test/parts.mjs').Outcome>} */
async function runPart(part) {
  say(`\n── ${part.name}`);
  try {
    return await part.run();
  } catch (error) {
    const sentence = sentenceFor(error);
    if (sentence === null) throw error;
    say(sentence);
    return single(false);
  }
}

await runCommand(async () => {
  const chosen = choose(process.argv.slice(2));
  const tallies = [];
  const failures = [];
  try {
    await setUp(Object.assign({}, ...chosen.map((part) => part.wants)));
    for (const part of chosen) {
      const tally = await runPart(part);
      tallies.push(tally);
      failures.push(...(tally.failures ?? []));
      if (tally.failed > 0) say(`${part.name}: ${tally.failed} failed`);
    }
  } catch (error) {
    const sentence = sentenceFor(error);
    if (sentence === null) throw error;
    say(sentence);
    tallies.push(single(false));
  }
  if (failures.length > 0) say('\n── failed');
  for (const { file, title, reason } of failures) {
    say(`${file} › ${title}\n${reason.replaceAll(/^/gm, '    ')}`);
  }
  const { passed, failed } = sum(tallies);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
});
