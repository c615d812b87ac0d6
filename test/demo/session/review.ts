import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExportKind } from '../../../src/renderer/features/recordings/export-request';
import { strings } from '../../../src/renderer/strings';
import { reviewStrings } from '../../../src/renderer/strings/review';
import { formatPosition } from '../../../src/renderer/ui/format';
import type { ExportJob } from '../../../src/shared/models/review';
import type { Host } from '../show/host';
import { rest } from './choir';

const THERE_WITHIN_MS = 15_000;
/** As text: the loader would wrap a function's inner names in helpers of Node's. */
const NOTE_WHAT_HAPPENS = `(() => {
  if (self.happened) return;
  self.happened = [];
  const note = (...what) => self.happened.push([Math.round(performance.now()), ...what]);
  document.addEventListener('click', ({ target }) => note('click', target.closest('button')?.innerText), true);
  roomtone.events.recordings.playback(({ kind, recordingId, positionMs, reason }) =>
    note('player', kind, recordingId, positionMs, reason));
})()`;
const EXPORT_LIMIT_MS = 240_000;

/** The review desk as a person works at it, with a look at the clock. */
export class Reviewer {
  constructor(
    private readonly host: Host,
    /** Where exports go, a folder each. */
    private readonly exportsDir: string,
  ) {}

  /**
   * Looks for words in the library and opens the first line of chat that has them.
   * @returns ms to the first wave, ms until the playhead stands there, and where that is
   */
  async find(words: string, hit: RegExp): Promise<{ openMs: number; thereMs: number; positionMs: number }> {
    const { page, screens } = this.host;
    await page.evaluate(NOTE_WHAT_HAPPENS);
    // In the review the way back has the same name as the rail's button.
    await page.getByRole('button', { name: strings.rail.library, exact: true }).click();
    const box = page.getByRole('searchbox', { name: strings.library.filter });
    await box.fill(words);
    const line = page.getByRole('button', { name: hit }).first();
    await line.waitFor();
    const asked = performance.now();
    await line.click();
    await screens.review.playButton.waitFor();
    await screens.review.waves().first().waitFor();
    const openMs = performance.now() - asked;
    let positionMs = await screens.review.positionMs();
    while (positionMs === 0) {
      if (performance.now() - asked > THERE_WITHIN_MS) {
        const happened = JSON.stringify(await page.evaluate('self.happened.slice(-12)'));
        throw new Error(`the playhead stays at the start: ${happened}`);
      }
      positionMs = await screens.review.positionMs();
    }
    return { openMs, thereMs: performance.now() - asked, positionMs };
  }

  /** Plays for so long; answers how far the playhead came, and when it first moved after the key. */
  async play(forMs: number): Promise<{ playedMs: number; firstMoveMs: number }> {
    const { review } = this.host.screens;
    const before = await review.positionMs();
    const asked = performance.now();
    await review.playButton.click();
    await review.pauseButton.waitFor();
    while ((await review.positionMs()) <= before) {
      if (performance.now() - asked > 10_000) throw new Error('playback does not move');
    }
    const firstMoveMs = performance.now() - asked;
    await rest(forMs);
    await review.pauseButton.click();
    await review.playButton.waitFor();
    return { playedMs: (await review.positionMs()) - before, firstMoveMs };
  }

  /** Goes to a time by its dialog. */
  async goTo(atMs: number): Promise<void> {
    await this.host.press('g');
    const dialog = this.host.page.getByRole('dialog', { name: reviewStrings.goTo.title });
    await dialog.getByRole('textbox').fill(formatPosition(atMs));
    await dialog.getByRole('textbox').press('Enter');
    await dialog.waitFor({ state: 'hidden' });
  }

  async select(fromMs: number, toMs: number): Promise<void> {
    await this.goTo(fromMs);
    await this.host.press('i');
    await this.goTo(toMs);
    await this.host.press('o');
  }

  async mark(label: string): Promise<void> {
    const { page } = this.host;
    await page.getByRole('tab', { name: reviewStrings.panes.names.markers }).click();
    const list = page.getByRole('region', { name: reviewStrings.markers.title });
    await page.getByRole('button', { name: reviewStrings.markers.add, exact: true }).click();
    const name = list.getByRole('textbox', { name: /^Name of Marker \d+$/ }).first();
    await name.fill(label);
    await name.press('Enter');
    await list.getByRole('textbox', { name: reviewStrings.markers.name(label) }).waitFor();
  }

  async withhold(name: string, fromMs: number, toMs: number): Promise<void> {
    const { page } = this.host;
    await this.select(fromMs, toMs);
    await this.host.press('w');
    const dialog = page.getByRole('dialog', { name: reviewStrings.withholding.title });
    await dialog.getByRole('combobox', { name: reviewStrings.withholding.who }).selectOption({ label: name });
    await dialog.getByRole('button', { name: reviewStrings.withholding.go }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  /** Exports by the dialog and waits until what was written has been checked. Answers its folder and how long it took. */
  async export(name: string, kind: ExportKind, format: string | null, range: 'whole' | 'chosen') {
    const { page, screens } = this.host;
    const words = reviewStrings.exporting;
    const folder = join(this.exportsDir, name);
    await mkdir(folder, { recursive: true });
    await screens.live.answerDialog(folder);
    const before = new Set((await this.#jobs()).map(({ exportId }) => exportId));
    await this.host.press('e');
    const dialog = page.getByRole('dialog', { name: words.title });
    await dialog
      .getByRole('combobox', { name: words.what, exact: true })
      .selectOption({ label: words.kinds[kind] });
    if (format !== null)
      await dialog.getByRole('combobox', { name: words.format, exact: true }).selectOption(format);
    await dialog.getByRole('combobox', { name: words.range, exact: true }).selectOption(range);
    const asked = performance.now();
    await dialog.getByRole('button', { name: words.go }).click();
    await dialog.waitFor({ state: 'hidden' });
    for (;;) {
      const job = (await this.#jobs()).find(({ exportId }) => !before.has(exportId));
      if (job?.status === 'done') break;
      if (job?.status === 'failed' || performance.now() - asked > EXPORT_LIMIT_MS)
        throw new Error(`export "${name}": ${JSON.stringify(job)}`);
      await rest(100);
    }
    const tookMs = performance.now() - asked;
    const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    return { folder, files, tookMs };
  }

  #jobs(): Promise<ExportJob[]> {
    return this.host.ask<ExportJob[]>('exports', 'list');
  }
}
