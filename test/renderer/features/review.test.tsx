import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { PlaybackState } from '../../../src/shared/models/recordings';
import { button, press, renderApp } from '../support/render-app';

async function openLibrary() {
  const app = await renderApp({});
  press('4', { ctrlKey: true });
  await screen.findByRole('heading', { name: 'Library' });
  return app;
}

async function reviewing() {
  const app = await openLibrary();
  await app.store.actions.recordings.openReview('rec-1');
  await screen.findByRole('button', { name: /^Track of Mira/ });
  return app;
}

const inputs = (calls: { channel: string; input: unknown }[], channel: string) =>
  calls.filter((c) => c.channel === channel).map((c) => c.input);

describe('library', () => {
  it('teaches when it is empty', async () => {
    await renderApp({ recordings: false });
    press('4', { ctrlKey: true });
    await screen.findByText('No recordings yet');
  });

  it('searches again when one is mended, and not for each byte that is recorded', async () => {
    const { double } = await openLibrary();
    const asked = () => inputs(double.calls, 'recordings.search').length;
    fireEvent.change(await screen.findByRole('searchbox'), { target: { value: 'report' } });
    await waitFor(() => expect(asked()).toBe(1));
    const [first, ...others] = double.recordings();
    if (!first) throw new Error('the library is empty');
    const tell = (one: typeof first) =>
      double.emit('recordings', 'changed', { recordings: [one, ...others] });
    tell({ ...first, bytes: first.bytes + 1 });
    tell({ ...first, bytes: first.bytes + 2 });
    await new Promise((rest) => setTimeout(rest, 400));
    expect(asked()).toBe(1);
    tell({ ...first, health: { kind: 'repaired', lostMs: 1_000, note: '' } });
    await waitFor(() => expect(asked()).toBe(2));
  });

  it('brings a trashed recording back by undo', async () => {
    const { double, store } = await reviewing();
    await store.actions.recordings.closeReview();
    const before = double.recordings().length;
    await store.actions.recordings.trash('rec-1');
    expect(double.recordings().length).toBe(before - 1);
    expect(store.getState().recordings.list.some((r) => r.recordingId === 'rec-1')).toBe(false);
    await store.actions.recordings.restore('rec-1');
    expect(store.getState().recordings.list[0]?.recordingId).toBe('rec-1');
  });

  it('says why a recording cannot be opened and leads back', async () => {
    const { double, store } = await openLibrary();
    const { AppError } = await import('../../../src/shared/errors/app-error');
    double.answer('recordings.open', () => {
      throw new AppError('recording/damaged', 'bad manifest');
    });
    await store.actions.recordings.openReview('rec-1');
    await screen.findByText('The recording could not be opened');
    const alert = screen.getByRole('alert');
    fireEvent.click(within(alert).getByRole('button', { name: 'Back to all recordings' }));
    await screen.findByRole('heading', { name: 'Library' });
  });
});

describe('a review that is drawn late', () => {
  it('stands where its player has been brought meanwhile', async () => {
    const { double, store } = await openLibrary();
    const playback: PlaybackState = {
      kind: 'paused',
      recordingId: 'rec-1',
      positionMs: 61_000,
      durationMs: 120_000,
      soloTrackIds: [],
      mutedTrackIds: [],
    };
    double.setPlayback(playback);
    await store.actions.recordings.openReview('rec-1');
    await screen.findByRole('button', { name: /^Track of Mira/ });
    await screen.findByText('1:01.0');
    double.setPlayback({ ...playback, recordingId: 'rec-2', positionMs: 5_000 });
    await new Promise((done) => setTimeout(done, 50));
    expect(screen.getByText('1:01.0')).toBeTruthy();
  });
});

describe('from a recording to the list and back', () => {
  it('Library in the rail leads to the list, which offers the recording there where it was left', async () => {
    const { double, store } = await reviewing();
    press('ArrowRight');
    press('ArrowRight');
    expect(screen.getByRole('button', { name: 'Back to all recordings' })).toBeTruthy();
    fireEvent.click(button('Library'));
    await screen.findByRole('heading', { name: 'Library' });
    expect(store.getState().settings.settings.review.openId).toBeNull();
    expect(double.playback().kind).toBe('closed');
    fireEvent.click(await screen.findByRole('button', { name: /^Back to “.*” at 0:10$/ }));
    await screen.findByRole('button', { name: /^Track of Mira/ });
    await waitFor(() =>
      expect(inputs(double.calls, 'recordings.seek').at(-1)).toEqual({ positionMs: 10_000 }),
    );
    expect(store.getState().settings.settings.review.openId).toBe('rec-1');
  });

  it('another desk leaves it open, and it goes on there where it was', async () => {
    const { double } = await reviewing();
    press('ArrowRight');
    press(',', { ctrlKey: true });
    await waitFor(() => expect(double.playback().kind).toBe('closed'));
    fireEvent.click(button('Library'));
    await screen.findByRole('button', { name: /^Track of Mira/ });
    await waitFor(() => expect(screen.getByTestId('position').textContent).toBe('0:05.0'));
  });
});

describe('review keys', () => {
  it('play, pause and seek', async () => {
    const { double } = await reviewing();
    press(' ');
    await waitFor(() => expect(double.playback().kind).toBe('playing'));
    await screen.findByRole('button', { name: 'Pause' });
    press('k');
    await waitFor(() => expect(double.playback().kind).toBe('paused'));
    press('ArrowRight');
    press('ArrowRight');
    press('ArrowLeft');
    press('End');
    press('Home');
    await waitFor(() =>
      expect(inputs(double.calls, 'recordings.seek')).toEqual(
        [5_000, 10_000, 5_000, 754_000, 0].map((positionMs) => ({ positionMs })),
      ),
    );
  });

  it('solo and mute the focused track', async () => {
    const { double } = await reviewing();
    button(/^Track of Roomtone/).focus();
    press('ArrowDown');
    press('s');
    await waitFor(() => expect(double.playback()).toMatchObject({ soloTrackIds: ['t2'] }));
    await waitFor(() => expect(button('Solo Mira').getAttribute('aria-pressed')).toBe('true'));
    press('M', { shiftKey: true });
    await waitFor(() => expect(double.playback()).toMatchObject({ mutedTrackIds: ['t2'] }));
    press('s');
    await waitFor(() => expect(double.playback()).toMatchObject({ soloTrackIds: [] }));
  });

  it('keeps the position out of the store', async () => {
    const { double, store } = await reviewing();
    const player = store.getState().recordings.player;
    const playback = double.playback();
    if (playback.kind !== 'paused') throw new Error(playback.kind);
    double.setPlayback({ ...playback, positionMs: 4_321 });
    expect(store.getState().recordings.player).toBe(player);
    expect(JSON.stringify(store.getState())).not.toContain('4321');
  });

  it('close the player when the desk is left', async () => {
    const { double } = await reviewing();
    press('1', { ctrlKey: true });
    await waitFor(() =>
      expect(double.calls.some((c) => c.channel === 'recordings.closePlayback')).toBe(true),
    );
  });
});
