import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/shared/errors/app-error';
import { sampleCheck, sampleDesk } from '../../support/double/live-sample';
import { button, press, renderApp, type } from '../support/render-app';

type App = Awaited<ReturnType<typeof renderApp>>;

/** The desk open, in a room unless told otherwise, with a queue, pads and a show when full. */
async function atDesk({ full = true, inRoom = true } = {}): Promise<App> {
  const app = await renderApp();
  if (full) app.double.setLive(sampleDesk());
  if (inRoom) await app.store.actions.call.join(app.double.rooms.stage);
  press('3', { ctrlKey: true });
  await screen.findByRole('region', { name: 'Deck A' });
  return app;
}

const deck = (id: 'A' | 'B') => within(screen.getByRole('region', { name: `Deck ${id}` }));
const asked = (app: App, channel: string) =>
  app.double.calls.filter((call) => call.channel === channel).map((call) => call.input);
const queueNames = () =>
  within(screen.getByRole('region', { name: 'Queue' }))
    .getAllByRole('listitem')
    .map((row) => row.getAttribute('aria-label')?.split(',')[0]);

/** A drag that carries what the browser would let it carry. */
function aTransfer(files: readonly File[] = []) {
  const data = new Map<string, string>();
  return {
    files,
    get types() {
      return files.length > 0 ? ['Files'] : [...data.keys()];
    },
    setData: (kind: string, value: string) => void data.set(kind, value),
    getData: (kind: string) => data.get(kind) ?? '',
    effectAllowed: 'all',
    dropEffect: 'none',
  };
}

function drag(from: HTMLElement, to: HTMLElement): void {
  const dataTransfer = aTransfer();
  fireEvent.dragStart(from, { dataTransfer });
  fireEvent.dragOver(to, { dataTransfer });
  fireEvent.drop(to, { dataTransfer });
}

function dropFiles(to: HTMLElement, ...names: string[]): void {
  const dataTransfer = aTransfer(names.map((name) => new File(['x'], name)));
  fireEvent.dragOver(to, { dataTransfer });
  fireEvent.drop(to, { dataTransfer });
}

describe('the desk before any call', () => {
  it('says that nobody hears it, offers the rooms, and can be prepared', async () => {
    const app = await atDesk({ full: false, inRoom: false });
    expect(screen.getByText('Not on air')).toBeTruthy();
    fireEvent.click(deck('A').getByRole('button', { name: 'Choose a file for deck A' }));
    await deck('A').findByText('Opening theme.flac');
    fireEvent.click(deck('A').getByRole('button', { name: 'Play deck A' }));
    await deck('A').findByText(/^in your headphones only/);
    expect(app.sound.asked).toContain('startDesk');
  });

  it('tells a deck that came to its end from one that was faded out', async () => {
    const app = await atDesk();
    const say = (status: 'playing' | 'ended', positionMs: number) => {
      const { console } = app.double.live();
      const [a, b] = console.decks;
      const said = { ...a, status, durationMs: 30_000, positionMs };
      app.double.setLive({ console: { ...console, decks: [said, b] } });
    };
    say('ended', 30_000);
    await deck('A').findByText(/^ended/);
    say('playing', 12_000);
    await deck('A').findByText(/^on air/);
    say('ended', 12_000);
    await deck('A').findByText(/^faded out/);
  });

  it('shows that a file is on its way, and Play means that one', async () => {
    const app = await atDesk({ inRoom: false });
    const old = app.double.live().console.decks[1];
    expect(old.status).not.toBe('playing');
    let give: (items: unknown) => void = () => undefined;
    app.double.answer('live.pickFiles', () => new Promise((resolve) => (give = resolve)));
    fireEvent.click(deck('B').getByRole('button', { name: 'Choose a file for deck B' }));
    await deck('B').findByRole('img', { name: 'Opening…' });
    fireEvent.click(deck('B').getByRole('button', { name: 'Play deck B' }));
    expect(asked(app, 'live.play')).toEqual([]);
    const item = app.double.live().queue[0] ?? expect.fail('nothing is queued');
    give([item]);
    await waitFor(() =>
      expect(asked(app, 'live.load')).toEqual([{ deckId: 'b', itemId: item.itemId, play: true }]),
    );
    expect(asked(app, 'live.play')).toEqual([]);
    await waitFor(() => expect(deck('B').queryByRole('img', { name: 'Opening…' })).toBeNull());
  });

  it('goes on air from there', async () => {
    await atDesk({ inRoom: false });
    fireEvent.keyDown(button('Go on air…'), { key: 'Enter' });
    fireEvent.click(await screen.findByRole('menuitem', { name: /^Tuesday stage/ }));
    await screen.findByRole('region', { name: 'Call' });
    await waitFor(() => expect(screen.queryByText('Not on air')).toBeNull());
  });

  it('lights up when something of ours is audible, and not before', async () => {
    const app = await atDesk();
    const master = within(screen.getByRole('region', { name: 'Master' }));
    master.getByText('Off air');
    fireEvent.click(await deck('A').findByRole('button', { name: 'Load next' }));
    await master.findByText('On air');
    expect(app.store.getState().live.state.console.onAir).toBe(true);
  });
});

describe('decks', () => {
  it('takes a dropped file, queues the others, and says which are no audio', async () => {
    const app = await atDesk({ full: false });
    dropFiles(screen.getByRole('region', { name: 'Deck B' }), 'one.mp3', 'two.mp3', 'notes.txt');
    await deck('B').findByText('one.mp3');
    await waitFor(() => expect(app.double.live().queue.map((item) => item.name)).toEqual(['two.mp3']));
    await screen.findByText('“notes.txt” is no audio');
    expect(app.double.live().console.decks[1].status).toBe('ready');
  });

  it('loads what is dragged out of the queue or from the other deck', async () => {
    const app = await atDesk();
    drag(
      screen.getByRole('listitem', { name: /^Station ident/ }),
      screen.getByRole('region', { name: 'Deck A' }),
    );
    const name = await deck('A').findByText('Station ident.wav');
    drag(name, screen.getByRole('region', { name: 'Deck B' }));
    await deck('B').findByText('Station ident.wav');
    expect(asked(app, 'live.load').length).toBe(2);
  });

  it('plays and pauses by Space where it sounds, and by letter', async () => {
    const app = await atDesk();
    await app.store.actions.live.ask.load({ deckId: 'b', itemId: 'tune-0', play: true });
    press(' ');
    await waitFor(() => expect(app.double.live().console.decks[1].status).toBe('paused'));
    press('b');
    await waitFor(() => expect(app.double.live().console.decks[1].status).toBe('playing'));
    press('w');
    await waitFor(() => expect(app.double.live().console.decks[1].cue).toBe(true));
  });

  it('fades to the deck that is not heard', async () => {
    const app = await atDesk();
    await app.store.actions.live.ask.load({ deckId: 'a', itemId: 'tune-0', play: true });
    await app.store.actions.live.ask.load({ deckId: 'b', itemId: 'tune-1', play: false });
    press('x');
    await waitFor(() => expect(asked(app, 'live.crossfade')).toEqual([{ to: 'b' }]));
    await screen.findByRole('button', { name: 'Fade to A' });
  });

  it('seeks by arrows from where the deck is', async () => {
    const app = await atDesk();
    await app.store.actions.live.ask.load({ deckId: 'a', itemId: 'tune-0', play: false });
    await app.store.actions.live.ask.seek({ deckId: 'a', positionMs: 60_000 });
    await deck('A').findByText('Opening theme.flac');
    fireEvent.keyDown(deck('A').getByRole('slider', { name: 'Place in deck A' }), { key: 'ArrowRight' });
    await waitFor(() => expect(asked(app, 'live.seek').at(-1)).toEqual({ deckId: 'a', positionMs: 65_000 }));
  });

  it('says what is wrong with a file that is gone, and takes another', async () => {
    const app = await atDesk({ full: false });
    const [a, b] = app.double.live().console.decks;
    const error = new AppError('media/unreadable', 'ENOENT').toView();
    app.double.setLive({
      console: {
        ...app.double.live().console,
        decks: [{ ...a, status: 'failed', name: 'Lost tape.wav', itemId: 'item-9', error }, b],
      },
    });
    await deck('A').findByText('Lost tape.wav');
    expect(deck('A').getByRole('alert').textContent).toBeTruthy();
    fireEvent.click(deck('A').getByRole('button', { name: 'Choose again…' }));
    await deck('A').findByText('Opening theme.flac');
    expect(deck('A').queryByRole('alert')).toBeNull();
  });

  it('does not render again when only the position moves', async () => {
    const app = await atDesk();
    await app.store.actions.live.ask.load({ deckId: 'a', itemId: 'tune-0', play: true });
    const before = app.store.getState().live;
    const { console } = app.double.live();
    const [a, b] = console.decks;
    app.double.setLive({ console: { ...console, decks: [{ ...a, positionMs: 90_000 }, b] } });
    expect(app.store.getState().live).toBe(before);
    expect(app.store.actions.live.positions.deckMs('a', performance.now())).toBeGreaterThanOrEqual(90_000);
  });
});

describe('the queue', () => {
  it('is put in order by keys, and an item removed comes back where it was', async () => {
    const app = await atDesk();
    const row = screen.getByRole('listitem', { name: /^Interview bed/ });
    row.focus();
    fireEvent.keyDown(row, { key: 'ArrowDown', altKey: true });
    await waitFor(() => expect(queueNames()[2]).toMatch(/^Interview bed/));
    fireEvent.keyDown(screen.getByRole('listitem', { name: /^Interview bed/ }), { key: 'Delete' });
    await waitFor(() => expect(app.double.live().queue.length).toBe(6));
    fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(queueNames()[2]).toMatch(/^Interview bed/));
  });

  it('takes dropped files in front of the row they are dropped on', async () => {
    await atDesk();
    dropFiles(screen.getByRole('listitem', { name: /^Station ident/ }), 'news.mp3');
    await waitFor(() => expect(queueNames()[3]).toBe('news.mp3'));
    drag(
      screen.getByRole('listitem', { name: /^Closing credits/ }),
      screen.getByRole('listitem', { name: /^Opening theme/ }),
    );
    await waitFor(() => expect(queueNames()[0]).toMatch(/^Closing credits/));
  });

  it('loads the focused file by Enter on the free deck', async () => {
    const app = await atDesk();
    await app.store.actions.live.ask.load({ deckId: 'a', itemId: 'tune-1', play: true });
    const row = screen.getByRole('listitem', { name: /^Jazz/ });
    row.focus();
    fireEvent.keyDown(row, { key: 'Enter' });
    await deck('B').findByText('Jazz in the kitchen.m4a');
  });

  it('is saved as a playlist and replaced by one', async () => {
    const app = await atDesk();
    fireEvent.keyDown(button('Playlists'), { key: 'Enter' });
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Save the queue as a playlist…' }));
    type(await screen.findByRole('textbox', { name: 'Name' }), 'Friday');
    fireEvent.click(button('Save'));
    await screen.findByText('Saved as “Friday”');
    fireEvent.keyDown(button('Playlists'), { key: 'Enter' });
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Replace the queue by “Tuesday evenings”' }));
    await waitFor(() => expect(app.double.live().queue.length).toBe(2));
  });
});

describe('pads', () => {
  it('plays by digit, stops a loop by the same digit, and shows what plays', async () => {
    const app = await atDesk();
    press('4', { code: 'Digit4' });
    const pad = await screen.findByRole('button', { name: 'Pad Rain on the window, key 4, playing' });
    expect(pad.getAttribute('aria-pressed')).toBe('true');
    press('4', { code: 'Digit4' });
    await waitFor(() => expect(asked(app, 'live.stopPad')).toEqual([{ padId: 'pad-4' }]));
  });

  it('sounds while held, also when let go before main answers', async () => {
    const app = await atDesk();
    fireEvent.keyDown(document.body, { key: '2', code: 'Digit2' });
    fireEvent.keyDown(document.body, { key: '2', code: 'Digit2', repeat: true });
    fireEvent.keyUp(document.body, { key: '2', code: 'Digit2' });
    await waitFor(() => expect(asked(app, 'live.stopPad')).toEqual([{ padId: 'pad-2' }]));
    expect(asked(app, 'live.playPad')).toEqual([{ padId: 'pad-2' }]);
  });

  it('stays silent while somebody types', async () => {
    const app = await atDesk();
    fireEvent.keyDown(screen.getByRole('tab', { name: /Run of show/ }), { key: 'Enter' });
    fireEvent.mouseDown(screen.getByRole('tab', { name: 'Room' }));
    await app.store.actions.call.startRecording();
    const note = await screen.findByRole('textbox', { name: 'Marker note (optional)' });
    note.focus();
    for (const key of ['1', 'x', 'n', 't', ' ']) fireEvent.keyDown(note, { key, code: `Digit${key}` });
    expect(asked(app, 'live.playPad')).toEqual([]);
    expect(asked(app, 'live.crossfade')).toEqual([]);
  });

  it('takes a dropped sound, and its editor changes label, key and manner', async () => {
    const app = await atDesk({ full: false });
    dropFiles(button('Pad 3, empty'), 'gong.wav');
    await waitFor(() => expect(app.double.live().pads[2]?.item?.name).toBe('gong.wav'));
    await app.store.actions.live.ask.changePad({ padId: 'pad-3', patch: { label: 'Gong' } });
    const pad = await screen.findByRole('button', { name: 'Pad Gong, key 3' });
    fireEvent.keyDown(pad, { key: 'F2' });
    const dialog = within(await screen.findByRole('dialog'));
    fireEvent.change(dialog.getByRole('combobox', { name: 'When pressed' }), { target: { value: 'hold' } });
    fireEvent.click(dialog.getByRole('button', { name: /^Key: 3, by default/ }));
    fireEvent.keyDown(dialog.getByRole('button', { name: /^Key: Press keys/ }), {
      key: 'F5',
      code: 'F5',
      shiftKey: true,
    });
    await waitFor(() =>
      expect(app.double.live().pads[2]).toMatchObject({ mode: 'hold', hotkey: 'Shift+F5' }),
    );
    fireEvent.click(dialog.getByRole('button', { name: 'Done' }));
    await screen.findByRole('button', { name: 'Pad Gong, key Shift+F5' });
  });

  it('moves in two directions by arrows with one tab stop', async () => {
    await atDesk();
    const pads = screen.getAllByRole('button', { name: /^Pad / });
    expect(pads.filter((pad) => pad.tabIndex === 0).length).toBe(1);
    pads[0]?.focus();
    press('ArrowRight');
    expect(document.activeElement).toBe(pads[1]);
    press('End');
    expect(document.activeElement).toBe(pads.at(-1));
  });
});

describe('the microphone', () => {
  it('is captured while it is on, and let go when it is off', async () => {
    const app = await atDesk();
    expect(app.sound.asked).not.toContain('wantInput microphone on');
    press('T', { shiftKey: true });
    await waitFor(() => expect(app.sound.asked).toContain('wantInput microphone on'));
    press('T', { shiftKey: true });
    await waitFor(() => expect(app.sound.asked.at(-1)).toBe('wantInput microphone off'));
  });

  it('is pushed once however long the key is held, and let go when the window loses the keyboard', async () => {
    const app = await atDesk();
    await app.store.actions.live.changeInput('microphone', { enabled: true, mode: 'pushToTalk' });
    for (const repeat of [false, true, true]) fireEvent.keyDown(document.body, { key: 't', repeat });
    fireEvent.keyUp(document.body, { key: 't' });
    fireEvent.keyDown(document.body, { key: 't' });
    fireEvent.blur(window);
    await waitFor(() =>
      expect(asked(app, 'live.pushInput')).toEqual(
        [true, false, true, false].map((pushed) => ({ inputId: 'microphone', pushed })),
      ),
    );
  });

  it('does nothing by the talk key where no key is needed', async () => {
    const app = await atDesk();
    await app.store.actions.live.changeInput('microphone', { enabled: true, mode: 'open' });
    press('t');
    expect(asked(app, 'live.pushInput')).toEqual([]);
  });

  it('says that the system refuses, what to do, and tries again', async () => {
    const app = await atDesk();
    fireEvent.mouseDown(screen.getByRole('tab', { name: 'Inputs' }));
    await app.store.actions.live.changeInput('microphone', { enabled: true });
    for (const listener of app.sound.captured) listener.state('microphone', { kind: 'refused' });
    await screen.findByText('The system does not let Roomtone use the microphone');
    fireEvent.click(button('Try again'));
    expect(app.sound.asked).toContain('retryInput microphone');
  });

  it('offers the devices there are, and one that is gone by name of what it is', async () => {
    const app = await atDesk();
    fireEvent.mouseDown(screen.getByRole('tab', { name: 'Inputs' }));
    for (const listener of app.sound.captured)
      listener.devices([
        { deviceId: 'd1', label: 'Headset' },
        { deviceId: 'd2', label: '' },
      ]);
    const select = await screen.findByRole('combobox', { name: 'Device' });
    await within(select).findByRole('option', { name: 'Headset' });
    fireEvent.change(select, { target: { value: 'd1' } });
    await waitFor(() => expect(app.double.live().settings.microphoneDeviceId).toBe('d1'));
    for (const listener of app.sound.captured) listener.devices([]);
    await within(select).findByRole('option', { name: 'A device that is not connected' });
  });

  it('says honestly that this system gives no sound of its own', async () => {
    await atDesk();
    fireEvent.mouseDown(screen.getByRole('tab', { name: 'Inputs' }));
    await screen.findByText(/^This system does not give apps its sound/);
  });
});

describe('people', () => {
  it('gives whoever joins a strip, and takes it away when they leave', async () => {
    const { double } = await atDesk();
    const people = within(screen.getByRole('region', { name: 'People' }));
    double.enter('Bex', double.rooms.stage);
    await people.findByText('Bex');
    double.exit('Bex');
    await waitFor(() => expect(people.queryByText('Bex')).toBeNull());
  });

  it('mutes a person for us alone', async () => {
    const app = await atDesk();
    fireEvent.click(button('Mute Tomás for yourself'));
    await screen.findByRole('button', { name: 'Unmute Tomás for yourself' });
    expect(asked(app, 'calls.setSpeakerVolume')[0]).toMatchObject({ muted: true });
  });

  it('shows the verification code, and keeps a person from ducking', async () => {
    const app = await atDesk();
    fireEvent.click(button('More about Tomás'));
    const code = await screen.findByRole('region', { name: 'Verification code of Tomás' });
    await within(code).findByText(/^\d{5}( \d{5}){8}$/);
    fireEvent.click(screen.getByRole('checkbox', { name: 'Does not duck the programme' }));
    await waitFor(() =>
      expect(app.double.live().settings.ducking.excludedUserIds).toEqual([app.double.people.Tomás]),
    );
  });

  it('says when nobody can hear us, and stops saying so when they can', async () => {
    const { double } = await atDesk();
    double.enter('You', double.rooms.stage, { suppressed: true });
    await screen.findByText(/You are in the audience/);
    double.enter('You', double.rooms.stage, { serverMute: true });
    await screen.findByText(/A moderator has server-muted the bot/);
    double.enter('You', double.rooms.stage);
    await waitFor(() => expect(screen.queryByText(/nobody hears you/)).toBeNull());
  });
});

describe('a file that is gone', () => {
  it('is said of its row in the queue and of its pad, to everybody', async () => {
    const app = await atDesk();
    const { queue, pads } = app.double.live();
    app.double.setLive({
      queue: queue.map((item, at) => ({ ...item, missing: at === 0 })),
      pads: pads.map((pad) => (pad.item ? { ...pad, item: { ...pad.item, missing: true } } : pad)),
    });
    await screen.findByRole('listitem', { name: /, 1 of \d+, file missing$/ });
    expect(screen.getAllByRole('button', { name: /^Pad .*, file missing$/ }).length).toBeGreaterThan(0);
  });
});

describe('alarms', () => {
  const base = { direction: 'out', userId: null, sinceMs: 0 } as const;

  it('are one calm strip with what to do, ours first, and are said aloud', async () => {
    const app = await atDesk();
    app.double.setLive({
      alarms: [
        {
          alarmId: 'in:3:loss',
          direction: 'in',
          userId: app.double.people.Tomás,
          kind: 'loss',
          sinceMs: 0,
          figure: 0.125,
        },
        { ...base, alarmId: 'out:deadAir', kind: 'deadAir', figure: 4_000 },
      ],
    });
    const strip = within(await screen.findByRole('region', { name: 'Signal alarms' }));
    const lines = strip.getAllByRole('listitem').map((line) => line.textContent);
    expect(lines[0]).toMatch(/^Dead air for 4 s\. Play something/);
    expect(lines[1]).toMatch(/^12\.5 % of Tomás gets lost\. It is on their way/);
    expect(screen.getByText('Alarm: Dead air for 4 s')).toBeTruthy();
    app.double.setLive({ alarms: [] });
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Signal alarms' })).toBeNull());
    await screen.findByText('The signal is good again');
    app.double.setLive({
      alarms: [
        { ...base, alarmId: '8:out:own:loss', guildId: '8', kind: 'loss', figure: 0.1 },
        { ...base, alarmId: 'in:9:stranger', direction: 'in', userId: '9', kind: 'stranger', figure: 0 },
      ],
    });
    await screen.findByText(/^Somebody who is not in the room can decrypt/);
    expect(screen.getByText(/^A further room: 10 % of what you send gets lost/)).toBeTruthy();
  });

  it('name people of a further room, and show those that are folded away by a press', async () => {
    const app = await atDesk();
    const { stage } = app.double.rooms;
    const { guildId } = app.store.getState().workspace.rooms[stage] ?? {};
    if (guildId === undefined) throw new Error('the stage is in no guild');
    app.double.enter('Tomás', stage);
    const further = { ...base, direction: 'in', guildId, figure: 4_200 } as const;
    app.double.setLive({
      alarms: [
        { ...base, alarmId: 'a', kind: 'deadAir', figure: 4_000 },
        { ...base, alarmId: 'b', kind: 'clipping', figure: 3 },
        { ...further, alarmId: 'c', userId: app.double.people.Tomás, kind: 'noPackets' },
      ],
    });
    const strip = within(await screen.findByRole('region', { name: 'Signal alarms' }));
    expect(strip.getAllByRole('listitem')).toHaveLength(2);
    fireEvent.click(strip.getByRole('button', { name: '1 more' }));
    strip.getByText(/Nothing has come from Tomás for 4\.2 s/);
    fireEvent.click(strip.getByRole('button', { name: 'Fewer' }));
    expect(strip.getAllByRole('listitem')).toHaveLength(2);
  });
});

describe('the run of show', () => {
  async function atShow() {
    const app = await atDesk();
    fireEvent.mouseDown(screen.getByRole('tab', { name: /Run of show/ }));
    await screen.findByRole('listitem', { name: /^Cue 1: Doors/ });
    return app;
  }

  it('goes cue by cue by one key, holds and skips, and says the next', async () => {
    const app = await atShow();
    fireEvent.click(button('Start'));
    await screen.findByRole('button', { name: 'Go: Doors' });
    press('n');
    await screen.findByRole('button', { name: 'Go: Opening theme' });
    expect(screen.getByRole('listitem', { name: 'Cue 1: Doors, done' })).toBeTruthy();
    expect(screen.getByText('Next cue: Opening theme')).toBeTruthy();
    press('h');
    await waitFor(() => expect(app.double.live().run?.held).toBe(true));
    press('N', { shiftKey: true });
    await screen.findByRole('listitem', { name: 'Cue 2: Opening theme, skipped' });
    press('n');
    press('n');
    await screen.findByRole('button', { name: 'All cues went' });
  });

  it('shows which part of a cue went wrong', async () => {
    const app = await atShow();
    fireEvent.click(button('Start'));
    await screen.findByRole('button', { name: 'Go: Doors' });
    const { run } = app.double.live();
    if (!run) throw new Error('no run');
    const error = new AppError('media/unreadable', 'gone').toView();
    app.double.setLive({
      run: {
        ...run,
        outcomes: run.outcomes.map((one) =>
          one.cueId === 'cue-1'
            ? { ...one, status: 'failed' as const, problems: [{ action: 1, error }] }
            : one,
        ),
      },
    });
    const row = await screen.findByRole('listitem', { name: /^Cue 1: Doors/ });
    expect((await within(row).findByRole('alert')).textContent).toMatch(/^Play a file: /);
  });

  it('is planned: a new cue with what it does, moved, removed and brought back', async () => {
    const app = await atShow();
    const cues = () => app.double.live().shows[0]?.cues.map((cue) => cue.label);
    fireEvent.click(button('Add a cue'));
    const dialog = within(await screen.findByRole('dialog'));
    type(dialog.getByRole('textbox', { name: 'Label' }), 'Quiz');
    fireEvent.keyDown(dialog.getByRole('button', { name: 'Add what it does…' }), { key: 'Enter' });
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Set a marker' }));
    type(await dialog.findByRole('textbox', { name: 'Text' }), 'Quiz begins');
    fireEvent.click(dialog.getByRole('button', { name: 'Save' }));
    const row = await screen.findByRole('listitem', { name: 'Cue 5: Quiz' });
    expect(app.double.live().shows[0]?.cues[4]?.actions).toEqual([{ kind: 'marker', text: 'Quiz begins' }]);
    row.focus();
    fireEvent.keyDown(row, { key: 'ArrowUp', altKey: true });
    await waitFor(() => expect(cues()?.[3]).toBe('Quiz'));
    fireEvent.keyDown(screen.getByRole('listitem', { name: /Quiz/ }), { key: 'Delete' });
    await waitFor(() => expect(cues()?.length).toBe(4));
    fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(cues()?.[3]).toBe('Quiz'));
  });

  it('cannot save a cue that would only fail', async () => {
    await atShow();
    fireEvent.click(button('Add a cue'));
    const dialog = within(await screen.findByRole('dialog'));
    type(dialog.getByRole('textbox', { name: 'Label' }), 'Theme');
    fireEvent.keyDown(dialog.getByRole('button', { name: 'Add what it does…' }), { key: 'Enter' });
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Play a file' }));
    await dialog.findByRole('combobox', { name: 'File' });
    expect((dialog.getByRole('button', { name: 'Save' }) as HTMLButtonElement).disabled).toBe(true);
    fireEvent.change(dialog.getByRole('combobox', { name: 'File' }), { target: { value: 'tune-0' } });
    expect((dialog.getByRole('button', { name: 'Save' }) as HTMLButtonElement).disabled).toBe(false);
  });
});

describe('the go-live check', () => {
  it('is one sheet: figures, what is wrong and what to do, and one line again', async () => {
    const app = await atDesk();
    const room = app.double.rooms.stage;
    app.double.answer('live.check', () => {
      const sheet = sampleCheck(room);
      const lines = sheet.lines.map((line) =>
        line.checkId === 'permissions' ? { ...line, status: 'fail' as const, notes: ['Speak'] } : line,
      );
      app.double.setLive({ check: { ...sheet, lines } });
      return { ...sheet, lines };
    });
    press('g');
    const dialog = within(await screen.findByRole('dialog', { name: 'Go-live check' }));
    fireEvent.click(dialog.getByRole('button', { name: 'Run the check' }));
    await dialog.findByText('1 thing to put right first');
    expect(dialog.getByText('12 ms')).toBeTruthy();
    expect(dialog.getByText('64 kbit/s')).toBeTruthy();
    expect(dialog.getByText('Speak')).toBeTruthy();
    dialog.getByText(/^Give the bot these permissions/);
    fireEvent.click(dialog.getByRole('button', { name: 'Check this again: Permissions' }));
    await waitFor(() =>
      expect(asked(app, 'live.check').at(-1)).toMatchObject({ channelId: room, only: ['permissions'] }),
    );
    fireEvent.click(dialog.getByRole('button', { name: 'Echo test' }));
    await dialog.findByText('Recording, 10 s left');
  });

  const underWay = (app: App, finishedAtMs: number | null) => {
    const sheet = sampleCheck(app.double.rooms.stage);
    const lines = sheet.lines.map((line) => ({
      ...line,
      ...{ status: 'skipped' as const, notes: ['cancelled'], atMs: null },
    }));
    app.double.setLive({ check: { ...sheet, lines, finishedAtMs } });
  };

  it('stopped is not called ready', async () => {
    const app = await atDesk();
    press('g');
    const dialog = within(await screen.findByRole('dialog', { name: 'Go-live check' }));
    underWay(app, Date.now());
    await dialog.findByText(/^Stopped: \d+ lines not checked$/);
    expect(dialog.queryByText('Everything is ready.')).toBeNull();
    expect(dialog.queryByText(/^checked /)).toBeNull();
    app.double.setLive({ check: sampleCheck(app.double.rooms.stage) });
    await dialog.findByText('checked just now');
  });

  it.each([
    ['closed', () => press('Escape')],
    ['left for another desk', (app: App) => app.store.actions.view.goTo('rooms')],
  ])('ends with its sheet when that is %s', async (_how, leave) => {
    const app = await atDesk();
    press('g');
    await screen.findByRole('dialog', { name: 'Go-live check' });
    underWay(app, null);
    await screen.findByText('Checking…');
    leave(app);
    await waitFor(() => expect(asked(app, 'live.cancelCheck')).toHaveLength(1));
  });

  it('takes the echo out of the ears when it is closed, and cancels nothing that is finished', async () => {
    const app = await atDesk();
    press('g');
    const dialog = within(await screen.findByRole('dialog', { name: 'Go-live check' }));
    fireEvent.click(dialog.getByRole('button', { name: 'Run the check' }));
    fireEvent.click(await dialog.findByRole('button', { name: 'Echo test' }));
    await dialog.findByText('Recording, 10 s left');
    press('Escape');
    await waitFor(() => expect(asked(app, 'live.stopEcho')).toHaveLength(1));
    expect(asked(app, 'live.cancelCheck')).toEqual([]);
  });

  it('keeps the keys of the desk to itself while it is open', async () => {
    const app = await atDesk();
    press('g');
    await screen.findByRole('dialog', { name: 'Go-live check' });
    press('x');
    press('1', { code: 'Digit1' });
    expect(asked(app, 'live.crossfade')).toEqual([]);
    expect(asked(app, 'live.playPad')).toEqual([]);
  });
});

describe('the rest of the desk', () => {
  it('stops everything by Shift+Escape and by its button', async () => {
    const app = await atDesk();
    press('Escape', { shiftKey: true });
    fireEvent.click(button('Stop all'));
    await waitFor(() => expect(asked(app, 'live.stopAll').length).toBe(2));
  });

  it('remembers which tab is open and which panel is folded', async () => {
    const app = await atDesk();
    fireEvent.mouseDown(screen.getByRole('tab', { name: 'Inputs' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Ducking' }));
    expect(app.store.getState().settings.settings.deskTabs).toMatchObject({ right: 'inputs' });
    expect(app.store.getState().settings.settings.foldedIds).toContain('live:ducking');
    expect(screen.getByRole('button', { name: 'Ducking' }).getAttribute('aria-expanded')).toBe('false');
  });

  it('records, marks with M, stops, and offers the review', async () => {
    const app = await atDesk();
    fireEvent.mouseDown(screen.getByRole('tab', { name: 'Room' }));
    const panel = await screen.findByRole('region', { name: 'Recording' });
    fireEvent.click(within(panel).getByRole('button', { name: 'Record' }));
    await within(panel).findByText(/^4 tracks/);
    press('m');
    await screen.findByText(/^Marker set at/);
    expect(asked(app, 'calls.addMarker').length).toBe(1);
    fireEvent.click(within(panel).getByRole('button', { name: 'Stop recording' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Review' }));
    await screen.findByRole('button', { name: /^Track of Mira/ });
  });

  it('does not mark without a recording', async () => {
    const app = await atDesk();
    press('m');
    expect(asked(app, 'calls.addMarker')).toEqual([]);
  });

  it('says why a further room cannot be joined', async () => {
    const app = await atDesk();
    app.double.answer('live.joinBroadcast', () => ({ kind: 'guildTaken', roomName: 'Lounge' }));
    app.double.setLive({
      broadcast: [
        {
          guildId: app.double.guildId,
          channelId: app.double.rooms.lobby,
          roomName: 'Lounge',
          guildName: 'Second Guild',
          phase: 'ended',
          reason: null,
          error: null,
          listeners: 0,
          packetsSent: 0,
          pingMs: null,
          daveActive: false,
          relaying: false,
        },
      ],
    });
    fireEvent.mouseDown(screen.getByRole('tab', { name: 'Room' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Join again' }));
    await screen.findByText(/^In that guild you are in “Lounge” already/);
  });

  it('reaches pads, shows and every action by the palette', async () => {
    const app = await atDesk();
    press('k', { ctrlKey: true });
    fireEvent.click(await screen.findByRole('option', { name: /^Pad: Jingle/ }));
    await waitFor(() => expect(asked(app, 'live.playPad')).toEqual([{ padId: 'pad-7' }]));
    press('k', { ctrlKey: true });
    fireEvent.click(await screen.findByRole('option', { name: 'Run of show: Start Tuesday evening' }));
    await waitFor(() => expect(app.double.live().run?.showId).toBe('show-1'));
  });

  it('says why a call ended by itself, and silences the meters', async () => {
    const { double, sound } = await atDesk();
    double.emit('calls', 'changed', {
      kind: 'ended',
      channelId: double.rooms.stage,
      roomName: 'Tuesday stage',
      recordingId: null,
      error: { code: 'voice/disconnected', message: 'closed 4014', retryable: false, details: {} },
    });
    await screen.findByText('“Tuesday stage” ended: You were taken out of the room');
    expect(screen.queryByRole('region', { name: 'Call' })).toBeNull();
    await waitFor(() => expect(sound.asked).toContain('stopCall'));
  });
});
