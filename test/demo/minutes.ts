/** How long an unattended demo takes: `--minutes N` of the command line, 10 when it is left out. Throws at anything else. */
export function minutesWanted(): number {
  const at = process.argv.indexOf('--minutes');
  const minutes = at < 0 ? 10 : Number(process.argv[at + 1]);
  if (!Number.isInteger(minutes) || minutes < 1) throw new Error('--minutes takes a whole number from 1');
  return minutes;
}
