import type { Host } from '../show/host';
import type { Verdict } from '../show/judge-kit';
import { rest } from './choir';
import type { Session } from './judge';
import type { Exported } from './judge-exports';
import type { SessionLog } from './log';
import type { Reviewer } from './review';

/** Rounds of the choir that are withheld from the first voice. */
const WITHHELD_MS = 10_000;
/** Times are written by tenths; what was played is read after the key that ended it. */
const FOUND_OFF_MS = 200;
/** What was said just before a line was typed is heard, too. */
const LEAD_IN_MS = 4_000;
const SOUGHT_OFF_MS = 200;
const PLAY_MS = 3_000;
const PLAYED_LEAST_MS = 2_000;

/** Finds, hears, marks, withholds and exports what was recorded and killed. Answers the files that were written. */
export async function reviewKilled(
  host: Host,
  reviewer: Reviewer,
  session: Session,
  log: SessionLog,
): Promise<{ exported: Exported; verdict: Verdict }> {
  const { review } = host.screens;
  const found = await reviewer.find(`${log.word} after`, new RegExp(`^Chat.*${log.word} after`));
  const wantedMs = session.chat.get(log.chat.at(-1)?.text ?? '') ?? Number.NaN;
  log.review['openMs'] = Math.round(found.openMs);
  log.review['thereMs'] = Math.round(found.thereMs);
  await host.look('4-found');
  const played = await reviewer.play(PLAY_MS);
  await reviewer.goTo(session.gap.fromMs + 1_000);
  await rest(500);
  const soughtOffMs = Math.round((await review.positionMs()) - session.gap.fromMs - 1_000);
  await host.look('5-gap');
  await reviewer.mark('The fall');

  const [first] = log.singers;
  if (!first) throw new Error('nobody sings');
  const rounds = session.onsets.get(first.userId) ?? [];
  // From the middle of one round to the middle of a later one: what is withheld ends within sound on both sides.
  const fromMs = Math.round(((rounds[2] ?? 0) + 2_000) / 100) * 100;
  const held = { name: first.name, fromMs, toMs: fromMs + WITHHELD_MS };
  await reviewer.withhold(held.name, held.fromMs, held.toMs);
  log.withheld = held;
  await host.look('6-withheld');

  const write = async (name: string, ...how: [Parameters<Reviewer['export']>[1], string | null]) => {
    const { files, tookMs } = await reviewer.export(name, how[0], how[1], 'whole');
    log.review[`export ${name}, ms`] = Math.round(tookMs);
    return files;
  };
  const exported = {
    mix: await write('mix', 'mix', 'flac'),
    tracks: await write('tracks', 'tracks', 'flac'),
    opus: await write('opus', 'tracks', 'opus'),
    reaper: await write('reaper', 'project reaper', null),
    audacity: await write('audacity', 'project audacity', null),
  };
  await host.look('7-exported');
  const ok =
    found.positionMs <= wantedMs + FOUND_OFF_MS &&
    found.positionMs >= wantedMs - LEAD_IN_MS &&
    played.playedMs >= PLAYED_LEAST_MS &&
    Math.abs(soughtOffMs) <= SOUGHT_OFF_MS;
  const figures = { ...found, wantedMs, ...played, soughtOffMs };
  return {
    exported,
    verdict: { what: 'a word of the chat leads to where it was typed, and it plays', ok, figures },
  };
}
