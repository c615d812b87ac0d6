import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findWords, termsOf } from '../../../src/renderer/features/archive/find-words';
import { AppError } from '../../../src/shared/errors/app-error';
import { button, press, renderApp, type } from '../support/render-app';

// happy-dom lays nothing out: without a size a virtual list has no rows.
beforeAll(async () => {
  // The desk is fetched when first asked for: not within the time a test waits.
  await import('../../../src/renderer/features/archive/ArchiveDesk');
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(640);
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(92);
});
afterAll(() => void vi.restoreAllMocks());

async function open(tab: 'search' | 'kept' = 'search') {
  const app = await renderApp();
  act(() => {
    app.store.actions.archive.show(tab);
    app.store.actions.view.goTo('archive');
  });
  await screen.findByRole('heading', { name: 'Archive' });
  if (tab === 'search') await screen.findAllByRole('article');
  else await screen.findByRole('heading', { name: 'Channels' });
  return app;
}
const searches = (calls: { channel: string; input: unknown }[]) =>
  calls.filter((call) => call.channel === 'archive.search').map((call) => call.input);
const counted = () => screen.getByText(/· \d+ ms$/).textContent;

describe('the search of the archive', () => {
  it('shows the newest at first and draws only what is in sight', async () => {
    await open();
    expect(counted()).toContain('The newest 50');
    const drawn = screen.getAllByRole('article');
    expect(drawn.length).toBeLessThan(30);
    expect(drawn[0]?.textContent).toContain('The café opens at nine');
  });

  it('finds by words, channel and kind', async () => {
    const { double } = await open();
    type(screen.getByRole('searchbox', { name: 'Search everything kept' }), 'dropouts');
    await waitFor(() => expect(counted()).toContain('32 messages'));
    type(screen.getByRole('combobox', { name: 'Channel' }), '302');
    fireEvent.click(button('Image'));
    await waitFor(() =>
      expect(searches(double.calls).at(-1)).toMatchObject({
        text: 'dropouts',
        channelId: '302',
        has: ['image'],
        before: null,
      }),
    );
  });

  it('narrows to the author whose name is pressed, and back', async () => {
    const { double } = await open();
    fireEvent.click(screen.getAllByTitle('Only from Tomás')[0] as HTMLElement);
    await waitFor(() => expect(searches(double.calls).at(-1)).toMatchObject({ authorId: '3' }));
    fireEvent.click(button('Not only from Tomás'));
    await waitFor(() => expect(searches(double.calls).at(-1)).toMatchObject({ authorId: null }));
  });

  it('is walked by keys: to the results, among them, and back to the words', async () => {
    await open();
    const field = screen.getByRole('searchbox', { name: 'Search everything kept' });
    expect(document.activeElement).toBe(field);
    press('ArrowDown');
    const [first, second] = screen.getAllByRole('article');
    expect(document.activeElement).toBe(first);
    press('ArrowDown');
    expect(document.activeElement).toBe(second);
    press('/');
    expect(document.activeElement).toBe(field);
  });

  it('takes a Discord id for a person', async () => {
    const { double } = await open();
    const field = screen.getByRole('textbox', { name: 'From' });
    type(field, '80351110224678912');
    field.focus();
    press('Enter');
    await waitFor(() =>
      expect(searches(double.calls).at(-1)).toMatchObject({ authorId: '80351110224678912' }),
    );
  });

  it('marks what was edited and what was deleted, and shows deleted ones only when asked', async () => {
    await open();
    const [, edited] = screen.getAllByRole('article');
    expect(edited?.textContent).toContain('Edited');
    expect(edited?.textContent).toContain('Banner is nearly printed');
    expect(screen.queryByText(/^Deleted \w/)).toBeTruthy();
    expect(screen.queryByText(/^Deleted .*\d/)).toBeNull();
    fireEvent.click(button('Deleted too'));
    await screen.findByText(/^Deleted .*\d/);
  });

  it('shows a message in its channel', async () => {
    const { store } = await open();
    const hits = screen.getAllByRole('article');
    fireEvent.click(within(hits[0] as HTMLElement).getByRole('button', { name: 'Show in channel' }));
    await waitFor(() => expect(store.getState().view.desk).toBe('messages'));
    expect(store.getState().view.textChannelId).toBe('301');
  });

  it('narrows to a period, one side open too, and remembers it when one comes back', async () => {
    const { double, store } = await open();
    type(screen.getByRole('combobox', { name: 'Period' }), 'custom');
    type(screen.getByLabelText('From', { selector: 'input[type="datetime-local"]' }), '2026-01-05T20:00');
    type(screen.getByLabelText('To', { selector: 'input[type="datetime-local"]' }), '');
    const fromMs = new Date(2026, 0, 5, 20).getTime();
    await waitFor(() => expect(searches(double.calls).at(-1)).toMatchObject({ fromMs, toMs: null }));
    act(() => store.actions.view.goTo('rooms'));
    act(() => store.actions.view.goTo('archive'));
    await screen.findByLabelText('To', { selector: 'input[type="datetime-local"]' });
    await waitFor(() => expect(searches(double.calls).at(-1)).toMatchObject({ fromMs, toMs: null }));
    type(screen.getByLabelText('To', { selector: 'input[type="datetime-local"]' }), '2026-01-04T20:00');
    expect(screen.getByRole('alert').textContent).toBe('The end lies before the beginning.');
  });

  it('works signed out, without a way into a channel', async () => {
    const { store } = await renderApp({ signedIn: false });
    act(() => store.actions.view.goTo('archive'));
    const hits = await screen.findAllByRole('article');
    expect(hits.length).toBeGreaterThan(3);
    expect(screen.queryByRole('button', { name: 'Show in channel' })).toBeNull();
  });

  it('says what to do when nothing fits', async () => {
    await open();
    type(screen.getByRole('searchbox', { name: 'Search everything kept' }), 'zebra');
    await screen.findByRole('heading', { name: 'No message fits' });
    fireEvent.click(button('Clear all filters'));
    await waitFor(() => expect(screen.getAllByRole('article').length).toBeGreaterThan(3));
  });

  it('says what is wrong when the search fails, and searches again', async () => {
    const { double } = await open();
    const back = double.answer('archive.search', () => {
      throw new AppError('archive/unavailable', 'gone');
    });
    type(screen.getByRole('searchbox', { name: 'Search everything kept' }), 'banner');
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('The archive cannot be reached');
    back();
    fireEvent.click(within(alert).getByRole('button'));
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  });

  it('exports what the search finds and shows how it goes', async () => {
    const { double } = await open();
    type(screen.getByRole('searchbox', { name: 'Search everything kept' }), 'banner');
    fireEvent.click(button('Export…'));
    type(screen.getByRole('combobox', { name: 'Format' }), 'csv');
    fireEvent.click(button('Choose a file…'));
    // Within reach once the dialog has gone.
    const cancel = await screen.findByRole('button', { name: 'Cancel banner' }, { timeout: 4_000 });
    expect(screen.getByText('40 written')).toBeTruthy();
    expect(double.calls.find((call) => call.channel === 'archive.export')?.input).toMatchObject({
      format: 'csv',
      title: 'banner',
      what: { kind: 'messages', query: { text: 'banner' } },
    });
    fireEvent.click(cancel);
    await waitFor(() =>
      expect(double.calls.some((call) => call.channel === 'archive.cancelExport')).toBe(true),
    );
  });
});

describe('before anything was kept', () => {
  it('says so and offers a way to begin', async () => {
    const { store } = await renderApp({ signedIn: false, archive: false });
    act(() => store.actions.view.goTo('archive'));
    await screen.findByRole('heading', { name: 'Nothing has been kept yet' });
    expect(button('Start the practice server')).toBeTruthy();
  });
});

describe('what is kept', () => {
  it('fetches and pauses the history of a channel, and says why one stopped', async () => {
    const { double } = await open('kept');
    expect(screen.getByText(/^Stopped: Roomtone may not read/)).toBeTruthy();
    fireEvent.click(button('Go on: general'));
    await screen.findByText(/^Fetching: 1,300, back to/);
    fireEvent.click(button('Pause: general'));
    await screen.findByText('Paused after 1,300');
    expect(double.calls.find((call) => call.channel === 'archive.startBackfill')?.input).toEqual({
      channelId: '301',
    });
  });

  it('fetches the history of a channel of which nothing was kept', async () => {
    await open('kept');
    fireEvent.click(button('Fetch history: announcements'));
    await screen.findByRole('button', { name: 'Pause: announcements' });
  });

  it('asks before a shorter time deletes something, and not before a longer one', async () => {
    const { double } = await open('kept');
    const sent = () => double.calls.filter((call) => call.channel === 'archive.setSettings').length;
    type(screen.getByRole('combobox', { name: 'Practice Guild' }), '90');
    expect(screen.getByRole('dialog').textContent).toContain('older than 90 days');
    expect(sent()).toBe(0);
    fireEvent.click(button('Delete what is older'));
    await waitFor(() => expect(sent()).toBe(1));
    await waitFor(() =>
      expect((screen.getByRole('combobox', { name: 'Practice Guild' }) as HTMLSelectElement).value).toBe(
        '90',
      ),
    );
    type(screen.getByRole('combobox', { name: 'Practice Guild' }), '365');
    await waitFor(() => expect(sent()).toBe(2));
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('counts what is kept of a person before forgetting them, and archives them again', async () => {
    const { double } = await open('kept');
    const forgets = () => double.calls.filter((call) => call.channel === 'archive.forget').length;
    const field = screen.getByRole('textbox', { name: 'Person' });
    type(field, '3');
    field.focus();
    press('Enter');
    fireEvent.click(button('See what is kept'));
    const dialog = await screen.findByRole('dialog');
    expect(dialog.textContent).toContain('43 messages');
    expect(dialog.textContent).toContain('1 visit to a room');
    expect(forgets()).toBe(0);
    fireEvent.click(button('Forget for good'));
    fireEvent.click(await screen.findByRole('button', { name: 'Archive 3 again' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Archive 3 again' })).toBeNull());
    expect(forgets()).toBe(1);
  });

  it('stays when it cannot be read again, and says so until it can', async () => {
    const { double, store } = await open('kept');
    const back = double.answer('archive.channels', () => {
      throw new AppError('archive/unavailable', 'gone');
    });
    await act(() => store.actions.archive.load());
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('The archive could not be read');
    expect(screen.getByText('Paused after 1,200')).toBeTruthy();
    back();
    fireEvent.click(within(alert).getByRole('button'));
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  });

  it('tells what the archive has to say', async () => {
    const { double, store } = await open('kept');
    const status = store.getState().archive.status;
    if (!status) throw new Error('no status');
    act(() =>
      double.emit('archive', 'statusChanged', { ...status, notices: ['A damaged file was set aside.'] }),
    );
    expect(screen.getByText('A damaged file was set aside.')).toBeTruthy();
  });
});

describe('the words of a search in a text', () => {
  const marked = (text: string, query: string) =>
    findWords(text, termsOf(query)).map(({ start, end }) => text.slice(start, end));

  it('are found without case and accents, and by their beginning from three letters on', () => {
    expect(marked('The Café opens, cafeteria too', 'cafe')).toEqual(['Café', 'cafe']);
    expect(marked('on only once', 'on')).toEqual(['on']);
    expect(marked('decafe', 'cafe')).toEqual([]);
  });

  it('are whole words in order within quotes', () => {
    expect(marked('stage plan, stage plans, plan stage', '"stage plan"')).toEqual(['stage plan']);
  });

  it('lie within the text, in order, whatever is written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (text, query) => {
        for (const { start, end } of findWords(text, termsOf(query))) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
        }
        for (const [word = ''] of text.matchAll(/[a-z]{3,}/g)) {
          if (new RegExp(`(?<![\\p{L}\\p{N}\\p{M}])${word}`, 'u').test(text)) {
            expect(findWords(text, termsOf(word)).length).toBeGreaterThan(0);
          }
        }
      }),
    );
  });
});
