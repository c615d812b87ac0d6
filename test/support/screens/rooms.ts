import { expect, type Locator, type Page } from '@playwright/test';
import { strings } from '../../../src/renderer/strings';

const words = strings.rooming;

/** A room as the desk shows it: its name, the line below it, and who is inside with the signs beside their names. */
export interface ShownRoom {
  name: string;
  line: string | null;
  people: Readonly<Record<string, readonly string[]>>;
}

/** The rooms desk where people and rooms are moved about; whoever opens and joins rooms finds it in `screens.rooms`. */
export class DeskScreen {
  constructor(private readonly page: Page) {}

  get list(): Locator {
    return this.page.getByRole('navigation', { name: strings.rooms.list });
  }

  card(name: string): Locator {
    return this.page.getByRole('region', { name, exact: true });
  }

  room(channelId: string): Locator {
    return this.list.locator(`[data-room="${channelId}"]`);
  }

  person(channelId: string, userId: string): Locator {
    return this.room(channelId).locator(`[data-person="${userId}"]`);
  }

  /** Everything the list shows, by the rooms' ids. */
  shown(): Promise<Record<string, ShownRoom>> {
    return this.list.locator('[data-room]').evaluateAll((rooms) => {
      interface Part {
        textContent: string | null;
        getAttribute(name: string): string | null;
        querySelector(css: string): Part | null;
        querySelectorAll(css: string): Iterable<Part>;
      }
      return Object.fromEntries(
        (rooms as unknown as Part[]).map((room) => [
          room.getAttribute('data-room') ?? '',
          {
            name: room.querySelector('[data-roving] > span')?.textContent ?? '',
            line: room.querySelector(':scope > p')?.textContent ?? null,
            people: Object.fromEntries(
              [...room.querySelectorAll('[data-person]')].map((person) => [
                person.getAttribute('data-person') ?? '',
                [...person.querySelectorAll('.visually-hidden')].map((sign) => sign.textContent ?? ''),
              ]),
            ),
          },
        ]),
      );
    });
  }

  /** Drags somebody with the mouse onto another room and lets go. */
  async drag(userId: string, fromId: string, toId: string): Promise<void> {
    await this.person(fromId, userId).dragTo(this.room(toId).locator('[data-roving]'));
  }

  async choose(channelId: string): Promise<void> {
    await this.room(channelId).locator('[data-roving]').click();
  }

  /** Sets the status of the chosen room in place. */
  async setStatus(card: Locator, shownNow: string, text: string): Promise<void> {
    await card.getByRole('button', { name: shownNow, exact: true }).click();
    await card.getByLabel(words.status.title).fill(text);
    await card.getByLabel(words.status.title).press('Enter');
  }

  async startStage(card: Locator, topic: string): Promise<void> {
    await card.getByRole('button', { name: words.stage.start }).click();
    const dialog = this.page.getByRole('dialog', { name: words.stage.startTitle });
    await dialog.getByLabel(words.stage.topic).fill(topic);
    await dialog.getByRole('button', { name: words.stage.start }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  /** By the room's menu. */
  async closeStage(card: Locator): Promise<void> {
    await card.getByRole('button', { name: words.more }).click();
    await this.page.getByRole('menuitem', { name: words.stage.end }).click();
  }

  /** Makes rooms from a pattern, by the key of the desk. */
  async makeSeveral(pattern: string, count: number): Promise<void> {
    await this.list.locator('[data-roving]').first().focus();
    await this.page.keyboard.press('Shift+N');
    const dialog = this.page.getByRole('dialog');
    await dialog.getByLabel(words.many.pattern).fill(pattern);
    await dialog.getByRole('button', { name: words.many.submit(count) }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  /** Ends what the last batch made; there is time to undo it. */
  async endThem(count: number): Promise<void> {
    await this.page.getByRole('button', { name: words.batch.endThem }).click();
    const dialog = this.page.getByRole('dialog', { name: words.ends.title });
    await dialog.getByRole('button', { name: words.ends.submit(count) }).click();
    await expect(dialog).toBeHidden();
  }
}
