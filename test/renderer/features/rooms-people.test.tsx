import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { strings } from '../../../src/renderer/strings';
import { UserId } from '../../../src/shared/discord/snowflake';
import { button, press, renderApp, type } from '../support/render-app';

const words = strings.rooming;

/** The row of a person in the list. */
async function person(name: string): Promise<HTMLElement> {
  const list = screen.getByRole('navigation', { name: strings.rooms.list });
  return within(list).findByRole('button', { name: new RegExp(`^${name}`) });
}

function roomOf(name: RegExp): HTMLElement {
  const found = button(name).closest('li');
  if (!found) throw new Error('no room');
  return found;
}

describe('people in rooms', () => {
  it('are dragged onto another room, and put back by undo', async () => {
    const { double } = await renderApp();
    fireEvent.dragStart(await person('Mira'));
    const studio = roomOf(/^Studio/);
    fireEvent.dragOver(studio);
    expect(studio.textContent).toContain(words.moving.drop(1));
    fireEvent.drop(studio);
    await screen.findByText(words.person.moved('Mira', 'Studio'));
    expect(double.calls.find((c) => c.channel === 'members.move')?.input).toMatchObject({
      userId: double.people.Mira,
      channelId: double.rooms.studio,
    });
    await waitFor(() => expect(within(roomOf(/^Studio/)).queryByText('Mira')).toBeTruthy());
    fireEvent.click(button(strings.undo));
    await screen.findByText(words.person.movedBack('Mira', 'Lobby'));
    await waitFor(() => expect(within(roomOf(/^Lobby/)).queryByText('Mira')).toBeTruthy());
  });

  it('are not taken by a room the bot may not connect to', async () => {
    const { double } = await renderApp();
    const staff = (await double.api.workspace.snapshot()).rooms.find((room) => room.name === 'Staff');
    if (staff) double.change({ type: 'roomUpserted', room: { ...staff, ownPermissions: '1024' } });
    fireEvent.dragStart(await person('Mira'));
    const row = roomOf(/^Staff/);
    fireEvent.dragOver(row);
    fireEvent.drop(row);
    expect(double.calls.some((c) => c.channel === 'members.move')).toBe(false);
  });

  it('are reached with → from their room, muted with M, let go by undo', async () => {
    const { double } = await renderApp();
    button(/^Lobby/).focus();
    press('ArrowRight');
    expect(document.activeElement?.textContent).toContain('Mira');
    press('m');
    await screen.findByText(words.person.muted('Mira'));
    expect(double.calls.at(-1)?.input).toMatchObject({ userId: double.people.Mira, mute: true });
    fireEvent.click(button(strings.undo));
    await screen.findByText(words.person.unmuted('Mira'));
    press('ArrowLeft');
    expect(document.activeElement?.textContent).toContain('Lobby');
  });

  it('are disconnected only after the time to undo', async () => {
    const { double } = await renderApp();
    (await person('Mira')).focus();
    vi.useFakeTimers();
    try {
      press('x');
      await vi.advanceTimersByTimeAsync(3_900);
      screen.getByText(words.person.disconnecting('Mira'));
      expect(double.calls.some((c) => c.channel === 'members.move')).toBe(false);
      await vi.advanceTimersByTimeAsync(200);
    } finally {
      vi.useRealTimers();
    }
    await screen.findByText(words.person.disconnected('Mira'));
    expect(double.calls.find((c) => c.channel === 'members.move')?.input).toMatchObject({ channelId: null });
  });

  it('stay when their disconnection is undone', async () => {
    const { double } = await renderApp();
    (await person('Mira')).focus();
    press('x');
    fireEvent.click(await screen.findByRole('button', { name: strings.undo }));
    await screen.findByText(words.person.stays('Mira'));
    expect(double.calls.some((c) => c.channel === 'members.move')).toBe(false);
  });

  it('who left in the meantime are named so', async () => {
    const { double } = await renderApp();
    double.answer('members.setVoice', () => ({ kind: 'notInVoice' }));
    (await person('Mira')).focus();
    press('d');
    await screen.findByText(words.refusal.notInVoice);
  });

  it('cannot be muted without the permission, and the key says which', async () => {
    const { double } = await renderApp();
    const room = (await double.api.workspace.snapshot()).rooms.find((r) => r.name === 'Lobby');
    if (room) double.change({ type: 'roomUpserted', room: { ...room, ownPermissions: '0' } });
    (await person('Mira')).focus();
    await waitFor(() => {
      press('m');
      expect(screen.getAllByText(/Needs Mute Members/).length).toBeGreaterThan(0);
    });
    expect(double.calls.some((c) => c.channel === 'members.setVoice')).toBe(false);
  });

  it('several are chosen with Space and moved together, with progress', async () => {
    const { double } = await renderApp();
    (await person('Tomás')).focus();
    press(' ');
    (await person('Ayo')).focus();
    press(' ');
    await screen.findByRole('region', { name: words.person.selected(2) });
    press('v');
    const dialog = await screen.findByRole('dialog', { name: words.moving.title(2, 'Tomás') });
    type(within(dialog).getByRole('searchbox'), 'lob');
    fireEvent.click(within(dialog).getByRole('button', { name: /^Lobby/ }));
    const strip = await screen.findByRole('region', { name: words.batch.ended.moveMembers });
    expect(strip.textContent).toContain(words.batch.progress(2, 2));
    expect(double.calls.find((c) => c.channel === 'members.actOnMany')?.input).toMatchObject({
      action: { kind: 'move', channelId: double.rooms.lobby },
    });
    await waitFor(() => expect(within(roomOf(/^Lobby/)).queryByText('Ayo')).toBeTruthy());
  });

  it('have a menu of the right mouse button', async () => {
    await renderApp();
    fireEvent.contextMenu(await person('Mira'));
    fireEvent.click(await screen.findByRole('menuitem', { name: words.person.mute }));
    await screen.findByText(words.person.muted('Mira'));
  });

  it('move all together from the menu of their room', async () => {
    await renderApp();
    fireEvent.contextMenu(button(/^Lobby/));
    fireEvent.click(await screen.findByRole('menuitem', { name: words.moveEveryone }));
    await screen.findByRole('dialog', { name: words.moving.everyone('Lobby') });
  });

  it('of a crowd are shown in part, the rest when asked for', async () => {
    const { double } = await renderApp();
    const { occupants } = await double.api.workspace.snapshot();
    const [one] = occupants;
    if (!one) throw new Error('nobody');
    const crowd = Array.from({ length: 150 }, (_, n) => ({
      type: 'occupantUpserted' as const,
      occupant: {
        ...one,
        userId: UserId.parse(String(20_000 + n)),
        displayName: `Guest ${n}`,
        channelId: double.rooms.studio,
      },
    }));
    double.change(...crowd);
    fireEvent.click(button(/^Studio/));
    await screen.findByText(words.person.more(120));
    const card = screen.getByRole('region', { name: 'Studio' });
    expect(within(card).queryByText('Guest 149')).toBeNull();
    fireEvent.click(within(card).getByRole('button', { name: words.person.showAll(150) }));
    expect(within(card).getByText('Guest 149')).toBeTruthy();
  });

  it('get roles, a nickname and a time-out in their dialog; the owner cannot be timed out', async () => {
    const { double } = await renderApp();
    (await person('Mira')).focus();
    press('Enter');
    const dialog = await screen.findByRole('dialog');
    fireEvent.click(await within(dialog).findByLabelText('Hosts'));
    await screen.findByText(words.member.roleGiven('Hosts', 'Mira'));
    expect(within(dialog).getByLabelText<HTMLInputElement>('Owner circle').disabled).toBe(true);
    type(within(dialog).getByLabelText(words.member.for), '60000');
    fireEvent.click(within(dialog).getByRole('button', { name: words.member.submitTimeOut }));
    await screen.findByText(words.member.timedOutDone('Mira'));
    expect(double.calls.find((c) => c.channel === 'members.timeOut')?.input).toMatchObject({
      durationMs: 60_000,
    });
    fireEvent.click(await within(dialog).findByRole('button', { name: words.member.lift }));
    await screen.findByText(words.member.lifted('Mira'));
    fireEvent.click(within(dialog).getByRole('button', { name: strings.close }));

    (await person('Ayo')).focus();
    press('t');
    await screen.findByText(new RegExp(words.refusal.outranked.owner.slice(0, 20)));
  });
});

describe('changing rooms', () => {
  it('saves only what was changed, and undo makes it as it was', async () => {
    const { double } = await renderApp();
    button(/^Reading circle/).focus();
    press('e');
    const dialog = await screen.findByRole('dialog', { name: words.edit });
    expect(within(dialog).getByRole<HTMLButtonElement>('button', { name: words.save }).disabled).toBe(true);
    type(within(dialog).getByLabelText(strings.createRoom.limit), '5');
    type(within(dialog).getByLabelText(words.access), 'roles');
    fireEvent.click(within(dialog).getByLabelText('Speakers'));
    fireEvent.click(within(dialog).getByRole('button', { name: words.save }));
    await screen.findByText(words.saved('Reading circle'));
    const sent = double.calls.find((c) => c.channel === 'rooms.modify')?.input;
    expect(sent).toEqual({
      channelId: '204',
      userLimit: 5,
      access: { kind: 'roles', roleIds: ['703'] },
      reason: null,
    });
    fireEvent.click(button(strings.undo));
    await screen.findByText(words.changedBack('Reading circle'));
    expect(double.calls.filter((c) => c.channel === 'rooms.modify').at(-1)?.input).toEqual({
      channelId: '204',
      userLimit: 8,
      access: { kind: 'everyone' },
      reason: null,
    });
  });

  it('makes several from a pattern, shown before, and says how many came', async () => {
    const { double } = await renderApp();
    press('N', { shiftKey: true });
    const dialog = await screen.findByRole('dialog', { name: words.many.title });
    type(within(dialog).getByLabelText(words.many.pattern), 'Tuesday 1..3');
    within(dialog).getByText(/Tuesday 1 · Tuesday 2 · Tuesday 3/);
    fireEvent.click(within(dialog).getByRole('button', { name: words.many.submit(3) }));
    await screen.findByRole('region', { name: words.batch.ended.createRooms });
    expect(double.calls.find((c) => c.channel === 'rooms.createMany')?.input).toMatchObject({
      names: ['Tuesday 1', 'Tuesday 2', 'Tuesday 3'],
    });
    expect(button(/^Tuesday 2/)).toBeTruthy();
  });

  it('ends several only after the time to undo, naming who is inside', async () => {
    const { double, store } = await renderApp();
    const open = async () => {
      store.actions.rooms.openDialog({
        kind: 'endRooms',
        channelIds: [double.rooms.lobby, double.rooms.studio],
      });
      const dialog = await screen.findByRole('dialog', { name: words.ends.title });
      within(dialog).getByText('Mira');
      vi.useFakeTimers();
      fireEvent.click(within(dialog).getByRole('button', { name: words.ends.submit(2) }));
      await vi.advanceTimersByTimeAsync(100);
      screen.getByText(words.ends.soon(2, 1));
    };
    const asked = () => double.calls.filter((c) => c.channel === 'rooms.endMany');
    try {
      await open();
      fireEvent.click(button(strings.undo));
      await vi.advanceTimersByTimeAsync(7_000);
      expect(asked()).toEqual([]);
      vi.useRealTimers();
      await open();
      await vi.advanceTimersByTimeAsync(6_500);
      expect(asked()).toHaveLength(1);
    } finally {
      vi.useRealTimers();
    }
    await waitFor(() => expect(screen.queryByRole('button', { name: /^Studio/ })).toBeNull());
    expect(screen.queryByRole('button', { name: /^Lobby/ })).toBeNull();
  });

  it('sets a status in place and takes it away again', async () => {
    const { double } = await renderApp();
    fireEvent.click(button(/^Studio/));
    fireEvent.click(await screen.findByRole('button', { name: words.status.set }));
    const field = screen.getByLabelText(words.status.title);
    type(field, 'Recording');
    fireEvent.submit(field);
    await screen.findByText(words.status.saved);
    expect(double.calls.at(-1)?.input).toEqual({ channelId: double.rooms.studio, status: 'Recording' });
    fireEvent.click(button(strings.undo));
    await screen.findByText(words.status.cleared);
  });

  it('starts a stage with its topic, shown in the list', async () => {
    const { double } = await renderApp();
    fireEvent.click(button(/^Tuesday stage/));
    fireEvent.click(await screen.findByRole('button', { name: words.stage.start }));
    const dialog = await screen.findByRole('dialog');
    fireEvent.click(within(dialog).getByRole('button', { name: words.stage.start }));
    await within(dialog).findByText(words.stage.topicNeeded);
    type(within(dialog).getByLabelText(words.stage.topic), 'Opening night');
    fireEvent.click(within(dialog).getByRole('button', { name: words.stage.start }));
    await screen.findByText(words.stage.started('Opening night'));
    expect(double.calls.at(-1)?.input).toMatchObject({ topic: 'Opening night', notify: false });
    await waitFor(() => expect(roomOf(/^Tuesday stage/).textContent).toContain('Opening night'));
  });

  it('finds a room by a person in it', async () => {
    await renderApp();
    type(screen.getByRole('searchbox', { name: words.find }), 'mir');
    await waitFor(() => expect(screen.queryByRole('button', { name: /^Studio/ })).toBeNull());
    expect(button(/^Lobby/)).toBeTruthy();
  });
});

describe('roles', () => {
  it('are changed and moved when they stand below the bot, and only looked at above', async () => {
    const { double, store } = await renderApp();
    store.actions.rooms.openDialog({ kind: 'roles' });
    const dialog = await screen.findByRole('dialog', { name: words.role.title });
    fireEvent.click(within(dialog).getByRole('button', { name: /^Owner circle/ }));
    expect((await within(dialog).findByLabelText<HTMLInputElement>(words.role.name)).disabled).toBe(true);
    const speakers = within(dialog).getByRole('button', { name: /^Speakers/ });
    fireEvent.click(speakers);
    type(await within(dialog).findByLabelText(words.role.name), 'Guests');
    fireEvent.click(within(dialog).getByLabelText('Mute Members'));
    fireEvent.click(within(dialog).getByRole('button', { name: words.role.save }));
    await screen.findByText(words.role.saved('Guests'));
    expect(double.calls.find((c) => c.channel === 'roles.modify')?.input).toMatchObject({
      name: 'Guests',
      permissions: String(1_049_600n | (1n << 22n)),
    });
    const guests = await within(dialog).findByRole('button', { name: /^Guests/ });
    guests.focus();
    press('ArrowUp', { altKey: true });
    await waitFor(() =>
      expect(double.calls.find((c) => c.channel === 'roles.move')?.input).toMatchObject({
        aboveRoleId: '702',
      }),
    );
  });

  it('say what hangs on them before they are deleted', async () => {
    const { store } = await renderApp();
    store.actions.rooms.openDialog({ kind: 'roles' });
    const dialog = await screen.findByRole('dialog', { name: words.role.title });
    fireEvent.click(within(dialog).getByRole('button', { name: /^Speakers/ }));
    fireEvent.click(await within(dialog).findByRole('button', { name: words.role.delete }));
    await within(dialog).findByText(words.role.holders(1, ['Mira']));
    fireEvent.click(within(dialog).getByRole('button', { name: words.role.deleteNow }));
    await screen.findByText(words.role.deleted('Speakers'));
    expect(within(dialog).queryByRole('button', { name: /^Speakers/ })).toBeNull();
  });
});
