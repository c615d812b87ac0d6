import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { button, press, renderApp, type } from '../support/render-app';

async function openDesk(settings = {}) {
  const app = await renderApp({ signedIn: true, fullDesk: true, messageCount: 3, settings });
  app.store.actions.view.goTo('messages');
  const list = await screen.findByRole('navigation', { name: 'Channels' });
  await waitFor(() => expect(app.store.getState().view.textChannelId).toBe('301'));
  return { ...app, list };
}
const chosen = (app: { store: Awaited<ReturnType<typeof renderApp>>['store'] }) =>
  app.store.getState().view.textChannelId;

// The desk is a chunk of its own, and its first load takes a while.
beforeAll(() => import('../../../src/renderer/features/messages-desk/MessagesDesk'), 60_000);
afterEach(() => vi.restoreAllMocks());

describe('channel list', () => {
  it('names what is unread, where we are mentioned and where one may not write', async () => {
    const { list } = await openDesk();
    within(list).getByRole('button', { name: /^show-notes.*4 unread messages.*1 mention/ });
    within(list).getByRole('button', { name: /^announcements.*read only/ });
    within(list).getByRole('button', { name: /^Lin.*1 unread message/ });
    expect(
      within(list)
        .getByRole('button', { name: /^general/ })
        .getAttribute('aria-current'),
    ).toBe('true');
    button(/^Practice Guild, .*6 unread messages, 1 mention/);
  });

  it('folds a category, remembers it, and keeps what is unread in sight', async () => {
    const { list, store } = await openDesk();
    fireEvent.click(within(list).getByRole('button', { name: 'Text' }));
    expect(within(list).queryByRole('button', { name: /^announcements/ })).toBeNull();
    within(list).getByRole('button', { name: /^show-notes/ });
    expect(store.getState().settings.settings.foldedIds).toEqual(['401']);
  });

  it('finds with a few letters and opens with Enter', async () => {
    const app = await openDesk();
    const field = screen.getByLabelText('Find a channel');
    type(field, 'lev');
    expect(within(app.list).queryByRole('button', { name: /^show-notes/ })).toBeNull();
    type(field, 'show');
    fireEvent.keyDown(field, { key: 'Enter' });
    await waitFor(() => expect(chosen(app)).toBe('302'));
    expect((field as HTMLInputElement).value).toBe('');
  });

  it('goes up and down with Alt and the arrows, with Shift to what is unread', async () => {
    const app = await openDesk();
    press('ArrowDown', { altKey: true });
    expect(chosen(app)).toBe('501');
    press('ArrowUp', { altKey: true });
    expect(chosen(app)).toBe('301');
    press('ArrowUp', { altKey: true, shiftKey: true });
    expect(chosen(app)).toBe('602');
  });

  it('draws only a part of very many channels', async () => {
    const { list, store } = await openDesk();
    const { workspace } = store.getState();
    const general = workspace.textChannels['301'];
    if (!general) throw new Error('no general');
    const more = Object.fromEntries(
      Array.from({ length: 500 }, (_, i) => {
        const channelId = String(40_000 + i) as typeof general.channelId;
        return [channelId, { ...general, channelId, name: `c${i}` }];
      }),
    );
    store.setState({
      workspace: { ...workspace, textChannels: { ...workspace.textChannels, ...more } },
    });
    await waitFor(() => expect(within(list).queryAllByRole('button').length).toBeLessThan(100));
  });
});

describe('reading', () => {
  it('marks a channel as read when its newest is seen and the window has the focus', async () => {
    const focus = vi.spyOn(document, 'hasFocus').mockReturnValue(false);
    const { double, store } = await openDesk();
    const asked = () => double.calls.filter((call) => call.channel === 'messages.markRead').length;
    double.unread('301', 1);
    await waitFor(() => expect(store.getState().readStates.byChannel['301']?.unread).toBe(1));
    expect(asked()).toBe(0);
    focus.mockReturnValue(true);
    fireEvent(window, new Event('focus'));
    await waitFor(() => expect(asked()).toBe(1));
    expect(store.getState().readStates.byChannel['301']?.unread).toBe(0);
  });

  it('marks everything as read with Shift+Esc', async () => {
    const { store } = await openDesk();
    press('Escape', { shiftKey: true });
    await screen.findByText('Everything is read');
    expect(Object.values(store.getState().readStates.byChannel).some((one) => one.unread > 0)).toBe(false);
  });

  it('says when the channel that is read goes, and shows another', async () => {
    const app = await openDesk();
    app.store.actions.view.chooseTextChannel('302');
    await screen.findByRole('heading', { name: 'show-notes' });
    app.double.change({ type: 'textChannelRemoved', channelId: '302' as never });
    await screen.findByText('This channel is gone');
    await screen.findByRole('heading', { name: 'general' });
  });
});

describe('threads', () => {
  it('opens in the main place, with the way back', async () => {
    const app = await openDesk();
    fireEvent.click(within(app.list).getByRole('button', { name: /^Levels for Tuesday/ }));
    await screen.findByRole('heading', { name: 'Levels for Tuesday' });
    fireEvent.click(button('Back to general'));
    await screen.findByRole('heading', { name: 'general' });
  });

  it('starts one and goes there', async () => {
    const app = await openDesk();
    app.store.actions.view.startThread({ channelId: '301' as never, messageId: null });
    const dialog = await screen.findByRole('dialog', { name: 'New thread' });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Start thread' }));
    await within(dialog).findByText('A thread needs a name.');
    type(within(dialog).getByLabelText('Name'), 'Cables');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Start thread' }));
    await screen.findByRole('heading', { name: 'Cables' });
    expect(app.double.calls.find((call) => call.channel === 'threads.create')?.input).toEqual({
      channelId: '301',
      messageId: null,
      name: 'Cables',
      kind: 'public',
      autoArchiveMinutes: 1_440,
    });
  });

  it('reads the archive page by page, and opens one again', async () => {
    const app = await openDesk({ panel: 'threads' });
    const panel = await screen.findByRole('complementary', { name: 'Threads' });
    fireEvent.click(within(panel).getByText('Archived'));
    await within(panel).findByText('Old subject 1');
    expect(within(panel).queryByText('Old subject 30')).toBeNull();
    fireEvent.click(within(panel).getByRole('button', { name: 'Show older ones' }));
    await within(panel).findByText('Old subject 30');
    app.store.actions.view.chooseTextChannel('5101');
    await screen.findByText('This thread is archived. Writing in it takes it out of the archive.');
    fireEvent.click(button('Open it again'));
    await waitFor(() => expect(app.store.getState().workspace.threads['5101']?.archived).toBe(false));
  });

  it('closes the panel with Esc, and does not mark anything as read by that', async () => {
    const app = await openDesk({ panel: 'threads' });
    const panel = await screen.findByRole('complementary', { name: 'Threads' });
    fireEvent.keyDown(within(panel).getByRole('button', { name: 'Close the panel' }), { key: 'Escape' });
    await waitFor(() => expect(screen.queryByRole('complementary', { name: 'Threads' })).toBeNull());
    expect(app.store.getState().settings.settings.panel).toBeNull();
    expect(app.double.calls.some((call) => call.channel === 'messages.markRead')).toBe(false);
  });
});

describe('forum', () => {
  it('lists posts with their tags and finds by them', async () => {
    const app = await openDesk();
    app.store.actions.view.chooseTextChannel('310');
    await screen.findByText('Which microphone for a small room?');
    fireEvent.click(within(screen.getByRole('group', { name: 'Filter by tag' })).getByText('answered'));
    await waitFor(() => expect(screen.queryByText('Which microphone for a small room?')).toBeNull());
    screen.getByText('The stage does not let me speak');
    expect(
      app.double.calls.some(
        (call) =>
          call.channel === 'messages.list' &&
          'channelId' in (call.input as object) &&
          (call.input as { channelId: string }).channelId === '310',
      ),
    ).toBe(false);
  });

  it('opens the composer on a new post', async () => {
    const app = await openDesk();
    app.store.actions.view.chooseTextChannel('310');
    fireEvent.click(await screen.findByRole('button', { name: 'New post' }));
    expect(app.store.getState().view.place).toMatchObject({
      kind: 'compose',
      destination: { kind: 'forumPost', channelId: '310' },
    });
  });
});

describe('direct messages', () => {
  it('finds a person, and says calmly when they take no messages', async () => {
    const app = await openDesk();
    fireEvent.click(button('New direct message'));
    const dialog = await screen.findByRole('dialog', { name: 'New direct message' });
    type(within(dialog).getByLabelText('Find a person'), 'Ay');
    fireEvent.click(await within(dialog).findByRole('button', { name: /^Ayo/ }));
    await within(dialog).findByText('Ayo does not take messages from this bot');
    type(within(dialog).getByLabelText('Find a person'), 'Be');
    fireEvent.click(await within(dialog).findByRole('button', { name: /^Bex/ }));
    await screen.findByRole('heading', { name: 'Bex' });
    expect(app.store.getState().view.overlay).toBeNull();
  });
});

describe('webhooks', () => {
  it('takes a link without keeping it', async () => {
    const app = await openDesk();
    fireEvent.click(button('Webhooks'));
    fireEvent.click(await screen.findByRole('button', { name: 'Add by link' }));
    const dialog = await screen.findByRole('dialog');
    const field = within(dialog).getByLabelText('Webhook link') as HTMLInputElement;
    const link = 'https://discord.com/api/webhooks/123456/planted-token-42';
    type(field, link);
    fireEvent.submit(field);
    expect(field.value).toBe('');
    await screen.findByText('Webhook “Imported” can be used');
    expect(JSON.stringify(app.store.getState())).not.toContain('planted-token-42');
    expect(document.body.innerHTML).not.toContain('planted-token-42');
  });

  it('names the routes that break before one is deleted', async () => {
    await openDesk();
    fireEvent.click(button('Webhooks'));
    await screen.findByText('Stage manager');
    fireEvent.keyDown(button('More for Stage manager'), { key: 'Enter' });
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Delete…' }));
    const dialog = await screen.findByRole('dialog');
    within(dialog).getByText('The route changelog posts through it and will be broken.');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Delete the webhook' }));
    await waitFor(() => expect(screen.queryByText('Stage manager')).toBeNull());
    await screen.findByText('2 broken routes');
  });
});

describe('routes', () => {
  it('says which are broken, why, and what to do', async () => {
    await openDesk();
    fireEvent.click(button(/^Routes.*1 broken route/));
    await screen.findByText('A route is broken');
    screen.getByText(/Its webhook is gone\. Make a new webhook/);
  });

  it('says on any desk that one has broken, once, and leads there', async () => {
    const { double, store } = await openDesk();
    store.actions.view.goTo('rooms');
    const list = [...store.getState().routes.list];
    const broken = list.map((route) =>
      route.name === 'standup'
        ? {
            ...route,
            health: {
              kind: 'broken' as const,
              checkedAtMs: 1,
              reason: 'channelGone' as const,
              permission: null,
            },
          }
        : route,
    );
    double.emit('routes', 'changed', { routes: broken });
    double.emit('routes', 'changed', { routes: broken });
    expect(await screen.findAllByText('The route “standup” no longer works')).toHaveLength(1);
    fireEvent.click(button('Show the routes'));
    await screen.findByText('2 routes are broken');
  });

  it('makes one, after saying what is missing, and looks whether it works', async () => {
    const { double } = await openDesk();
    fireEvent.click(button(/^Routes/));
    fireEvent.click(await screen.findByRole('button', { name: 'New route' }));
    const dialog = await screen.findByRole('dialog', { name: 'New route' });
    type(within(dialog).getByLabelText('Name'), 'standup');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
    within(dialog).getByText('There is a route of this name already.');
    within(dialog).getByText('Choose where it posts.');
    type(within(dialog).getByLabelText('Name'), 'Night Shift');
    type(within(dialog).getByLabelText('Channel or thread'), '302');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
    await screen.findByText('The route “night-shift” is saved');
    expect(double.calls.find((call) => call.channel === 'routes.save')?.input).toMatchObject({
      name: 'night-shift',
      target: { kind: 'channel', channelId: '302' },
    });
    await waitFor(() =>
      expect(double.calls.find((call) => call.channel === 'routes.check')?.input).toEqual({
        name: 'night-shift',
      }),
    );
  });

  it('tests one through the composer, so that nothing is posted unseen', async () => {
    const { double, store } = await openDesk();
    fireEvent.click(button(/^Routes/));
    await screen.findByText('standup');
    fireEvent.keyDown(button('More for standup'), { key: 'Enter' });
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Send a test message…' }));
    await waitFor(() => expect(store.getState().view.place.kind).toBe('compose'));
    expect(store.getState().drafts.byKey['route:standup']?.body.content).toBe(
      'This is a test of the route “standup”.',
    );
    expect(double.calls.some((call) => call.channel === 'outbox.submit')).toBe(false);
  });
});
