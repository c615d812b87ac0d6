import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { createDeckLoad } from '../../../src/renderer/features/live/use-deck-load';
import type { DeckId, DeckState } from '../../../src/shared/models/console';
import { sampleDesk } from '../../support/double/live-sample';
import { button, press, renderApp } from '../support/render-app';

type App = Awaited<ReturnType<typeof renderApp>>;

async function onAir(a: Partial<DeckState>, b: Partial<DeckState>, position = 0): Promise<App> {
  const app = await renderApp();
  app.double.setLive(sampleDesk());
  await app.store.actions.call.join(app.double.rooms.stage);
  const { console } = app.double.live();
  const file = { itemId: 'tune-0', name: 'Tune.flac', durationMs: 60_000 };
  const crossfade = { ...console.crossfade, position };
  app.double.setLive({
    console: {
      ...console,
      crossfade,
      onAir: true,
      decks: [
        { ...console.decks[0], ...file, ...a },
        { ...console.decks[1], ...file, ...b },
      ],
    },
  });
  press('3', { ctrlKey: true });
  await screen.findByRole('region', { name: 'Deck A' });
  return app;
}

const deck = (id: 'A' | 'B') => within(screen.getByRole('region', { name: `Deck ${id}` }));
const asked = (app: App, channel: string) =>
  app.double.calls.filter((call) => call.channel === channel).map((call) => call.input);
const status = (app: App, deckId: DeckId) => app.double.live().console.decks[deckId === 'a' ? 0 : 1].status;

describe('a deck in the own ears', () => {
  it('is said to be there, while the other is on air', async () => {
    await onAir({ status: 'playing' }, { status: 'playing', cue: true });
    await deck('A').findByText(/^on air/);
    await deck('B').findByText(/^in your headphones only/);
  });

  it('is faded to by X even when it is the only one that plays', async () => {
    const app = await onAir({ status: 'ready' }, { status: 'playing', cue: true });
    press('x');
    await waitFor(() => expect(asked(app, 'live.crossfade')).toEqual([{ to: 'b' }]));
  });

  it('is not what Space pauses while the other one is on air', async () => {
    const app = await onAir({ status: 'playing' }, { status: 'playing', cue: true }, 0.8);
    press(' ');
    await waitFor(() => expect(status(app, 'a')).toBe('paused'));
    expect(status(app, 'b')).toBe('playing');
  });
});

describe('fading', () => {
  it('is not offered while there is nothing to fade to', async () => {
    await onAir({ status: 'playing' }, { status: 'failed' });
    const fade = button('Fade to B') as HTMLButtonElement;
    expect(fade.disabled).toBe(true);
    expect(fade.title).toBe('There is nothing on deck B to fade to');
  });

  it('says by key why it does not happen, and what is on air goes on', async () => {
    const app = await onAir({ status: 'playing' }, { status: 'empty', itemId: null });
    press('x');
    await screen.findByText('There is nothing to fade to');
    expect(status(app, 'a')).toBe('playing');
    fireEvent.click(deck('A').getByRole('button', { name: 'Cue deck A in your headphones' }));
    await screen.findByText('That deck is heard already');
    expect(app.double.live().console.decks[0].cue).toBe(false);
  });
});

it('sound, levels and inputs are connected anew when the engine was lost, in a room or not', async () => {
  const app = await onAir({ status: 'playing' }, {});
  expect(app.sound.asked).not.toContain('reconnect');
  app.double.emit('live', 'engineLost', {});
  await waitFor(() => expect(app.sound.asked.filter((what) => what === 'reconnect')).toHaveLength(1));
});

it('integrated loudness is measured anew when that is asked for', async () => {
  const app = await onAir({ status: 'playing' }, {});
  fireEvent.mouseDown(await screen.findByRole('tab', { name: 'Inputs' }));
  fireEvent.click(await screen.findByRole('button', { name: 'Measure anew' }));
  await waitFor(() => expect(asked(app, 'live.resetLoudness')).toHaveLength(1));
});

describe('a deck on air', () => {
  const toast = (name: string) => screen.findByRole('button', { name });
  const queue = (app: App) => app.double.live().queue.map(({ itemId }) => itemId);

  it('keeps what it plays when another file is put on it: that one comes next, or now by a second press', async () => {
    const app = await onAir({ status: 'playing' }, { status: 'ready', itemId: 'tune-1' });
    const [first, last] = [queue(app)[0], queue(app).at(-1)];
    const name = app.double.live().queue.at(-1)?.name ?? '';
    fireEvent.click(button(`Load ${name} on deck A`));
    await screen.findByText(`Deck A is on air: “${name}” comes next`);
    expect(queue(app).slice(0, 2)).toEqual([last, first]);
    expect(asked(app, 'live.moveInQueue')).toEqual([{ itemId: last, beforeId: first }]);
    expect(asked(app, 'live.enqueue')).toEqual([]);
    expect(asked(app, 'live.load')).toEqual([]);
    expect(status(app, 'a')).toBe('playing');
    fireEvent.click(await toast('Put on A now'));
    await waitFor(() =>
      expect(asked(app, 'live.load')).toEqual([{ deckId: 'a', itemId: last, play: false }]),
    );
    await waitFor(() => expect(queue(app)).not.toContain(last));
  });

  it('keeps it, too, when files are chosen for it', async () => {
    const app = await onAir({ status: 'playing' }, { status: 'ready' });
    fireEvent.click(deck('A').getByRole('button', { name: 'Choose a file for deck A' }));
    await screen.findByText('Deck A is on air: “Opening theme.flac” comes next');
    expect(app.double.live().queue[0]?.name).toBe('Opening theme.flac');
    expect(asked(app, 'live.load')).toEqual([]);
  });

  it('moves files to the head that are queued already, so that none is played twice', async () => {
    const app = await onAir({ status: 'playing' }, { status: 'ready', itemId: 'tune-1' });
    const all = queue(app);
    const [third, last] = [all[2] ?? '', all.at(-1) ?? ''];
    const load = createDeckLoad(app.store, (work) => void work());
    await load.putOn('a', async () => [last, 'pad-item-0', third]);
    const others = all.filter((itemId) => itemId !== third && itemId !== last);
    expect(queue(app)).toEqual([last, 'pad-item-0', third, ...others]);
    // Main gives what is queued and enqueued again an id of its own.
    expect(asked(app, 'live.enqueue')).toEqual([{ itemIds: ['pad-item-0'], beforeId: others[0] }]);
    fireEvent.click(await toast('Put on A now'));
    await waitFor(() => expect(queue(app)).toEqual(['pad-item-0', third, ...others]));
  });

  it.each([
    ['in the ears alone', { status: 'playing' as const, cue: true }, 0],
    ['behind the crossfader', { status: 'playing' as const }, 1],
    ['paused', { status: 'paused' as const }, 0],
  ])('is none that plays %s: it takes the file at once', async (_, a, position) => {
    const app = await onAir(a, { status: 'ready' }, position);
    const item = app.double.live().queue[0] ?? expect.fail('nothing is queued');
    fireEvent.click(button(`Load ${item.name} on deck A`));
    await waitFor(() =>
      expect(asked(app, 'live.load')).toEqual([{ deckId: 'a', itemId: item.itemId, play: false }]),
    );
  });

  it('gives back what was ejected, at its place', async () => {
    const app = await onAir({ status: 'paused', positionMs: 12_000 }, { status: 'ready' });
    fireEvent.click(deck('A').getByRole('button', { name: 'Eject deck A' }));
    await screen.findByText('“Tune.flac” was taken off deck A');
    expect(status(app, 'a')).toBe('empty');
    fireEvent.click(await toast('Undo'));
    await waitFor(() => expect(asked(app, 'live.seek')).toHaveLength(1));
    expect(asked(app, 'live.load')).toEqual([{ deckId: 'a', itemId: 'tune-0', play: false }]);
    expect(asked(app, 'live.seek')).toEqual([{ deckId: 'a', positionMs: 12_000 }]);
    expect(asked(app, 'live.enqueue')).toEqual([]);
  });

  it.each([
    ['goes back to the queue', 'ready' as const, ['live.load', 'live.seek', 'live.enqueue'], 'tune-1'],
    ['goes on when it is on air', 'playing' as const, ['live.enqueue'], 'tune-0'],
  ])('what came in the place of what was ejected %s', async (_, meanwhile, channels, queued) => {
    const app = await onAir({ status: 'paused', positionMs: 12_000 }, { status: 'ready' });
    fireEvent.click(deck('A').getByRole('button', { name: 'Eject deck A' }));
    const undo = await toast('Undo');
    await app.store.actions.live.ask.load({ deckId: 'a', itemId: 'tune-1', play: meanwhile === 'playing' });
    await waitFor(() => expect(status(app, 'a')).toBe(meanwhile));
    const since = app.double.calls.length;
    fireEvent.click(undo);
    await waitFor(() => expect(queue(app)[0]).toBe(queued));
    // The window remembers its own choices meanwhile.
    const asking = app.double.calls.slice(since).map(({ channel }) => channel);
    expect(asking.filter((channel) => channel !== 'app.updateSettings')).toEqual(channels);
  });
});
