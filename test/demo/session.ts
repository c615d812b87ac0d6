import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PracticeSite } from '../support/practice-site';
import { minutesWanted } from './minutes';
import { makeTones, singersOf } from './session/choir';
import { judgeSession } from './session/judge';
import { judgeExports } from './session/judge-exports';
import { judgeLong } from './session/judge-long';
import { emptySessionLog } from './session/log';
import { recordLongKilled, reviewLong } from './session/long';
import { type Opened, openApp, recordKilled } from './session/record';
import { Reviewer } from './session/review';
import { reviewKilled } from './session/review-killed';
import type { Verdict } from './show/judge-kit';

/**
 * What nobody may lose, unattended, in the real window: a room is recorded, the app is killed with all its processes in
 * the middle, mends the recording when it is started again and goes on in it; then, without any account and without the
 * server, it is searched, heard, marked, withheld from and exported. So is an evening of four hours, which the recorder's code
 * writes on a fast clock until its process is killed, and which the app mends. The files are judged by
 * FFmpeg, SoX and readers of their own. Leaves `demo-output/session-summary.json`, pictures and files in
 * `demo-output/session/`; exit code 1 when a step fails or a verdict is bad. `--minutes N` (10).
 */
const OUTPUT = join(process.cwd(), 'demo-output');
const FOLDER = join(OUTPUT, 'session');
const PICTURES = join(FOLDER, 'screenshots');
const SEED = 'session';

const summary: { minutes: number; verdicts: Verdict[]; figures: Record<string, number>; errors: string[] } = {
  ...{ minutes: minutesWanted(), verdicts: [], figures: {}, errors: [] },
};

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function walk(dataDir: string): Promise<void> {
  const log = emptySessionLog('Umbrella');
  const voicesDir = join(dataDir, 'voices');
  await makeTones(voicesDir);
  const site = await PracticeSite.start({ seed: SEED, members: 40, scripted: false, voicesDir });
  let opened: Opened | undefined;
  try {
    log.singers = await singersOf(site, SEED);
    const place = { site, singers: log.singers, dataDir, pictures: PICTURES, log, say };
    const { recordingId } = await recordKilled(place, summary.minutes);
    const sessionDir = join(dataDir, 'recordings', recordingId);
    await cp(sessionDir, join(FOLDER, 'recording'), { recursive: true });
    say('Judging the recording');
    const session = await judgeSession(sessionDir, log);
    summary.verdicts.push(...session.verdicts);

    say('Four hours beside it, recorded by a process that is killed');
    const long = await recordLongKilled(join(dataDir, 'recordings'), dataDir);
    opened = await openApp(place);
    // Offline for good: no account, and nobody there who could answer.
    await site.kill();
    await opened.host.ask('accounts', 'signOut');
    say('Reviewing it without an account');
    const reviewer = new Reviewer(opened.host, join(FOLDER, 'exports'));
    const { exported, verdict } = await reviewKilled(opened.host, reviewer, session, log);
    summary.verdicts.push(verdict, ...(await judgeExports(exported, session, log)));
    say('Reviewing four hours');
    summary.verdicts.push(...(await judgeLong(long, await reviewLong(opened.host, reviewer, long))));
    summary.figures = log.review;
  } catch (error) {
    summary.errors.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
    await opened?.launched.page.screenshot({ path: join(PICTURES, 'failed.png') }).catch((problem) => {
      summary.errors.push(`no picture of the failure: ${problem}`);
    });
  } finally {
    summary.errors.push(...log.errors, ...(opened?.launched.consoleErrors ?? []));
    await opened?.launched.close();
    await site.kill();
    await writeFile(join(FOLDER, 'log.json'), `${JSON.stringify(log, null, 1)}\n`);
  }
}

async function main(): Promise<void> {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(PICTURES, { recursive: true });
  const dataDir = await mkdtemp(join(tmpdir(), 'roomtone-session-'));
  await walk(dataDir);
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  await writeFile(join(OUTPUT, 'session-summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
  for (const { what, ok } of summary.verdicts) say(`${ok ? 'good' : 'BAD '}  ${what}`);
  for (const error of summary.errors) say(error);
  const good = summary.errors.length === 0 && summary.verdicts.every(({ ok }) => ok);
  say(
    good
      ? 'Nothing is lost, and all of it came out: see demo-output/session/'
      : 'The session failed: see demo-output/session-summary.json',
  );
  process.exitCode = good ? 0 : 1;
}

void main();
