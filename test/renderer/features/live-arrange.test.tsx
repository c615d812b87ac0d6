import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { sampleDesk } from '../../support/double/live-sample';
import { button, press, renderApp, type } from '../support/render-app';

type App = Awaited<ReturnType<typeof renderApp>>;

async function atDesk(): Promise<App> {
  const app = await renderApp();
  app.double.setLive(sampleDesk());
  press('3', { ctrlKey: true });
  await screen.findByRole('region', { name: 'Deck A' });
  return app;
}

const undo = async () => fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
const pad = (name: RegExp) => screen.findByRole('button', { name });
const padIds = (app: App) => app.double.live().pads.map(({ padId }) => padId);

/** A drag with what the desk itself puts into it. */
function drag(from: HTMLElement, to: HTMLElement): void {
  const data = new Map<string, string>();
  const dataTransfer = {
    files: [],
    get types() {
      return [...data.keys()];
    },
    setData: (kind: string, value: string) => void data.set(kind, value),
    getData: (kind: string) => data.get(kind) ?? '',
  };
  fireEvent.dragStart(from, { dataTransfer });
  fireEvent.dragOver(to, { dataTransfer });
  fireEvent.drop(to, { dataTransfer });
}

describe('a pad', () => {
  it('moves by Alt and arrows, takes its key along, and leaves those of the others alone', async () => {
    const app = await atDesk();
    const drumRoll = await pad(/^Pad Drum roll, key 2/);
    drumRoll.focus();
    fireEvent.keyDown(drumRoll, { key: 'ArrowLeft', altKey: true });
    await waitFor(() => expect(padIds(app).slice(0, 3)).toEqual(['pad-2', 'pad-1', 'pad-3']));
    await screen.findByText('Drum roll is now number 1');
    await pad(/^Pad Drum roll, key 2/);
    await pad(/^Pad Applause, key 1/);
    await pad(/^Pad Ta-da, key 3/);
    fireEvent.keyDown(await pad(/^Pad Drum roll/), { key: 'End', altKey: true });
    await waitFor(() => expect(padIds(app).at(-1)).toBe('pad-2'));
    fireEvent.keyDown(await pad(/^Pad Drum roll/), { key: 'ArrowRight', altKey: true });
    expect(padIds(app).at(-1)).toBe('pad-2');
  });

  it('moves by its menu, which says where it cannot go', async () => {
    const app = await atDesk();
    fireEvent.contextMenu(await pad(/^Pad Applause/));
    const left = await screen.findByRole('menuitem', { name: 'Move left' });
    expect(left.getAttribute('aria-disabled')).toBe('true');
    fireEvent.click(screen.getByRole('menuitem', { name: 'Move right' }));
    await waitFor(() => expect(padIds(app).slice(0, 2)).toEqual(['pad-2', 'pad-1']));
  });

  it('dragged on another one takes its place, in both directions', async () => {
    const app = await atDesk();
    drag(await pad(/^Pad Applause/), await pad(/^Pad Ta-da/));
    await waitFor(() => expect(padIds(app).slice(0, 3)).toEqual(['pad-2', 'pad-3', 'pad-1']));
    drag(await pad(/^Pad Applause/), await pad(/^Pad Drum roll/));
    await waitFor(() => expect(padIds(app).slice(0, 3)).toEqual(['pad-1', 'pad-2', 'pad-3']));
  });

  it('that another sound was dropped on gets the one before back', async () => {
    const app = await atDesk();
    await app.store.actions.live.ask.changePad({ padId: 'pad-1', patch: { label: 'Clap' } });
    drag(screen.getByRole('listitem', { name: /^Station ident/ }), await pad(/^Pad Clap/));
    await screen.findByText('Pad “Clap” now plays “Station ident.wav”');
    await app.store.actions.live.ask.changePad({ padId: 'pad-1', patch: { gainDb: -6 } });
    await undo();
    await waitFor(() =>
      expect(app.double.live().pads[0]).toMatchObject({ item: { name: 'Applause.wav' }, gainDb: -6 }),
    );
  });

  it('that was emptied comes back', async () => {
    const app = await atDesk();
    fireEvent.keyDown(await pad(/^Pad Applause/), { key: 'Delete' });
    await screen.findByText('Pad “Applause” is empty');
    await undo();
    await waitFor(() => expect(app.double.live().pads[0]?.item?.name).toBe('Applause.wav'));
  });

  it('keeps the label that was being typed when Escape is pressed', async () => {
    const app = await atDesk();
    fireEvent.keyDown(await pad(/^Pad Applause/), { key: 'F2' });
    const dialog = within(await screen.findByRole('dialog'));
    const label = dialog.getByRole('textbox', { name: 'Label' });
    label.focus();
    type(label, 'Big clap ');
    fireEvent.keyDown(label, { key: 'Escape' });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await waitFor(() => expect(app.double.live().pads[0]?.label).toBe('Big clap'));
  });
});

it('one more person is kept from ducking, however many are already', async () => {
  const app = await atDesk();
  await app.store.actions.call.join(app.double.rooms.stage);
  const many = Array.from({ length: 200 }, (_, at) => String(9_000 + at));
  await app.store.actions.live.changeSettings({ ducking: { excludedUserIds: many } });
  fireEvent.click(await screen.findByRole('button', { name: 'More about Tomás' }));
  fireEvent.click(screen.getByRole('checkbox', { name: 'Does not duck the programme' }));
  await waitFor(() =>
    expect(app.double.live().settings.ducking.excludedUserIds).toEqual([
      ...many.slice(1),
      app.double.people.Tomás,
    ]),
  );
});

describe('a removed cue', () => {
  it('comes back at its place, into the show as it has become since', async () => {
    const app = await atDesk();
    fireEvent.mouseDown(screen.getByRole('tab', { name: /Run of show/ }));
    fireEvent.keyDown(await screen.findByRole('listitem', { name: /Opening theme/ }), { key: 'Delete' });
    await waitFor(() => expect(app.double.live().shows[0]?.cues).toHaveLength(3));
    const [show] = app.double.live().shows;
    if (!show) throw new Error('there is no show');
    const cues = show.cues.map((cue) => (cue.cueId === 'cue-1' ? { ...cue, label: 'Doors open' } : cue));
    await app.store.actions.live.ask.saveShow({ ...show, name: 'Renamed', cues });
    await undo();
    await waitFor(() => expect(app.double.live().shows[0]?.cues).toHaveLength(4));
    expect(app.double.live().shows[0]).toMatchObject({
      name: 'Renamed',
      cues: [{ label: 'Doors open' }, { cueId: 'cue-2' }, { cueId: 'cue-3' }, { cueId: 'cue-4' }],
    });
  });
});

describe('the editor of a cue', () => {
  async function edited(): Promise<App> {
    const app = await atDesk();
    fireEvent.mouseDown(screen.getByRole('tab', { name: /Run of show/ }));
    fireEvent.keyDown(await screen.findByRole('listitem', { name: /Opening theme/ }), { key: 'Enter' });
    await screen.findByRole('dialog');
    return app;
  }
  const label = () => screen.getByRole('textbox', { name: 'Label' });
  const isClosed = () => waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());

  it('asks before Escape loses what was changed, and saves it when told to', async () => {
    const app = await edited();
    type(label(), 'Overture');
    fireEvent.keyDown(label(), { key: 'Escape' });
    await screen.findByText('You changed this cue.');
    fireEvent.click(button('Go on editing'));
    expect(screen.queryByText('You changed this cue.')).toBeNull();
    expect(document.activeElement).toBe(label());
    fireEvent.keyDown(label(), { key: 'Escape' });
    await screen.findByText('You changed this cue.');
    expect(document.activeElement).toBe(button('Save'));
    fireEvent.click(button('Save'));
    await isClosed();
    expect(app.double.live().shows[0]?.cues[1]?.label).toBe('Overture');
  });

  it('throws changes away only when told to', async () => {
    const app = await edited();
    fireEvent.click(button('Remove: Set a marker'));
    fireEvent.click(button('Close'));
    await screen.findByText('You changed this cue.');
    fireEvent.click(button('Discard'));
    await isClosed();
    expect(app.double.live().shows[0]?.cues[1]?.actions).toHaveLength(3);
  });

  it('is as it was left after a visit to another desk, and can still be thrown away', async () => {
    const app = await edited();
    type(label(), 'Overture');
    fireEvent.click(button('Remove: Set a marker'));
    press('1', { ctrlKey: true });
    await isClosed();
    press('3', { ctrlKey: true });
    await screen.findByRole('dialog');
    expect((label() as HTMLInputElement).value).toBe('Overture');
    expect(screen.queryByRole('button', { name: 'Remove: Set a marker' })).toBeNull();
    fireEvent.click(button('Cancel'));
    await isClosed();
    expect(app.double.live().shows[0]?.cues[1]?.label).toBe('Opening theme');
    fireEvent.keyDown(await screen.findByRole('listitem', { name: /Opening theme/ }), { key: 'Enter' });
    await screen.findByRole('dialog');
    expect((label() as HTMLInputElement).value).toBe('Opening theme');
  });

  it('closes at once when nothing was changed', async () => {
    await edited();
    fireEvent.keyDown(label(), { key: 'Escape' });
    await isClosed();
  });
});

describe('playlists', () => {
  const queue = (app: App) => app.double.live().queue.map(({ itemId }) => itemId);
  const list = (app: App) => app.double.live().playlists[0];
  async function choose(entry: string): Promise<void> {
    fireEvent.keyDown(button('Playlists'), { key: 'Enter' });
    fireEvent.click(await screen.findByRole('menuitem', { name: entry }));
  }
  const row = (name: RegExp) => within(screen.getByRole('dialog')).getByRole('listitem', { name });

  it('in place of the queue give it back, in front of what was queued since', async () => {
    const app = await atDesk();
    const before = queue(app);
    await choose('Replace the queue by “Tuesday evenings”');
    await screen.findByText('“Tuesday evenings” is the queue now');
    await waitFor(() => expect(queue(app)).toEqual(['tune-0', 'tune-4']));
    const [later] = await app.store.actions.live.ask.pickFiles();
    await app.store.actions.live.ask.enqueue({ itemIds: [later?.itemId ?? ''], beforeId: null });
    await undo();
    await waitFor(() => expect(queue(app)).toEqual([...before, later?.itemId]));
  });

  it('give an emptied queue back however long it was', async () => {
    const app = await atDesk();
    const [one] = app.double.live().queue;
    if (!one) throw new Error('nothing is queued');
    const long = Array.from({ length: 520 }, (_, at) => ({ ...one, itemId: `long-${at}` }));
    app.double.setLive({ queue: long });
    await waitFor(() => expect(app.store.getState().live.state.queue).toHaveLength(520));
    const ids = long.map(({ itemId }) => itemId);
    await choose('Empty the queue');
    await waitFor(() => expect(queue(app)).toEqual([]));
    await undo();
    await waitFor(() => expect(queue(app)).toEqual(ids));
  });

  it('saved over by name come back as they were', async () => {
    const app = await atDesk();
    await choose('Save the queue as a playlist…');
    type(await screen.findByRole('textbox', { name: 'Name' }), 'tuesday EVENINGS');
    await screen.findByText('“Tuesday evenings” is replaced by the queue.');
    fireEvent.click(button('Save'));
    await waitFor(() => expect(list(app)).toMatchObject({ name: 'tuesday EVENINGS' }));
    expect(list(app)?.items).toHaveLength(7);
    await undo();
    await waitFor(() => expect(list(app)).toMatchObject({ name: 'Tuesday evenings' }));
    expect(list(app)?.items.map(({ itemId }) => itemId)).toEqual(['tune-0', 'tune-4']);
  });

  it('are put in order and thinned out, each step with a way back, while the queue stays', async () => {
    const app = await atDesk();
    const before = queue(app);
    await choose('Edit playlists…');
    await screen.findByRole('dialog', { name: 'Playlists' });
    fireEvent.keyDown(row(/^Jazz in the kitchen/), { key: 'ArrowUp', altKey: true });
    await waitFor(() => expect(list(app)?.items.map((item) => item.itemId)).toEqual(['tune-4', 'tune-0']));
    await screen.findByText('Jazz in the kitchen.m4a is now number 1');
    drag(row(/^Jazz/), row(/^Opening theme/));
    await waitFor(() => expect(list(app)?.items.map((item) => item.itemId)).toEqual(['tune-0', 'tune-4']));
    fireEvent.keyDown(row(/^Opening theme/), { key: 'Delete' });
    await waitFor(() => expect(list(app)?.items.map((item) => item.itemId)).toEqual(['tune-4']));
    await undo();
    await waitFor(() => expect(list(app)?.items.map((item) => item.itemId)).toEqual(['tune-0', 'tune-4']));
    expect(queue(app)).toEqual(before);
  });

  it('are renamed when the field is left by Escape too, and never to a name of another', async () => {
    const app = await atDesk();
    await choose('Save the queue as a playlist…');
    type(await screen.findByRole('textbox', { name: 'Name' }), 'Friday');
    fireEvent.click(button('Save'));
    await screen.findByText('Saved as “Friday”');
    await choose('Edit playlists…');
    const name = await screen.findByRole('textbox', { name: 'Name' });
    type(name, 'friday');
    await screen.findByText('Another playlist is called that.');
    fireEvent.blur(name);
    expect(list(app)?.name).toBe('Tuesday evenings');
    type(name, 'Wednesday');
    fireEvent.keyDown(name, { key: 'Escape' });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await waitFor(() => expect(list(app)?.name).toBe('Wednesday'));
  });

  it('that were deleted come back', async () => {
    const app = await atDesk();
    await choose('Edit playlists…');
    fireEvent.click(await screen.findByRole('button', { name: 'Delete the playlist' }));
    await screen.findByText('The playlist “Tuesday evenings” is deleted');
    await screen.findByText('No playlists yet');
    await undo();
    await screen.findByRole('listitem', { name: /^Jazz in the kitchen.*, 2 of 2/ });
    expect(list(app)).toMatchObject({ playlistId: 'list-1', name: 'Tuesday evenings' });
  });
});
