import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { missingOf, wordAction } from '../../../src/renderer/features/live/cue-words';
import { AppError } from '../../../src/shared/errors/app-error';
import { anItem } from '../../support/double/live';
import { sampleDesk, sampleItem } from '../../support/double/live-sample';
import { button, press, renderApp, type } from '../support/render-app';

type App = Awaited<ReturnType<typeof renderApp>>;

async function atShow(): Promise<App> {
  const app = await renderApp();
  app.double.setLive(sampleDesk());
  press('3', { ctrlKey: true });
  await screen.findByRole('region', { name: 'Deck A' });
  fireEvent.mouseDown(screen.getByRole('tab', { name: /Run of show/ }));
  await screen.findByRole('listitem', { name: /^Cue 1: Doors/ });
  return app;
}

const row = (name: RegExp) => screen.getByRole('listitem', { name });
const asked = (app: App, channel: string) =>
  app.double.calls.filter((call) => call.channel === channel).map((call) => call.input);

async function choose(of: HTMLElement, item: string): Promise<void> {
  fireEvent.contextMenu(of);
  fireEvent.click(await screen.findByRole('menuitem', { name: item }));
}

describe('a cue', () => {
  it('says which file it plays, and where', async () => {
    await atShow();
    within(row(/^Cue 1/)).getByText('Start recording · Interview bed (loop).opus on A');
    within(row(/^Cue 2/)).getByText('Opening theme.flac on B · Fade to B · Set a marker');
    within(row(/^Cue 3/)).getByText('Microphone on');
  });

  it('says that its file is gone before it goes, in its row and beside Go', async () => {
    const app = await atShow();
    fireEvent.click(button('Start'));
    await screen.findByRole('button', { name: 'Go: Doors' });
    expect(screen.queryByText(/^Missing: /)).toBeNull();
    const gone = { ...sampleItem(1), missing: true };
    app.double.setLive({
      cueItems: [sampleItem(0), gone],
      queue: app.double.live().queue.filter(({ itemId }) => itemId !== gone.itemId),
    });
    const said = 'Missing: Interview bed (loop).opus';
    await within(row(/^Cue 1/)).findByText(said);
    expect((await screen.findByRole('alert')).textContent).toContain(said);
    press('n');
    await screen.findByRole('button', { name: 'Go: Opening theme' });
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('takes a file from the disk by name, and neither queues it nor puts it on a deck', async () => {
    const app = await atShow();
    const queued = app.double.live().queue.length;
    fireEvent.click(button('Add a cue'));
    const dialog = within(await screen.findByRole('dialog'));
    type(dialog.getByRole('textbox', { name: 'Label' }), 'Theme');
    fireEvent.keyDown(dialog.getByRole('button', { name: 'Add what it does…' }), { key: 'Enter' });
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Play a file' }));
    app.double.answer('live.pickFiles', () => [anItem('picked', 'From the disk.flac')]);
    fireEvent.click(await dialog.findByRole('button', { name: 'Another file…' }));
    await waitFor(() =>
      expect(
        (dialog.getByRole('combobox', { name: 'File' }) as HTMLSelectElement).selectedOptions[0]?.text,
      ).toBe('From the disk.flac'),
    );
    fireEvent.click(dialog.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(asked(app, 'live.saveShow')).toHaveLength(1));
    expect(asked(app, 'live.enqueue')).toEqual([]);
    expect(app.double.live().queue).toHaveLength(queued);
    app.double.setLive({ cueItems: [anItem('picked', 'From the disk.flac')] });
    await within(row(/^Cue 5/)).findByText('From the disk.flac on A');
  });
});

describe('a running show', () => {
  it('jumps to a cue by its menu, and the cue before it can be done again', async () => {
    const app = await atShow();
    fireEvent.click(button('Start'));
    await screen.findByRole('button', { name: 'Go: Doors' });
    await choose(row(/^Cue 4/), 'Make it the next cue');
    await screen.findByRole('button', { name: 'Go: Closing' });
    await choose(row(/^Cue 2/), 'Do it now');
    expect(asked(app, 'live.repeatCue')).toEqual([{ cueId: 'cue-2' }]);
    await screen.findByRole('listitem', { name: 'Cue 2: Opening theme, done' });
    expect(button('Go: Closing')).toBeTruthy();
  });

  it('does a failed cue again by the button in its row', async () => {
    const app = await atShow();
    fireEvent.click(button('Start'));
    await screen.findByRole('button', { name: 'Go: Doors' });
    press('n');
    await screen.findByRole('button', { name: 'Go: Opening theme' });
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
    const again = await screen.findByRole('button', { name: 'Do it again: Doors' });
    const said = within(screen.getByRole('listitem', { name: 'Cue 1: Doors, failed' })).getByRole('alert');
    expect(said.textContent).toContain('The file cannot be read. Check that the file is still there');
    expect(said.title).toBe(said.textContent);
    fireEvent.click(again);
    await screen.findByRole('listitem', { name: 'Cue 1: Doors, done' });
    expect(screen.queryByRole('button', { name: 'Do it again: Doors' })).toBeNull();
    expect(button('Go: Opening theme')).toBeTruthy();
  });
});

describe('what a cue says', () => {
  const names = { items: new Map([['there', anItem('there', 'there.wav')]]), pads: [] };

  it('names a file nobody knows any more, and counts it as missing', () => {
    const action = { kind: 'playItem', deckId: 'a', itemId: 'nowhere' } as const;
    expect(wordAction(action, names)).toBe('a file that is no longer known on A');
    expect(missingOf({ actions: [action] }, names)).toEqual(['a file that is no longer known']);
  });

  it('counts a file once however often the cue plays it, and the clip of a pad, too', () => {
    const [pad] = sampleDesk().pads ?? [];
    if (!pad?.item) throw new Error('no pad');
    const gone = { ...names, pads: [{ ...pad, item: { ...pad.item, missing: true } }] };
    const play = { kind: 'playPad', padId: pad.padId } as const;
    const there = { kind: 'playItem', deckId: 'b', itemId: 'there' } as const;
    expect(missingOf({ actions: [play, there, play] }, gone)).toEqual(['Applause.wav']);
    expect(wordAction(play, gone)).toBe('Pad Applause');
  });
});
