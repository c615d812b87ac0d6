import { act, fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { memberEntries } from '../../../src/renderer/features/members';
import { button, renderApp } from '../support/render-app';

const openMenuOf = (element: HTMLElement) => {
  fireEvent.contextMenu(element);
};

describe('templates from what is there', () => {
  it('a room becomes a template, its category too, and a heading has the same', async () => {
    const { double } = await renderApp();
    openMenuOf(button(/^Studio/));
    fireEvent.click(await screen.findByRole('menuitem', { name: /^Save as template/ }));
    await screen.findByRole('dialog', { name: 'New template' });
    expect(double.calls.find((c) => c.channel === 'roomPlans.templateFrom')?.input).toEqual({
      guildId: double.guildId,
      channelIds: [double.rooms.studio],
    });
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    openMenuOf(screen.getByRole('heading', { level: 2, name: 'Backstage' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Save all of Backstage as template…' }));
    await screen.findByRole('dialog', { name: 'New template' });
    expect(double.calls.filter((c) => c.channel === 'roomPlans.templateFrom').at(-1)?.input).toEqual({
      guildId: double.guildId,
      channelIds: ['403'],
    });
  });
});

describe('since when a room is not empty', () => {
  it('is said while somebody is inside, and counts', async () => {
    const { double, store } = await renderApp();
    const room = store.getState().workspace.rooms[double.rooms.stage];
    if (!room) throw new Error('no stage');
    fireEvent.click(button(/^Tuesday stage/));
    await screen.findByRole('heading', { level: 1, name: 'Tuesday stage' });
    expect(screen.queryByText(/not empty since/)).toBeNull();
    double.change({ type: 'roomUpserted', room: { ...room, liveSinceMs: Date.now() - 3_729_500 } });
    await screen.findByText(/not empty since .* \(1:02:(09|10)\)/);
  });
});

describe('people anywhere', () => {
  it('have the same entries as people in rooms, and the same dialog behind them', async () => {
    const { double, store } = await renderApp();
    const entries = memberEntries(
      { guildId: double.guildId, userId: double.people.Bex, standing: null },
      store,
    );
    expect(entries.map(({ id, disabled }) => [id, disabled])).toEqual([
      ['person', false],
      ['roles', false],
      ['nickname', false],
      ['timeOut', false],
    ]);
    act(() => entries.find(({ id }) => id === 'timeOut')?.onSelect());
    const dialog = await screen.findByRole('dialog');
    await within(dialog).findByRole('region', { name: 'Time-out' });
    expect(double.calls.find((c) => c.channel === 'members.get')?.input).toEqual({
      guildId: double.guildId,
      userId: double.people.Bex,
    });
    const self = { guildId: double.guildId, userId: double.people.You, standing: 'self' as const };
    expect(memberEntries(self, store).map(({ id }) => id)).not.toContain('timeOut');
    const owner = { guildId: double.guildId, userId: double.people.Ayo, standing: 'owner' as const };
    expect(memberEntries(owner, store).find(({ id }) => id === 'timeOut')?.hint).toMatch(/own the guild/);
    expect(memberEntries({ ...self, guildId: 'elsewhere' }, store)).toEqual([]);
  });
});
