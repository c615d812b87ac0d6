import type { Locator, Page } from '@playwright/test';
import { strings } from '../../../src/renderer/strings';
import { composerStrings } from '../../../src/renderer/strings/composer';
import { historyStrings } from '../../../src/renderer/strings/history';

/** The messages desk: its channel list, the history, the composer and the panel beside them. */
export class MessagesScreen {
  constructor(private readonly page: Page) {}

  /** Shows a channel, thread or conversation that may be written in. */
  async open(channel: string): Promise<void> {
    await this.page.getByRole('radio', { name: strings.desks.messages }).click();
    await this.inList(channel).click();
    await this.page.getByRole('textbox', { name: new RegExp(`^Message [#@]?${channel}`) }).waitFor();
  }

  get list(): Locator {
    return this.page.getByRole('navigation', { name: strings.messages.channels });
  }

  inList(name: string): Locator {
    return this.list.getByRole('button', { name });
  }

  /** A place that the list's foot leads to. */
  async goTo(place: 'routes' | 'webhooks'): Promise<void> {
    const name = new RegExp(`^${strings.channels[place]}`);
    await this.page.getByRole('button', { name }).first().click();
  }

  get composer(): Locator {
    return this.page.getByRole('textbox', { name: /^Message [#@]?\S/ });
  }

  /** Hands something over; it is shown at once and leaves when the time for undoing has passed. */
  async send(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
    await this.page.getByText(text, { exact: true }).first().waitFor();
  }

  /** Sends and waits until Discord has it. */
  async post(text: string): Promise<Locator> {
    await this.send(text);
    const posted = this.message(text);
    await posted.waitFor({ timeout: 20_000 });
    return posted;
  }

  get history(): Locator {
    return this.page.getByRole('log');
  }

  /** Messages that have arrived and say this. */
  message(text: string | RegExp): Locator {
    return this.history.locator('[data-message]').filter({ hasText: text });
  }

  /** Turns the wheel upwards until a message is there: what is far away is not drawn. */
  async scrollTo(message: Locator): Promise<void> {
    const box = await this.history.boundingBox();
    if (!box) throw new Error('no history is shown');
    await this.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    for (let turns = 0; turns < 100 && (await message.count()) === 0; turns += 1) {
      await this.page.mouse.wheel(0, -300);
      await this.page.waitForTimeout(50);
    }
    await message.scrollIntoViewIfNeeded();
  }

  /** Puts the keyboard on a message and presses a key of the list. */
  async press(text: string, key: string): Promise<void> {
    const message = this.message(text).last();
    await message.focus();
    await message.press(key);
  }

  /** What the menu of a message offers, by its name. */
  async choose(text: string, entry: string): Promise<void> {
    await this.message(text).last().click({ button: 'right' });
    await this.page.getByRole('menuitem', { name: entry }).click();
  }

  /** Adds a reaction by the picker, found by a word. */
  async react(text: string, word: string): Promise<void> {
    await this.press(text, '+');
    await this.page.getByLabel(historyStrings.emoji.search).fill(word);
    await this.page.keyboard.press('Enter');
  }

  async openPanel(panel: 'pins' | 'search' | 'outbox'): Promise<Locator> {
    const opener = this.page.getByRole('button', { name: new RegExp(`^${strings.channels[panel]}`) }).first();
    if ((await opener.getAttribute('aria-pressed')) !== 'true') await opener.click();
    const beside = this.page.getByRole('complementary', { name: strings.channels[panel] });
    await beside.waitFor();
    return beside;
  }

  /** Goes from the composer's plus into the full composer. */
  async openFull(): Promise<void> {
    await this.page.getByRole('button', { name: composerStrings.openFull }).click();
  }
}
