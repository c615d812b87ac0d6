import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { ChannelId } from '../../../src/shared/discord/snowflake';
import { button, press, renderApp, type } from '../support/render-app';

describe('rooms', () => {
  it('shows who is inside, as it happens', async () => {
    const { double } = await renderApp();
    expect(screen.getByRole('button', { name: /^Lobby/ })).toBeTruthy();
    expect(screen.queryByText('Bex')).toBeNull();
    double.enter('Bex', double.rooms.lobby);
    await screen.findByText('Bex');
    double.exit('Bex');
    await waitFor(() => expect(screen.queryByText('Bex')).toBeNull());
  });

  it('creates a room and chooses it', async () => {
    const { double } = await renderApp();
    fireEvent.click(button('New room'));
    const dialog = await screen.findByRole('dialog', { name: 'New room' });
    type(within(dialog).getByLabelText('Name'), 'Night shift');
    type(within(dialog).getByLabelText('People at most'), '5');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Create room' }));
    await screen.findByRole('heading', { level: 1, name: 'Night shift' });
    expect(double.calls.find((c) => c.channel === 'rooms.create')?.input).toMatchObject({
      name: 'Night shift',
      userLimit: 5,
    });
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('chooses a room whose making is answered before the gateway tells of it', async () => {
    const { double } = await renderApp();
    const [like] = (await double.api.workspace.snapshot()).rooms;
    if (!like) throw new Error('the double has rooms');
    const made = { ...like, channelId: ChannelId.parse('9901'), name: 'Night shift' };
    double.answer('rooms.create', () => ({ kind: 'created', room: made }));
    fireEvent.click(button('New room'));
    const dialog = await screen.findByRole('dialog', { name: 'New room' });
    type(within(dialog).getByLabelText('Name'), 'Night shift');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Create room' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(screen.queryByRole('region', { name: 'Night shift' })).toBeNull();
    double.change({ type: 'roomUpserted', room: made });
    await screen.findByRole('region', { name: 'Night shift' });
    double.change({ type: 'roomRemoved', channelId: made.channelId });
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Night shift' })).toBeNull());
    double.change({ type: 'roomUpserted', room: made });
    await screen.findByRole('button', { name: /^Night shift/ });
    expect(screen.queryByRole('region', { name: 'Night shift' })).toBeNull();
  });

  it('says what is wrong with a name beside the field, and sends nothing for an empty one', async () => {
    const { double } = await renderApp();
    fireEvent.click(button('New room'));
    const dialog = await screen.findByRole('dialog');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Create room' }));
    expect((await within(dialog).findByRole('alert')).textContent).toBe('A room needs a name.');
    expect(double.calls.some((c) => c.channel === 'rooms.create')).toBe(false);
    type(within(dialog).getByLabelText('Name'), 'a<b');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Create room' }));
    await within(dialog).findByText('A name cannot hold < or >.');
  });

  it('moves with the arrows and joins with Enter', async () => {
    const { double, sound } = await renderApp();
    const first = button(/^Lobby/);
    first.focus();
    press('ArrowDown');
    expect(document.activeElement?.textContent).toContain('Tuesday stage');
    press('Enter');
    await screen.findByRole('region', { name: 'Call' });
    expect(double.call()).toMatchObject({ kind: 'active', roomName: 'Tuesday stage' });
    await waitFor(() => expect(sound.asked).toContain('startCall'));
  });

  it('says a full room in words instead of joining', async () => {
    const { double } = await renderApp();
    double.answer('calls.join', () => ({ kind: 'roomFull', userLimit: 4 }));
    fireEvent.click(button('Join: Studio'));
    await screen.findByText('The room is full (4). Try again when somebody leaves.');
    expect(screen.queryByRole('region', { name: 'Call' })).toBeNull();
  });

  it('ends a room only after the time to undo, saying to how many it happens', async () => {
    const { double } = await renderApp();
    fireEvent.click(button(/^Tuesday stage/));
    vi.useFakeTimers();
    try {
      fireEvent.click(button('End room'));
      await vi.advanceTimersByTimeAsync(5_900);
      screen.getByText('“Tuesday stage” ends in 6 seconds; 3 people leave with it');
      expect(double.calls.some((c) => c.channel === 'rooms.end')).toBe(false);
      await vi.advanceTimersByTimeAsync(200);
      expect(double.calls.filter((c) => c.channel === 'rooms.end').length).toBe(1);
    } finally {
      vi.useRealTimers();
    }
    await screen.findByText('“Tuesday stage” is gone');
    expect(screen.queryByRole('button', { name: /^Tuesday stage/ })).toBeNull();
  });

  it('keeps the room when its end is undone', async () => {
    const { double } = await renderApp();
    fireEvent.click(button(/^Tuesday stage/));
    fireEvent.click(button('End room'));
    const [undo] = await screen.findAllByRole('button', { name: 'Undo' });
    if (undo) fireEvent.click(undo);
    await screen.findByText('“Tuesday stage” stays');
    expect(double.calls.some((c) => c.channel === 'rooms.end')).toBe(false);
  });

  it('says what is shown while reconnecting', async () => {
    const { double } = await renderApp();
    double.setConnection({
      kind: 'reconnecting',
      target: 'practice',
      label: 'Practice server',
      user: null,
      attempt: 2,
      retryAtMs: Date.now() + 4_000,
      reason: 'The server closed the connection',
      canHurry: true,
    });
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toMatch(/Reconnecting to Practice server.*The server closed the connection\./);
    expect(alert.textContent).toMatch(/Next try in [1-4] s, try 2/);
    expect(button(/^Lobby/)).toBeTruthy();
  });
});
