import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { announcementOf } from '../../../src/renderer/features/shell/Announcer';
import { matchesKeys } from '../../../src/renderer/features/shell/keys';
import { press, renderApp } from '../support/render-app';

const keyOf = (key: string, more: object = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...more,
});

describe('keys', () => {
  it('match exactly the modifiers they name', () => {
    expect(matchesKeys('Mod+K', keyOf('k', { ctrlKey: true }))).toBe(true);
    expect(matchesKeys('Mod+K', keyOf('K', { ctrlKey: true, shiftKey: true }))).toBe(false);
    expect(matchesKeys('Mod+K', keyOf('k'))).toBe(false);
    expect(matchesKeys('Mod+Shift+M', keyOf('M', { metaKey: true, shiftKey: true }))).toBe(true);
    expect(matchesKeys('?', keyOf('?', { shiftKey: true }))).toBe(true);
    expect(matchesKeys('Space', keyOf(' '))).toBe(true);
  });

  it('list themselves on ?, and find one by its words', async () => {
    await renderApp();
    press('?', { shiftKey: true });
    const sheet = await screen.findByRole('dialog', { name: 'Keys' });
    fireEvent.change(within(sheet).getByRole('searchbox'), { target: { value: 'marker' } });
    within(sheet).getByText('Set a marker in the recording');
    expect(within(sheet).queryByText('Go to Rooms')).toBeNull();
  });
});

describe('palette', () => {
  it('reaches a channel', async () => {
    const { store } = await renderApp();
    press('k', { ctrlKey: true });
    const field = await screen.findByPlaceholderText(/^Go to a room/);
    fireEvent.change(field, { target: { value: 'show-notes' } });
    fireEvent.click(await screen.findByText('# show-notes'));
    await waitFor(() =>
      expect(store.getState().view).toMatchObject({ desk: 'messages', textChannelId: '302' }),
    );
    expect(store.getState().view.overlay).toBeNull();
  });

  it('offers only what can be done now', async () => {
    await renderApp({});
    press('k', { ctrlKey: true });
    await screen.findByPlaceholderText(/^Go to a room/);
    expect(screen.queryByText('Leave the room')).toBeNull();
    within(screen.getByRole('dialog')).getByText('Start practising');
  });
});

describe('announcements', () => {
  it('say who joins and leaves our room, and that we record', async () => {
    const { double, store } = await renderApp();
    await store.actions.call.join(double.rooms.stage);
    const alone = store.getState();
    double.enter('Bex', double.rooms.stage);
    const joined = store.getState();
    expect(announcementOf(alone, joined)).toBe('Bex joined Tuesday stage');
    double.exit('Bex');
    expect(announcementOf(joined, store.getState())).toBe('Bex left Tuesday stage');
    const quiet = store.getState();
    await store.actions.call.startRecording();
    expect(announcementOf(quiet, store.getState())).toBe('Recording started');
  });
});
