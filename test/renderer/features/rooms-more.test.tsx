import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { memberEntries } from '../../../src/renderer/features/members';
import { GuildId } from '../../../src/shared/discord/snowflake';
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
      { guildId: double.guildId, userId: double.people.Bex, name: 'Bex', standing: null },
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
    const self = {
      guildId: double.guildId,
      userId: double.people.You,
      name: 'You',
      standing: 'self' as const,
    };
    expect(memberEntries(self, store).map(({ id }) => id)).not.toContain('timeOut');
    const owner = {
      guildId: double.guildId,
      userId: double.people.Ayo,
      name: 'Ayo',
      standing: 'owner' as const,
    };
    expect(memberEntries(owner, store).find(({ id }) => id === 'timeOut')?.hint).toMatch(/own the guild/);
    expect(memberEntries({ ...self, guildId: GuildId.parse('999') }, store)).toEqual([]);
  });
});

describe('being told of a room or a person', () => {
  it('is switched on and off in their menus, and taken back', async () => {
    const { store } = await renderApp();
    const rules = () => store.getState().notices.notices.rules;
    openMenuOf(button(/^Studio/));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Tell me who comes in' }));
    await screen.findByText('You are told who comes into “Studio”');
    expect(rules()).toMatchObject([{ trigger: 'joins', channelIds: ['203'], system: true, toast: true }]);
    openMenuOf(button(/^Studio/));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'No longer tell me who comes in' }));
    await waitFor(() => expect(rules()).toEqual([]));
    openMenuOf(button(/Mira/));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Tell me when they come' }));
    await screen.findByText('You are told when Mira comes into a room');
    expect(rules()).toMatchObject([{ trigger: 'person', channelIds: null, people: [{ name: 'Mira' }] }]);
    const undo = screen.getAllByRole('button', { name: 'Undo' }).at(-1);
    if (undo) fireEvent.click(undo);
    await waitFor(() => expect(rules()).toEqual([]));
  });

  it('is put off for a while, and on again', async () => {
    const { double, store } = await renderApp();
    await act(() =>
      store.actions.notices.watchRoom({ guildId: double.guildId, channelId: double.rooms.lobby }),
    );
    act(() => store.actions.roomPlans.show('notices'));
    const part = await screen.findByRole('region', { name: 'Do not disturb' }, { timeout: 8_000 });
    const before = Date.now();
    fireEvent.click(within(part).getByRole('button', { name: 'For an hour' }));
    await within(part).findByText(/^Nothing is shown until /);
    const { untilMs } = store.getState().notices.notices.quietHours;
    expect(untilMs).toBeGreaterThanOrEqual(before + 3_600_000);
    fireEvent.click(within(part).getByRole('button', { name: 'Show notices again' }));
    await waitFor(() => expect(store.getState().notices.notices.quietHours.untilMs).toBeNull());
  });
});

describe('the keyboard after a dialog', () => {
  it('is where it was, whether keys or a menu opened it', async () => {
    await renderApp();
    const row = button(/^Studio/);
    const backAtRow = () => waitFor(() => expect(document.activeElement).toBe(row));
    act(() => row.focus());
    fireEvent.keyDown(row, { key: 's' });
    fireEvent.keyDown(await screen.findByRole('dialog'), { key: 'Escape' });
    await backAtRow();
    openMenuOf(row);
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Edit room' }));
    fireEvent.keyDown(await screen.findByRole('dialog'), { key: 'Escape' });
    await backAtRow();
  });
});
