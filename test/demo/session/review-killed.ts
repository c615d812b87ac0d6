import type { Host } from '../show/host';
import type { Session } from './judge';
import type { Exported } from './judge-exports';
import type { SessionLog } from './log';
import type { Reviewer } from './review';

/** Rounds of the choir that are withheld from the first voice. */
const WITHHELD_MS = 10_000;

/** Finds, hears, marks, withholds and exports what was recorded and killed. Answers the files that were written. */
export async function reviewKilled(
  host: Host,
  reviewer: Reviewer,
  session: Session,
  log: SessionLog,
): Promise<Exported> {
  const { review } = host.screens;
  const found = await reviewer.find(`${log.word} after`, new RegExp(`^Chat.*${log.word} after`));
  log.review['openMs'] = Math.round(found.openMs);
  log.review['foundAtMs'] = found.positionMs;
  await host.look('4-found');
  const played = await reviewer.play(3_000);
  log.review['playedMs'] = Math.round(played.playedMs);
  await reviewer.goTo(session.gap.fromMs + 1_000);
  log.review['soughtOffMs'] = Math.round((await review.positionMs()) - session.gap.fromMs - 1_000);
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
  return exported;
}
