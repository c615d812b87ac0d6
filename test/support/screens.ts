import type { ElectronApplication, Locator, Page } from '@playwright/test';
import { strings } from '../../src/renderer/strings';
import type { Bridge } from '../../src/shared/ipc/api';
import type { CallState } from '../../src/shared/models/calls';
import { ArchiveScreen } from './screens/archive';
import { MessagesScreen } from './screens/messages';

declare const window: { roomtone: Bridge };

/**
 * The window as a person works with it, one object a screen: specs and the demo say what is done, selectors
 * live here. Everything is found by role and by the name a person reads.
 */
export function screensOf(page: Page, app: ElectronApplication) {
  return {
    welcome: new WelcomeScreen(page),
    rooms: new RoomsScreen(page),
    messages: new MessagesScreen(page),
    archive: new ArchiveScreen(page, app),
    live: new LiveScreen(page, app),
    library: new LibraryScreen(page),
    review: new ReviewScreen(page),
    callBar: new CallBar(page),
    account: new AccountMenu(page),
    toasts: new Toasts(page),
  };
}
export type Screens = ReturnType<typeof screensOf>;

class WelcomeScreen {
  constructor(private readonly page: Page) {}

  /** Starts the practice server and waits for its rooms. */
  async startPractising(): Promise<void> {
    await this.page.getByRole('button', { name: strings.welcome.practiceStart }).click();
    await this.page.getByRole('radio', { name: strings.desks.rooms }).waitFor();
    await this.page.getByRole('button', { name: strings.rooms.create }).waitFor();
  }

  async connectBot(input: { token: string; address?: string }): Promise<void> {
    await this.page.getByRole('button', { name: strings.welcome.botStart }).click();
    const dialog = this.page.getByRole('dialog');
    await dialog.getByLabel(strings.connect.token).fill(input.token);
    if (input.address !== undefined) {
      const address = dialog.getByLabel(strings.connect.address);
      if (!(await address.isVisible())) await dialog.getByText(strings.connect.advanced).click();
      await address.fill(input.address);
    }
    await dialog.getByRole('button', { name: strings.connect.submit }).click();
  }

  /** Another token in the dialog that is still open. */
  async submitToken(token: string): Promise<void> {
    const dialog = this.page.getByRole('dialog');
    await dialog.getByLabel(strings.connect.token).fill(token);
    await dialog.getByRole('button', { name: strings.connect.submit }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  /** What the dialog says went wrong. */
  get problem(): Locator {
    return this.page.getByRole('dialog').getByRole('alert');
  }
}

class RoomsScreen {
  constructor(private readonly page: Page) {}

  async open(): Promise<void> {
    await this.page.getByRole('radio', { name: strings.desks.rooms }).click();
  }

  /** Makes a room by the dialog; afterwards it is the chosen one. */
  async create(name: string): Promise<void> {
    await this.page.getByRole('button', { name: strings.rooms.create }).first().click();
    const dialog = this.page.getByRole('dialog', { name: strings.createRoom.title });
    await dialog.getByLabel(strings.createRoom.name).fill(name);
    await dialog.getByRole('button', { name: strings.createRoom.submit }).click();
    await dialog.waitFor({ state: 'hidden' });
    await this.card(name).waitFor();
  }

  card(name: string): Locator {
    return this.page.getByRole('region', { name, exact: true });
  }

  get list(): Locator {
    return this.page.getByRole('navigation', { name: strings.rooms.list });
  }

  /** Back from library or settings by the mark at the top of the rail. */
  async home(): Promise<void> {
    await this.page.getByRole('button', { name: strings.appName, exact: true }).click();
  }

  /** Back from library or settings to the first guild of the rail. */
  async homeGuild(): Promise<void> {
    const guilds = this.page.getByRole('region', { name: strings.rail.guilds });
    await guilds.getByRole('button').first().click();
  }

  /** The name of the uppermost room. */
  async firstName(): Promise<string> {
    const text = await this.list.getByRole('button').first().innerText();
    return text.split('\n')[0] ?? '';
  }

  /** The button of a room in the list. */
  row(name: string): Locator {
    return this.list.getByRole('button', { name: new RegExp(`^${name}`) });
  }

  /** Who is shown in the list of rooms, room by room, as read. */
  peopleShown(): Promise<string[]> {
    return this.list.getByRole('list', { name: /inside$/ }).allInnerTexts();
  }

  async choose(name: string): Promise<void> {
    await this.page
      .getByRole('button', { name: new RegExp(`^${name}`) })
      .first()
      .click();
    await this.card(name).waitFor();
  }

  async join(name: string): Promise<void> {
    await this.card(name).getByRole('button', { name: strings.rooms.join, exact: true }).click();
  }

  /** Ends the chosen room; it is gone when the time for undoing has passed. */
  async end(name: string): Promise<void> {
    await this.card(name).getByRole('button', { name: strings.rooms.end }).click();
  }
}

class LiveScreen {
  constructor(
    private readonly page: Page,
    private readonly app: ElectronApplication,
  ) {}

  async open(): Promise<void> {
    await this.page.getByRole('radio', { name: strings.desks.live }).click();
  }

  /** Deck A, or B: a name, transport, place and level. */
  deckOf(deckId: 'a' | 'b'): Locator {
    return this.page.getByRole('region', { name: strings.live.deckName(deckId), exact: true });
  }

  get deck(): Locator {
    return this.deckOf('a');
  }

  get master(): Locator {
    return this.page.getByRole('region', { name: strings.live.master.strip, exact: true });
  }

  get queue(): Locator {
    return this.page.getByRole('region', { name: strings.live.queue.title, exact: true });
  }

  /** Answers the native file dialog as a person would, from now on. */
  async answerDialog(...paths: string[]): Promise<void> {
    await this.app.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: chosen });
    }, paths);
  }

  /** Chooses a file for a deck through the native dialog. */
  async pick(path: string, deckId: 'a' | 'b' = 'a'): Promise<void> {
    await this.answerDialog(path);
    await this.deckOf(deckId)
      .getByRole('button', { name: strings.live.deck.choosing(deckId) })
      .click();
  }

  async play(deckId: 'a' | 'b' = 'a'): Promise<void> {
    await this.deckOf(deckId)
      .getByRole('button', { name: strings.live.deck.play(deckId), exact: true })
      .click();
  }

  /** Puts files at the end of the queue through the native dialog. */
  async enqueue(...paths: string[]): Promise<void> {
    await this.answerDialog(...paths);
    await this.queue.getByRole('button', { name: strings.live.queue.add }).click();
  }

  /** Chooses a sound for an empty pad, counted from 1. */
  async fillPad(at: number, path: string): Promise<void> {
    await this.answerDialog(path);
    const pad = this.page.getByRole('button', { name: strings.live.pads.empty(at), exact: true });
    await pad.click();
    await pad.waitFor({ state: 'detached' });
  }

  /** Opens a tab of the desk by its name. */
  async showTab(name: string): Promise<void> {
    await this.page.getByRole('tab', { name: new RegExp(`^${name}`) }).click();
  }

  /** A meter as it can be read. */
  meter(label: string): Locator {
    return this.page.getByRole('meter', { name: label });
  }

  strips(): Locator {
    return this.page
      .getByRole('region', { name: strings.live.people.title, exact: true })
      .getByRole('listitem');
  }
}

class CallBar {
  constructor(private readonly page: Page) {}

  get bar(): Locator {
    return this.page.getByRole('region', { name: strings.call.bar, exact: true });
  }

  get stopButton(): Locator {
    return this.bar.getByRole('button', { name: strings.call.stopRecord });
  }

  async record(): Promise<void> {
    await this.bar.getByRole('button', { name: strings.call.record, exact: true }).click();
    await this.stopButton.waitFor();
  }

  async stopRecording(): Promise<void> {
    await this.stopButton.click();
    await this.bar.getByRole('button', { name: strings.call.record, exact: true }).waitFor();
  }

  async leave(): Promise<void> {
    await this.bar.getByRole('button', { name: strings.call.leave }).click();
    await this.bar.waitFor({ state: 'hidden' });
  }

  /** Leaves the call, then the `further` rooms that go on without it. */
  async leaveWith(further: number): Promise<void> {
    await this.bar.getByRole('button', { name: strings.call.leave, exact: true }).click();
    await this.bar.getByRole('button', { name: strings.call.leaveRooms(further) }).click();
    await this.bar.waitFor({ state: 'hidden' });
  }

  /** The call as main reports it; the window shows parts of it. */
  async state(): Promise<CallState> {
    const reply = await this.page.evaluate(() => window.roomtone.calls['calls']?.['state']?.(undefined));
    if (!reply?.ok) throw new Error(`calls.state failed: ${JSON.stringify(reply)}`);
    return reply.value as CallState;
  }

  /** Waits until the state satisfies `accept`. */
  async until<T>(what: string, accept: (state: CallState) => T | undefined, timeoutMs = 30_000): Promise<T> {
    const endMs = Date.now() + timeoutMs;
    for (;;) {
      const value = accept(await this.state());
      if (value !== undefined) return value;
      if (Date.now() > endMs) throw new Error(`waited ${timeoutMs} ms for ${what}`);
      await this.page.waitForTimeout(50);
    }
  }
}

class LibraryScreen {
  constructor(private readonly page: Page) {}

  async open(): Promise<void> {
    await this.page.getByRole('button', { name: strings.rail.library, exact: true }).click();
  }

  /** The rows' buttons that open a recording. */
  item(title: string): Locator {
    return this.page.getByRole('button', { name: strings.library.open(title) });
  }
}

class ReviewScreen {
  constructor(private readonly page: Page) {}

  get playButton(): Locator {
    return this.page.getByRole('button', { name: strings.review.play, exact: true });
  }

  get pauseButton(): Locator {
    return this.page.getByRole('button', { name: strings.review.pause, exact: true });
  }

  lane(name: string): Locator {
    return this.page.getByRole('button', { name: new RegExp(`^Track of ${name},`) });
  }

  lanes(): Locator {
    return this.page.getByRole('button', { name: /^Track of / });
  }

  /** Whose tracks there are, from top to bottom. */
  async laneNames(): Promise<string[]> {
    const labels = await this.lanes().evaluateAll((all) =>
      all.map((one) => (one as unknown as { ariaLabel: string }).ariaLabel),
    );
    return labels.map((label) => /^Track of (.+), speaks/.exec(label)?.[1] ?? label);
  }

  get timeLine(): Locator {
    return this.page.getByTestId('time-line');
  }

  /** The drawn tracks, from top to bottom. */
  waves(): Locator {
    return this.timeLine.locator('canvas[data-loaded="true"]');
  }

  /** Clicks the time line at a fraction of its width. */
  async clickAt(fraction: number): Promise<void> {
    const box = await this.timeLine.boundingBox();
    if (!box) throw new Error('the time line is not shown');
    await this.page.mouse.click(box.x + box.width * fraction, box.y + box.height / 2);
  }

  /** How long the recording is, ms, to the second, as the clock says. */
  async lengthMs(): Promise<number> {
    const text = (await this.page.getByTestId('position').locator('..').innerText()).split('/')[1] ?? '';
    return millisecondsOf(text);
  }

  /** Where the listener is, ms, as the clock beside the play button says. */
  async positionMs(): Promise<number> {
    return millisecondsOf((await this.page.getByTestId('position').textContent()) ?? '');
  }

  /** Presses a key of the time line (Home, End, ArrowRight, k …). */
  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key);
  }

  soloButton(name: string): Locator {
    return this.page.getByRole('button', { name: strings.review.solo(name) });
  }

  async solo(name: string): Promise<void> {
    await this.soloButton(name).click();
  }
}

class AccountMenu {
  constructor(private readonly page: Page) {}

  async signOut(): Promise<void> {
    await this.page.getByRole('button', { name: new RegExp(`^${strings.connection.menu}`) }).click();
    await this.page.getByRole('dialog').getByRole('button', { name: strings.connection.signOut }).click();
  }
}

class Toasts {
  constructor(private readonly page: Page) {}

  get region(): Locator {
    return this.page.getByRole('region', { name: strings.toasts });
  }

  said(text: string | RegExp): Locator {
    return this.region.getByText(text);
  }

  /** Presses the button that a toast offers. */
  async act(label: string): Promise<void> {
    await this.region.getByRole('button', { name: label, exact: true }).click();
  }
}

/** `1:02:03.400` in ms. */
function millisecondsOf(text: string): number {
  return Math.round(
    text
      .trim()
      .split(':')
      .reduce((total, part) => total * 60 + Number(part), 0) * 1_000,
  );
}
