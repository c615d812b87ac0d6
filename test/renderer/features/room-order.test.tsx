import { createEvent, fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { placeBeside, placeOf, samePlace, stepOf } from '../../../src/renderer/features/rooms/room-order';
import { button, press, renderApp } from '../support/render-app';

const groups = [
  { id: 'top', name: null, itemIds: ['t'] },
  { id: 'c', name: 'C', itemIds: ['1', '2', '3'] },
  { id: 'd', name: 'D', itemIds: ['4'] },
];

describe('where a room can go', () => {
  it('steps within its category, into the next, and not past the ends', () => {
    expect(stepOf(groups, '2', -1)).toEqual({ categoryId: 'c', beforeId: '1' });
    expect(stepOf(groups, '2', 1)).toEqual({ categoryId: 'c', beforeId: null });
    expect(stepOf(groups, '1', 1)).toEqual({ categoryId: 'c', beforeId: '3' });
    expect(stepOf(groups, '3', 1)).toEqual({ categoryId: 'd', beforeId: '4' });
    expect(stepOf(groups, '1', -1)).toEqual({ categoryId: null, beforeId: null });
    expect(stepOf(groups, 't', -1)).toBeNull();
    expect(stepOf(groups, '4', 1)).toBeNull();
  });

  it('is put above or below another one, and nowhere when it stands there', () => {
    expect(placeBeside(groups, '4', '2', 'above')).toEqual({ categoryId: 'c', beforeId: '2' });
    expect(placeBeside(groups, '4', '3', 'below')).toEqual({ categoryId: 'c', beforeId: null });
    expect(placeBeside(groups, '1', '3', 'below')).toEqual({ categoryId: 'c', beforeId: null });
    expect(placeBeside(groups, '1', '2', 'above')).toBeNull();
    expect(placeBeside(groups, '2', '1', 'below')).toBeNull();
    expect(samePlace(placeOf(groups, '3'), { categoryId: 'c', beforeId: null })).toBe(true);
  });
});

describe('ordering rooms', () => {
  const names = () =>
    [...document.querySelectorAll('[data-room] [data-roving] > span:first-of-type')].map(
      (one) => one.textContent,
    );

  it('goes down and up with Alt and the arrows, keeps the focus, and is taken back in one', async () => {
    await renderApp();
    expect(names()).toEqual(['Lobby', 'Tuesday stage', 'Reading circle', 'Studio', 'Staff']);
    button(/^Lobby/).focus();
    press('ArrowDown', { altKey: true });
    press('ArrowDown', { altKey: true });
    press('ArrowDown', { altKey: true });
    await waitFor(() =>
      expect(names()).toEqual(['Tuesday stage', 'Reading circle', 'Lobby', 'Studio', 'Staff']),
    );
    await screen.findByText('“Lobby” is in Backstage');
    await waitFor(() => expect(document.activeElement?.textContent).toContain('Lobby'));
    expect(screen.getAllByRole('button', { name: 'Undo' })).toHaveLength(1);
    fireEvent.click(button('Undo'));
    await waitFor(() =>
      expect(names()).toEqual(['Lobby', 'Tuesday stage', 'Reading circle', 'Studio', 'Staff']),
    );
    await screen.findByText('“Lobby” is back in its place');
  });

  it('is dropped where the line shows', async () => {
    const { double } = await renderApp();
    const row = (name: RegExp) => {
      const found = button(name).closest('li');
      if (!found) throw new Error('no row');
      return found;
    };
    const target = row(/^Studio/);
    target.getBoundingClientRect = () => new DOMRect(0, 100, 200, 40);
    fireEvent.dragStart(button(/^Lobby/));
    // The DOM of the tests knows no pointer in drag events.
    const at = (event: Event) => Object.assign(event, { clientY: 105 });
    fireEvent(target, at(createEvent.dragOver(target)));
    fireEvent(target, at(createEvent.drop(target)));
    await waitFor(() =>
      expect(names()).toEqual(['Tuesday stage', 'Reading circle', 'Lobby', 'Studio', 'Staff']),
    );
    expect(double.calls.find((c) => c.channel === 'rooms.place')?.input).toEqual({
      channelId: double.rooms.lobby,
      categoryId: '403',
      beforeId: double.rooms.studio,
    });
  });

  it('says why a room may not be moved', async () => {
    const { double } = await renderApp();
    double.answer('rooms.place', () => ({ kind: 'missingPermission', permission: 'Manage Channels' }));
    button(/^Lobby/).focus();
    press('ArrowDown', { altKey: true });
    await screen.findByText(/Manage Channels/);
    expect(names()[0]).toBe('Lobby');
  });

  it('says what is waited for when Discord takes its time', async () => {
    const { double } = await renderApp();
    let answer: () => void = () => undefined;
    double.answer(
      'rooms.place',
      () =>
        new Promise((resolve) => {
          answer = () => resolve({ kind: 'missingPermission', permission: 'Manage Channels' });
        }),
    );
    button(/^Lobby/).focus();
    press('ArrowDown', { altKey: true });
    await screen.findByText('Moving “Lobby”; Discord has not answered yet', {}, { timeout: 3_000 });
    answer();
    await waitFor(() => expect(screen.queryByText(/has not answered yet/)).toBeNull());
  });
});
