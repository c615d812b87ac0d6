import { join } from 'node:path';
import { writeLongSession } from '../../support/long-session/write';
import type { Host } from '../show/host';
import type { Verdict } from '../show/judge-kit';
import { probeWhole } from './files';
import type { Reviewer } from './review';

const TITLE = 'A long evening';
const HOUR_MS = 3_600_000;
/** What is exported of it. */
const FROM_MS = 2 * HOUR_MS;
const TO_MS = FROM_MS + 5 * 60_000;

export interface LongFigures {
  openMs: number;
  playedMs: number;
  firstMoveMs: number;
  seekMs: number[];
  exportMs: number;
  file: string;
}

/** Four hours of ten people, into a library. */
export async function writeLong(libraryDir: string): Promise<void> {
  await writeLongSession(join(libraryDir, 'long-evening'), { title: TITLE });
}

/** Opens it by a word of its chat, hears it, seeks across it, and exports a stretch of its middle. */
export async function reviewLong(host: Host, reviewer: Reviewer): Promise<LongFigures> {
  const { openMs } = await reviewer.find('March report', /^Chat.*March report/);
  await host.look('8-four-hours');
  const { playedMs, firstMoveMs } = await reviewer.play(3_000);
  const seekMs: number[] = [];
  for (const hours of [3.5, 0.2, 2.6, 1.1]) {
    const asked = performance.now();
    await reviewer.goTo(hours * HOUR_MS);
    seekMs.push(Math.round(performance.now() - asked));
    await reviewer.play(500);
  }
  await reviewer.select(FROM_MS, TO_MS);
  const { files, tookMs } = await reviewer.export('long', 'mix', 'flac', 'chosen');
  await host.look('9-four-hours-exported');
  const [file] = files.filter((path) => path.endsWith('.flac'));
  if (file === undefined) throw new Error(`nothing was exported: ${files.join(', ')}`);
  return { openMs, playedMs, firstMoveMs, seekMs, exportMs: tookMs, file };
}

export async function judgeLong(figures: LongFigures): Promise<Verdict[]> {
  const { seconds, complaints } = await probeWhole(figures.file);
  const lengthS = (TO_MS - FROM_MS) / 1_000;
  return [
    {
      what: `four hours opened by a word of their chat in ${Math.round(figures.openMs)} ms, and played`,
      ok: figures.openMs < 3_000 && figures.playedMs > 2_000,
      figures,
    },
    {
      what: 'a stretch of four hours is exported, as long as it was chosen',
      ok: Math.abs(seconds - lengthS) < 0.01 && complaints === '' && figures.exportMs < lengthS * 1_000,
      figures: { seconds, complaints, timesRealTime: Math.round((lengthS * 1_000) / figures.exportMs) },
    },
  ];
}
