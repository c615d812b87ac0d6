import type { ElectronApplication, Locator, Page } from '@playwright/test';
import { strings } from '../../../src/renderer/strings';
import { archiveStrings as words } from '../../../src/renderer/strings/archive';
import { timelineStrings } from '../../../src/renderer/strings/timeline';

/** The archive desk: search, timeline, attendance and what is kept. */
export class ArchiveScreen {
  constructor(
    private readonly page: Page,
    private readonly app: ElectronApplication,
  ) {}

  async open(tab: keyof typeof words.tabs): Promise<void> {
    const desk = this.page.getByRole('radiogroup', { name: words.tabsLabel });
    if (!(await desk.isVisible())) {
      await this.page.getByRole('button', { name: new RegExp(`^${strings.rail.archive}`) }).click();
    }
    await desk.getByRole('radio', { name: words.tabs[tab], exact: true }).click();
  }

  async search(text: string): Promise<void> {
    await this.page.getByRole('searchbox', { name: words.text }).fill(text);
  }

  async switchOn(chip: string): Promise<void> {
    const button = this.page.getByRole('button', { name: chip, exact: true });
    if ((await button.getAttribute('aria-pressed')) !== 'true') await button.click();
  }

  /** Found messages or lines of the timeline that say this. */
  said(text: string | RegExp): Locator {
    return this.page.getByRole('article').filter({ hasText: text });
  }

  /** The cells of somebody's or some room's row of attendance. */
  async figuresOf(table: string, name: string): Promise<string[]> {
    const row = this.page
      .getByRole('table', { name: table })
      .getByRole('row')
      .filter({ has: this.page.getByRole('button', { name, exact: true }) });
    await row.waitFor();
    return row.getByRole('cell').allTextContents();
  }

  /** Exports what the search finds to a file, by the dialog; resolves when it is written. */
  async exportSearch(format: keyof typeof words.formats, path: string): Promise<void> {
    await this.saveTo(path);
    await this.page.getByRole('button', { name: words.export }).click();
    const dialog = this.page.getByRole('dialog', { name: words.exportTitle });
    await dialog.getByLabel(words.exportFormat).selectOption(format);
    await dialog.getByRole('button', { name: words.exportGo }).click();
    await this.written(path);
  }

  /** Exports what the timeline or attendance shows. */
  async exportShown(format: keyof typeof timelineStrings.export.formats, path: string): Promise<void> {
    await this.saveTo(path);
    await this.page.getByRole('button', { name: timelineStrings.export.open, exact: true }).click();
    await this.page.getByRole('menuitem', { name: timelineStrings.export.formats[format] }).click();
    await this.written(path);
  }

  /** What the system's dialog answers from now on. */
  private async saveTo(path: string): Promise<void> {
    await this.app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath });
    }, path);
  }

  private async written(path: string): Promise<void> {
    const file = path.split('/').at(-1) ?? path;
    const done = this.page
      .getByRole('list', { name: words.exports })
      .getByRole('listitem')
      .filter({ hasText: file });
    await done.waitFor({ timeout: 30_000 });
    await done.getByRole('button').click();
  }
}
