import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { ChannelId } from '../../../src/shared/discord/snowflake';
import { PlanId, type RoomSet, type RoomSlot, type SlotState } from '../../../src/shared/models/room-plans';
import { button, renderApp } from '../support/render-app';

const NOW = Date.now();
const channelId = ChannelId.parse('900');
const slot = (slotId: string, name: string, state: SlotState, more: Partial<RoomSlot> = {}): RoomSlot => ({
  slotId: PlanId.parse(slotId),
  kind: 'voice',
  name,
  temporary: null,
  state,
  notes: [],
  ...more,
});
const refused = { kind: 'missingPermission', permission: 'Manage Channels' } as const;

async function running(...slots: RoomSlot[]) {
  const app = await renderApp();
  const { double, store } = app;
  const set: RoomSet = {
    setId: PlanId.parse('set-1'),
    accountKey: 'practice',
    guildId: double.guildId,
    name: 'Tuesday',
    templateId: null,
    scheduleId: null,
    lobbyId: null,
    ownerId: null,
    ownerName: null,
    openedAtMs: NOW,
    endsAtMs: null,
    slots,
  };
  for (const call of ['retry', 'settle', 'keep', 'forgetSet', 'cancelOpening']) {
    double.answer(`roomPlans.${call}` as Parameters<typeof double.answer>[0], () => undefined);
  }
  act(() => {
    store.actions.roomPlans.changed({ templates: [], schedules: [], lobbies: [], sets: [set] });
    store.actions.roomPlans.show('running');
  });
  const card = await screen.findByRole('article', { name: 'Tuesday' }, { timeout: 8_000 });
  const asked = (name: string) =>
    double.calls.filter((c) => c.channel === `roomPlans.${name}`).map(({ input }) => input);
  return { ...app, card, asked };
}

describe('rooms of a plan that went wrong', () => {
  it('a room that could not be made says why, and is tried again', async () => {
    const { card, asked } = await running(slot('a', 'Table 1', { kind: 'failed', problem: refused }));
    expect(card.textContent).toContain('Manage Channels');
    fireEvent.click(within(card).getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(asked('retry')).toEqual([{ setId: 'set-1' }]));
  });

  it('whose a room is that cannot be told is asked, one button each and one for none', async () => {
    const { card, asked } = await running(
      slot('a', 'Table 1', {
        kind: 'uncertain',
        attemptedAtMs: NOW,
        candidates: [
          { channelId, name: 'Table 1' },
          { channelId: ChannelId.parse('901'), name: 'Table one' },
        ],
      }),
    );
    expect(card.textContent).toContain('View Audit Log');
    expect(within(card).queryByRole('button', { name: /^Keep/ })).toBeNull();
    fireEvent.click(within(card).getByRole('button', { name: '“Table 1” is ours' }));
    fireEvent.click(within(card).getByRole('button', { name: 'No, make it again' }));
    await waitFor(() =>
      expect(asked('settle')).toEqual([
        { setId: 'set-1', slotId: 'a', channelId: '900' },
        { setId: 'set-1', slotId: 'a', channelId: null },
      ]),
    );
  });

  it('a room that could not be ended says why, can be kept, and is tried again', async () => {
    const { card, asked } = await running(
      slot('a', 'Table 1', {
        kind: 'stuck',
        channelId,
        reason: 'empty',
        problem: refused,
        retryAtMs: NOW + 60_000,
      }),
    );
    expect(card.textContent).toContain('Manage Channels');
    fireEvent.click(within(card).getByRole('button', { name: 'Keep Table 1: Roomtone will not end it' }));
    fireEvent.click(within(card).getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(asked('keep')).toEqual([{ setId: 'set-1', slotId: 'a' }]));
    expect(asked('retry')).toHaveLength(1);
  });

  it('what went wrong beside an open room stands below its name', async () => {
    const { card } = await running(
      slot(
        'a',
        'Table 1',
        {
          kind: 'open',
          channelId,
          createdAtMs: NOW,
          emptySinceMs: NOW,
          everUsed: false,
          endsAtMs: null,
          endsFor: null,
        },
        {
          notes: [
            {
              step: 'status',
              problem: { kind: 'missingPermission', permission: 'Set Voice Channel Status' },
            },
          ],
        },
      ),
    );
    expect(card.textContent).toContain('Set Voice Channel Status');
  });
});

describe('a set under way', () => {
  it('says how far it is and stops when told to', async () => {
    const { card, asked } = await running(
      slot('a', 'Table 1', {
        kind: 'open',
        channelId,
        createdAtMs: NOW,
        emptySinceMs: null,
        everUsed: true,
        endsAtMs: null,
        endsFor: null,
      }),
      slot('b', 'Table 2', { kind: 'creating', attemptedAtMs: NOW }),
      slot('c', 'Table 3', { kind: 'waiting' }),
    );
    expect(within(card).getByRole('status').textContent).toBe('Making rooms: 1 of 3');
    expect(within(card).queryByRole('button', { name: 'Try again' })).toBeNull();
    fireEvent.click(within(card).getByRole('button', { name: 'Stop making' }));
    await waitFor(() => expect(asked('cancelOpening')).toHaveLength(1));
  });

  it('is ended only after the names and people were said', async () => {
    const { double, card, asked } = await running(
      slot('a', 'Lobby', {
        kind: 'open',
        channelId: ChannelId.parse('201'),
        createdAtMs: NOW,
        emptySinceMs: null,
        everUsed: true,
        endsAtMs: null,
        endsFor: null,
      }),
    );
    const inside = double.calls.length;
    expect(inside).toBeGreaterThan(0);
    fireEvent.click(within(card).getByRole('button', { name: 'End the room' }));
    const dialog = await screen.findByRole('dialog', { name: 'End 1 room of “Tuesday”?' });
    expect(dialog.textContent).toMatch(/Lobby\..*inside will be disconnected/);
    expect(asked('endSet')).toHaveLength(0);
    fireEvent.click(within(dialog).getByRole('button', { name: 'End the room' }));
    await waitFor(() => expect(asked('endSet')).toEqual([{ setId: 'set-1' }]));
  });
});

describe('templates', () => {
  it('are made, opened, removed, and come back by undo', async () => {
    const { store } = await renderApp();
    act(() => store.actions.roomPlans.show('templates'));
    fireEvent.click(
      (await screen.findAllByRole('button', { name: 'New template' }, { timeout: 8_000 }))[0] as HTMLElement,
    );
    const dialog = await screen.findByRole('dialog', { name: 'New template' });
    const save = within(dialog).getByRole('button', { name: 'Save' });
    fireEvent.click(save);
    await within(dialog).findByRole('alert');
    fireEvent.change(within(dialog).getAllByRole('textbox')[0] as HTMLElement, {
      target: { value: 'Quiz' },
    });
    fireEvent.click(save);
    await screen.findByText('Quiz');
    const more = await screen.findByRole('button', { name: 'More about Quiz' });
    fireEvent.keyDown(more, { key: 'Enter' });
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Remove' }));
    await waitFor(() => expect(store.getState().roomPlans.plans.templates).toHaveLength(0));
    fireEvent.click(button('Undo'));
    await waitFor(() => expect(store.getState().roomPlans.plans.templates).toHaveLength(1));
  });
});
