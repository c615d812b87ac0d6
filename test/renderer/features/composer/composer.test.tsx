import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { PendingRow } from '../../../../src/renderer/features/messages/history/PendingRow';
import { StoreProvider } from '../../../../src/renderer/state/react';
import { EMPTY_BODY } from '../../../../src/shared/models/body-basics';
import type { SubmitInput } from '../../../../src/shared/models/outbox';
import { installComposer } from '../../../support/double/composer';
import { button, renderApp, type } from '../../support/render-app';

const KEY = 'channel:301';

async function open() {
  const app = await renderApp({ signedIn: true, settings: { undoMs: 5_000 } });
  const composer = installComposer(app.double, { ...EMPTY_BODY, content: 'earlier' });
  act(() => app.store.actions.view.goTo('messages'));
  const field = (await screen.findByRole(
    'textbox',
    { name: 'Message #general' },
    { timeout: 5_000 },
  )) as HTMLTextAreaElement;
  const submitted = () =>
    app.double.calls
      .filter((call) => call.channel === 'outbox.submit')
      .map((call) => call.input as SubmitInput);
  const body = () => app.store.getState().drafts.byKey[KEY]?.body;
  return { ...app, composer, field, submitted, body };
}

describe('the composer of a channel', { timeout: 20_000 }, () => {
  it('hands a message over with Enter, and brings it back by Undo', async () => {
    const { field, submitted, composer, store } = await open();
    type(field, '  Doors open at seven ');
    fireEvent.keyDown(field, { key: 'Enter' });
    await waitFor(() => expect(submitted()).toHaveLength(1));
    expect(submitted()[0]).toMatchObject({
      destination: { kind: 'channel', channelId: '301' },
      content: { type: 'message', body: { content: 'Doors open at seven' } },
      holdMs: 5_000,
    });
    expect(field.value).toBe('');
    await waitFor(() => expect(composer.entries.size).toBe(1));
    await waitFor(() => expect(store.getState().view.announcement).toContain('#general'));
    // The row in the history says it: not a second time above it.
    const toasts = screen.getByRole('region', { name: 'Notifications' });
    expect(within(toasts).queryByRole('button', { name: 'Undo' })).toBeNull();
    const [entry] = composer.entries.values();
    if (!entry) throw new Error('nothing was handed over');
    const row = render(
      <StoreProvider value={store}>
        <PendingRow entry={entry} continued={false} />
      </StoreProvider>,
    );
    fireEvent.click(within(row.container).getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(field.value).toContain('Doors open at seven'));
    await waitFor(() => expect(composer.entries.size).toBe(0));
  });

  it('breaks the line with Shift+Enter and sends nothing', async () => {
    const { field, submitted } = await open();
    type(field, 'one');
    fireEvent.keyDown(field, { key: 'Enter', shiftKey: true });
    expect(submitted()).toHaveLength(0);
  });

  it('keeps what was refused', async () => {
    const { double, field } = await open();
    double.answer('outbox.submit', () => ({
      kind: 'invalid',
      problems: [{ path: 'content', message: 'Not like this.', limit: null, actual: null }],
    }));
    type(field, 'Doors open');
    fireEvent.keyDown(field, { key: 'Enter' });
    await screen.findByText('Not like this.');
    expect(field.value).toBe('Doors open');
  });

  it('keeps what could not be handed over at all', async () => {
    const { double, field } = await open();
    double.answer('outbox.submit', () => {
      throw new Error('gone');
    });
    type(field, 'Doors open');
    fireEvent.keyDown(field, { key: 'Enter' });
    await waitFor(() => expect(field.value).toBe('Doors open'));
  });

  it('counts near the limit and does not send beyond it', async () => {
    const { field, submitted } = await open();
    type(field, 'x'.repeat(2_001));
    expect((await screen.findByRole('alert')).textContent).toBe('1 character too many');
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(submitted()).toHaveLength(0);
  });

  it('completes a name with the keyboard', async () => {
    const { double, field, body } = await open();
    double.answer('people.search', () => [
      {
        userId: '2',
        guildId: '100',
        displayName: 'Mira',
        username: 'mira',
        avatarUrl: null,
        isBot: false,
        roleIds: [],
        timedOutUntilMs: null,
      },
    ]);
    field.focus();
    type(field, 'Hello @mi');
    await screen.findByRole('option', { name: /Mira/ });
    fireEvent.keyDown(field, { key: 'Enter' });
    await waitFor(() => expect(body()?.content).toBe('Hello <@2> '));
  });

  it('asks before it calls everyone, and says how many', async () => {
    const { store, field, submitted } = await open();
    act(() =>
      store.actions.drafts.edit(KEY, (b) => ({
        ...b,
        content: '@everyone doors open',
        allowedMentions: { ...b.allowedMentions, everyone: true },
      })),
    );
    fireEvent.keyDown(field, { key: 'Enter' });
    const dialog = await screen.findByRole('dialog', { name: 'Notify 240 people?' });
    expect(submitted()).toHaveLength(0);
    fireEvent.click(within(dialog).getByRole('button', { name: 'Notify 240 people' }));
    await waitFor(() => expect(submitted()).toHaveLength(1));
  });

  it('says who is not notified, and switches it on', async () => {
    const { store, body } = await open();
    act(() => store.actions.drafts.edit(KEY, (b) => ({ ...b, content: '@everyone doors open' })));
    fireEvent.click(await screen.findByRole('button', { name: 'Notify them' }));
    expect(body()?.allowedMentions.everyone).toBe(true);
    await screen.findByText(/Notifies 240 people/);
  });

  it('takes steps back and forth', async () => {
    const { field, body } = await open();
    type(field, 'one');
    fireEvent.keyDown(field, { key: 'z', ctrlKey: true });
    expect(body()?.content).toBe('');
    fireEvent.keyDown(field, { key: 'z', ctrlKey: true, shiftKey: true });
    expect(body()?.content).toBe('one');
  });

  it('attaches, hides and removes a file', async () => {
    const { field, body } = await open();
    const file = new File(['abc'], 'plan.png', { type: 'image/png' });
    fireEvent.paste(field, { clipboardData: { files: [file] } });
    await waitFor(() => expect(body()?.files).toMatchObject([{ fileName: 'plan.png', sizeBytes: 3 }]));
    fireEvent.click(button('Hide plan.png behind a spoiler'));
    expect(body()?.files[0]?.spoiler).toBe(true);
    fireEvent.click(button('Remove plan.png'));
    expect(body()?.files).toEqual([]);
  });

  it('offers both versions of a draft', async () => {
    const { store, field } = await open();
    type(field, 'second');
    act(() => store.actions.drafts.giveBack(KEY, { ...EMPTY_BODY, content: 'first' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Show the other' }));
    expect(field.value).toBe('first');
    expect(screen.getByText(/second/)).toBeTruthy();
  });

  it('moves on to editing the last own message with Up', async () => {
    const { double, store, field } = await open();
    act(() => void double.say('You', 'mine'));
    await waitFor(() =>
      expect(store.getState().messages.byChannel['301']?.messages.at(-1)?.content).toBe('mine'),
    );
    fireEvent.keyDown(field, { key: 'ArrowUp' });
    expect(store.getState().messages.editing).toMatchObject({ channelId: '301' });
  });
});

describe('the full composer', () => {
  async function compose() {
    const app = await open();
    type(app.field, 'See you');
    fireEvent.click(screen.getAllByRole('button', { name: 'Open the full composer' })[0] as HTMLElement);
    await screen.findByRole('region', { name: 'Compose' });
    return app;
  }

  it('shows the same draft, and as it will be posted', async () => {
    const { body } = await compose();
    const preview = screen.getByRole('article', { name: 'Preview' });
    await within(preview).findByText('See you');
    fireEvent.click(button('Add an embed'));
    type(screen.getByRole('textbox', { name: 'Title' }), 'Tuesday stage');
    await within(preview).findByText('Tuesday stage');
    expect(body()?.embeds).toMatchObject([{ title: 'Tuesday stage' }]);
  });

  it('lists what is wrong and leads to it', async () => {
    const { store } = await compose();
    act(() => store.actions.drafts.edit(KEY, (b) => ({ ...b, embeds: [{ title: 'a', url: 'nope' }] })));
    const problem = await screen.findByRole('button', { name: /embeds\.0\.url/ });
    expect((button('Send') as HTMLButtonElement).disabled).toBe(true);
    fireEvent.click(problem);
    await waitFor(() => expect((document.activeElement as HTMLElement).dataset.path).toBe('embeds.0.url'));
  });

  it('offers only what may stand in a place', async () => {
    const { store } = await compose();
    act(() =>
      store.actions.drafts.edit(KEY, (b) => ({
        ...b,
        content: '',
        componentsV2: true,
        components: [{ type: 17, components: [{ type: 10, content: 'a' }] }],
      })),
    );
    fireEvent.keyDown(await screen.findByRole('button', { name: 'Add inside' }), { key: 'Enter' });
    const names = (await screen.findAllByRole('menuitem')).map((item) => item.textContent);
    expect(names.some((name) => name?.startsWith('Section'))).toBe(true);
    expect(names.some((name) => name?.startsWith('Container'))).toBe(false);
  });

  it('moves parts by keyboard and takes the step back', async () => {
    const { store, body } = await compose();
    act(() => store.actions.drafts.edit(KEY, (b) => ({ ...b, embeds: [{ title: 'a' }, { title: 'b' }] })));
    fireEvent.click(button('Move Embed 1 down'));
    expect(body()?.embeds.map((embed) => embed.title)).toEqual(['b', 'a']);
    fireEvent.click(button('Undo'));
    expect(body()?.embeds.map((embed) => embed.title)).toEqual(['a', 'b']);
  });

  it('takes a draft along to another place', async () => {
    const { store } = await compose();
    fireEvent.change(screen.getByRole('combobox', { name: 'To' }), { target: { value: 'channel:302' } });
    await waitFor(() => expect(store.getState().drafts.byKey['channel:302']?.body.content).toBe('See you'));
    expect(store.getState().drafts.byKey[KEY]?.body.content).toBe('');
  });
});
