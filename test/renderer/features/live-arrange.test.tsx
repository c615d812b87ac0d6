import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { sampleDesk } from '../../support/double/live-sample';
import { press, renderApp, type } from '../support/render-app';

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
