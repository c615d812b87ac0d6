import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { strings } from '../../../src/renderer/strings';
import type { InputSettings } from '../../../src/shared/models/console';
import { sampleDesk } from '../../support/double/live-sample';
import { button, press, renderApp } from '../support/render-app';

/** The desk of messages is fetched when it is first opened. */
const SLOW = { timeout: 8_000 };

type App = Awaited<ReturnType<typeof renderApp>>;

/** In a room, on the desk with this digit, the desk's queue, pads and show in place. */
async function at(digit: string): Promise<App> {
  const app = await renderApp();
  app.double.setLive(sampleDesk());
  await app.store.actions.call.join(app.double.rooms.stage);
  press(digit, { ctrlKey: true });
  if (digit === '3') await screen.findByRole('region', { name: 'Deck A' });
  return app;
}

const asked = (app: App, channel: string) =>
  app.double.calls.filter((call) => call.channel === channel).map((call) => call.input);
const pushes = (app: App) =>
  asked(app, 'live.pushInput').map((input) => (input as { pushed: boolean }).pushed);
const microphone = (app: App, patch: Partial<InputSettings>) =>
  app.store.actions.live.changeInput('microphone', patch);
const hears = (app: App, patch: Partial<InputSettings>) =>
  waitFor(() => expect(app.store.getState().live.state.console.inputs[0]).toMatchObject(patch));
/** The microphone waits for its key. */
async function waits(app: App): Promise<void> {
  await microphone(app, { enabled: true, mode: 'pushToTalk' });
  await hears(app, { enabled: true, mode: 'pushToTalk' });
}
const down = (key: string, more: KeyboardEventInit = {}) =>
  fireEvent.keyDown(document.activeElement ?? document.body, { key, ...more });
const up = (key: string, more: KeyboardEventInit = {}) =>
  fireEvent.keyUp(document.activeElement ?? document.body, { key, ...more });

describe('the talk button', () => {
  it('lets go when it goes while it is held, and the next press is heard again', async () => {
    const app = await at('3');
    await waits(app);
    fireEvent.keyDown(await screen.findByRole('button', { name: /^Hold to talk/ }), { key: ' ' });
    await waitFor(() => expect(pushes(app)).toEqual([true]));
    // From outside, as by the tray or a key of the system: its release is never told.
    await microphone(app, { enabled: false });
    await waitFor(() => expect(screen.queryByRole('button', { name: /^Hold to talk/ })).toBeNull());
    await waits(app);
    fireEvent.keyDown(await screen.findByRole('button', { name: /^Hold to talk/ }), { key: ' ' });
    await waitFor(() => expect(pushes(app).at(-1)).toBe(true));
    expect(pushes(app).filter(Boolean).length).toBe(2);
  });

  it('lets go when another desk is opened while it is held', async () => {
    const app = await at('3');
    await waits(app);
    fireEvent.keyDown(await screen.findByRole('button', { name: /^Hold to talk/ }), { key: ' ' });
    press('1', { ctrlKey: true });
    await waitFor(() => expect(pushes(app)).toEqual([true, false]));
  });

  it('is there once on every desk', async () => {
    const app = await at('3');
    await waits(app);
    for (const digit of ['3', '1', '2', '4']) {
      press(digit, { ctrlKey: true });
      await waitFor(() => expect(screen.getAllByRole('button', { name: /^Hold to talk/ }).length).toBe(1));
    }
  });
});

describe('the talk key', () => {
  it.each([
    ['Rooms', '1'],
    ['Messages', '2'],
    ['Live', '3'],
    ['Library', '4'],
  ])('talks on %s', async (_name, digit) => {
    const app = await at(digit);
    await waits(app);
    fireEvent.keyDown(document.body, { key: 't', code: 'KeyT' });
    fireEvent.keyUp(document.body, { key: 't', code: 'KeyT' });
    await waitFor(() => expect(pushes(app)).toEqual([true, false]));
  });

  it('talks by its place where the keyboard writes another alphabet', async () => {
    const app = await at('3');
    await waits(app);
    down('е', { code: 'KeyT' });
    up('е', { code: 'KeyT' });
    await waitFor(() => expect(pushes(app)).toEqual([true, false]));
  });

  it('is let go by its place, whatever it types by then', async () => {
    const app = await at('3');
    await waits(app);
    down('t', { code: 'KeyT' });
    up('Е', { code: 'KeyT', shiftKey: true });
    await waitFor(() => expect(pushes(app)).toEqual([true, false]));
  });

  it('is let go by ⌘, because a Mac never tells when it came up, and not taken up again by its repeating', async () => {
    const app = await at('3');
    await waits(app);
    down('t', { code: 'KeyT' });
    down('Meta', { code: 'MetaLeft', metaKey: true });
    down('t', { code: 'KeyT', repeat: true });
    await waitFor(() => expect(pushes(app)).toEqual([true, false]));
  });

  it('is heard under the go-live check, whose microphone line needs it', async () => {
    const app = await at('3');
    await waits(app);
    press('g');
    const dialog = await screen.findByRole('dialog');
    fireEvent.keyDown(within(dialog).getAllByRole('button')[0] ?? dialog, { key: 't', code: 'KeyT' });
    await waitFor(() => expect(pushes(app)).toEqual([true]));
  });

  it('opens no microphone where nothing would show it: on another desk, in no room', async () => {
    const app = await at('1');
    await waits(app);
    await app.store.actions.call.leave();
    await waitFor(() => expect(app.store.getState().call.state.kind).not.toBe('active'));
    fireEvent.keyDown(document.body, { key: 't', code: 'KeyT' });
    press('3', { ctrlKey: true });
    await screen.findByRole('region', { name: 'Deck A' });
    expect(pushes(app)).toEqual([]);
    fireEvent.keyDown(document.body, { key: 't', code: 'KeyT' });
    await waitFor(() => expect(pushes(app)).toEqual([true]));
  });

  it('leaves what the button holds alone when somebody types a T', async () => {
    const app = await at('3');
    await waits(app);
    fireEvent.pointerDown(await screen.findByRole('button', { name: /^Hold to talk/ }), { button: 0 });
    up('t', { code: 'KeyT' });
    await waitFor(() => expect(pushes(app)).toEqual([true]));
  });

  it('writes where somebody writes', async () => {
    const app = await at('3');
    await waits(app);
    press('k', { ctrlKey: true });
    const field = await screen.findByRole('combobox');
    fireEvent.keyDown(field, { key: 't', code: 'KeyT' });
    expect(pushes(app)).toEqual([]);
  });

  it('does what it means to a focused person on Rooms, and leaves the microphone shut', async () => {
    const app = await at('1');
    await waits(app);
    const person = await waitFor(() => {
      const found = document.querySelector<HTMLElement>('[data-occupant]');
      if (!found) throw new Error('nobody is in a room yet');
      return found;
    });
    person.focus();
    down('t', { code: 'KeyT' });
    expect(pushes(app)).toEqual([]);
  });

  it('comes after a view that has the key itself, whenever that was opened', async () => {
    const app = await at('4');
    await waits(app);
    // As the review does, where T means "speech only".
    const take = (event: KeyboardEvent) => event.key === 't' && event.preventDefault();
    window.addEventListener('keydown', take);
    fireEvent.keyDown(document.body, { key: 't', code: 'KeyT' });
    window.removeEventListener('keydown', take);
    expect(pushes(app)).toEqual([]);
  });

  it('counts for a fresh port too, when the device comes back while it is held', async () => {
    const app = await at('3');
    await waits(app);
    down('t', { code: 'KeyT' });
    await waitFor(() => expect(pushes(app)).toEqual([true]));
    for (const listener of app.sound.captured) listener.state('microphone', { kind: 'unplugged' });
    for (const listener of app.sound.captured)
      listener.state('microphone', { kind: 'open', label: 'Headset' });
    await waitFor(() => expect(pushes(app)).toEqual([true, true]));
  });
});

describe('keys of the desk', () => {
  it('do nothing while a menu is open, which finds its lines by letters', async () => {
    const app = await at('3');
    fireEvent.keyDown(button('Playlists'), { key: 'Enter' });
    const menu = await screen.findByRole('menu');
    for (const key of ['b', 'x', ' ', '1']) fireEvent.keyDown(menu, { key, code: `Key${key.toUpperCase()}` });
    expect([
      ...asked(app, 'live.play'),
      ...asked(app, 'live.crossfade'),
      ...asked(app, 'live.playPad'),
    ]).toEqual([]);
  });

  it('go on after a box was ticked and after a list was chosen from by the pointer', async () => {
    const app = await at('3');
    fireEvent.mouseDown(screen.getByRole('tab', { name: 'Inputs' }));
    const box = await screen.findByRole('checkbox', { name: /^Hear it in your headphones/ });
    box.focus();
    fireEvent.click(box);
    down('x', { code: 'KeyX' });
    await waitFor(() => expect(asked(app, 'live.crossfade').length).toBe(1));
    // Space is the box's own.
    down(' ', { code: 'Space' });
    expect(asked(app, 'live.pause')).toEqual([]);

    const select = screen.getByRole('combobox', { name: 'Input mode' });
    select.focus();
    fireEvent.pointerDown(select);
    fireEvent.change(select, { target: { value: 'pushToTalk' } });
    expect(document.activeElement).toBe(document.body);
  });

  it('stay with a list that is gone through by keys', async () => {
    const app = await at('3');
    fireEvent.mouseDown(screen.getByRole('tab', { name: 'Inputs' }));
    const select = await screen.findByRole('combobox', { name: 'Input mode' });
    select.focus();
    down('ArrowDown');
    fireEvent.change(select, { target: { value: 'pushToTalk' } });
    expect(document.activeElement).toBe(select);
    down('x', { code: 'KeyX' });
    expect(asked(app, 'live.crossfade')).toEqual([]);
  });
});

describe('a pad that sounds while it is held', () => {
  const holdPad = () => screen.findByRole('button', { name: /key 2/ });

  it('falls silent when the window loses the keyboard, and sounds with the next press', async () => {
    const app = await at('3');
    const pad = await holdPad();
    pad.focus();
    fireEvent.keyDown(pad, { key: ' ', code: 'Space' });
    fireEvent.blur(window);
    await waitFor(() => expect(asked(app, 'live.stopPad')).toEqual([{ padId: 'pad-2' }]));
    fireEvent.keyDown(pad, { key: ' ', code: 'Space' });
    await waitFor(() => expect(asked(app, 'live.playPad').length).toBe(2));
  });

  it('falls silent when it loses the focus', async () => {
    const app = await at('3');
    const pad = await holdPad();
    pad.focus();
    fireEvent.keyDown(pad, { key: ' ', code: 'Space' });
    pad.blur();
    await waitFor(() => expect(asked(app, 'live.stopPad')).toEqual([{ padId: 'pad-2' }]));
  });

  it('falls silent when the desk is left', async () => {
    const app = await at('3');
    fireEvent.pointerDown(await holdPad(), { button: 0 });
    await waitFor(() => expect(asked(app, 'live.playPad').length).toBe(1));
    press('1', { ctrlKey: true });
    await waitFor(() => expect(asked(app, 'live.stopPad')).toEqual([{ padId: 'pad-2' }]));
  });
});

describe('stop all', () => {
  const stop = (target: Element = document.activeElement ?? document.body) =>
    fireEvent.keyDown(target, { key: 'Escape', code: 'Escape', shiftKey: true });

  it.each([
    ['Rooms', '1'],
    ['Messages', '2'],
    ['Live', '3'],
    ['Library', '4'],
    ['Archive', '5'],
    ['Settings', ','],
  ])('is heard on %s', async (_name, digit) => {
    const app = await at(digit);
    await microphone(app, { enabled: true });
    await hears(app, { enabled: true });
    stop();
    await waitFor(() => expect(asked(app, 'live.stopAll').length).toBe(1));
    expect(screen.queryByText(strings.channels.allRead)).toBeNull();
  });

  it('is heard while somebody writes, in a menu and under a dialog, which stay', async () => {
    const app = await at('3');
    fireEvent.keyDown(button('Playlists'), { key: 'Enter' });
    stop(await screen.findByRole('menu'));
    expect(screen.queryByRole('menu')).not.toBeNull();
    fireEvent.keyDown(screen.getByRole('menu'), { key: 'Escape' });
    press('k', { ctrlKey: true });
    stop(await screen.findByRole('combobox'));
    expect(screen.queryByRole('combobox')).not.toBeNull();
    await waitFor(() => expect(asked(app, 'live.stopAll').length).toBe(2));
  });

  it('leaves the key to Messages while nothing of ours sounds', async () => {
    const app = await at('2');
    await screen.findByRole('textbox', { name: 'Message #general' }, SLOW);
    app.double.setLive({ run: null });
    const { decks } = app.store.getState().live.state.console;
    for (const { deckId } of decks) await app.store.actions.live.ask.pause({ deckId });
    await waitFor(() =>
      expect(app.store.getState().live.state.console.decks.some((d) => d.status === 'playing')).toBe(false),
    );
    stop();
    await screen.findByText(strings.channels.allRead);
    expect(asked(app, 'live.stopAll')).toEqual([]);
  });
});

describe('a field for a key', () => {
  it('of a pad takes no key that the desk would never hear, and says why', async () => {
    const app = await at('3');
    await app.store.actions.live.showDialog({ kind: 'pad', padId: 'pad-2' });
    const dialog = within(await screen.findByRole('dialog'));
    fireEvent.click(dialog.getByRole('button', { name: /^Key: / }));
    fireEvent.keyDown(dialog.getByRole('button', { name: /^Key: Press keys/ }), {
      key: '1',
      code: 'Digit1',
      ctrlKey: true,
    });
    expect(dialog.getByRole('alert').textContent).toBe(strings.live.pads.hotkeyNever);
    expect(asked(app, 'live.changePad')).toEqual([]);
    fireEvent.click(dialog.getByRole('button', { name: /^Key: / }));
    fireEvent.keyDown(dialog.getByRole('button', { name: /^Key: Press keys/ }), { key: 'p', code: 'KeyP' });
    await waitFor(() => expect(app.double.live().pads[1]?.hotkey).toBe('P'));
    expect(dialog.queryByRole('alert')).toBeNull();
  });

  it('of the whole system takes no letter from everybody', async () => {
    const app = await at('3');
    fireEvent.mouseDown(screen.getByRole('tab', { name: 'Inputs' }));
    const set = { name: /^Key for microphone on or off: / };
    fireEvent.click(await screen.findByRole('button', set));
    fireEvent.keyDown(button(set.name), { key: 'm', code: 'KeyM', shiftKey: true });
    expect(screen.getByText(strings.live.shortcuts.unfit)).toBeTruthy();
    expect(app.double.live().settings.shortcuts.toggleMicrophone).toBeNull();
    fireEvent.click(button(set.name));
    fireEvent.keyDown(button(set.name), { key: 'm', code: 'KeyM', shiftKey: true, ctrlKey: true });
    await waitFor(() =>
      expect(app.double.live().settings.shortcuts.toggleMicrophone).toBe('Control+Shift+M'),
    );
  });
});

describe('the start', () => {
  it('has the microphone off unless a person chooses otherwise', async () => {
    const app = await at('3');
    fireEvent.mouseDown(screen.getByRole('tab', { name: 'Inputs' }));
    const box = await screen.findByRole<HTMLInputElement>('checkbox', { name: /^Off when Roomtone starts/ });
    expect(box.checked).toBe(true);
    fireEvent.click(box);
    await waitFor(() => expect(app.double.live().settings.microphoneOffAtStart).toBe(false));
    expect(screen.getByText(/^Without it, the microphone starts as you left it/)).toBeTruthy();
  });
});

describe('the headphones before a call', () => {
  const headphones = () => screen.getByRole('button', { name: strings.live.listen.toggle });

  it('are shown as they are left, also after another desk', async () => {
    const app = await renderApp();
    press('3', { ctrlKey: true });
    await screen.findByRole('region', { name: 'Deck A' });
    expect(headphones().getAttribute('aria-pressed')).toBe('true');
    fireEvent.click(headphones());
    await waitFor(() => expect(asked(app, 'calls.setMonitor')).toEqual([{ enabled: false, gainDb: 0 }]));
    press('1', { ctrlKey: true });
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Deck A' })).toBeNull());
    press('3', { ctrlKey: true });
    await screen.findByRole('region', { name: 'Deck A' });
    expect(headphones().getAttribute('aria-pressed')).toBe('false');
    // The key that the button shows works without a call, too.
    press('H', { ctrlKey: true, shiftKey: true });
    await waitFor(() => expect(asked(app, 'calls.setMonitor').at(-1)).toEqual({ enabled: true, gainDb: 0 }));
    expect(headphones().getAttribute('aria-pressed')).toBe('true');
  });

  it('stay off when the window is loaded anew, however they were switched', async () => {
    const app = await renderApp();
    press('3', { ctrlKey: true });
    await screen.findByRole('region', { name: 'Deck A' });
    press('H', { ctrlKey: true, shiftKey: true });
    await waitFor(() => expect(headphones().getAttribute('aria-pressed')).toBe('false'));
    await app.store.actions.settings.flush();
    expect(app.double.settings().monitorEnabled).toBe(false);
    cleanup();
    await renderApp({ signedIn: true, settings: app.double.settings() });
    await screen.findByRole('region', { name: 'Deck A' });
    expect(headphones().getAttribute('aria-pressed')).toBe('false');
  });
});
