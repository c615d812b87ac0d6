import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { strings } from '../../../../src/renderer/strings';
import { composeStrings } from '../../../../src/renderer/strings/compose';
import { composerStrings } from '../../../../src/renderer/strings/composer';
import type { Embed } from '../../../../src/shared/discord/embed';
import { EMPTY_BODY } from '../../../../src/shared/models/body-basics';
import type { MessageBody } from '../../../../src/shared/models/message-body';
import { installComposer } from '../../../support/double/composer';
import { press, renderApp } from '../../support/render-app';

const KEY = 'channel:301';

const field = (n: number) => ({ name: `Field ${n}`, value: `Value **${n}**`, inline: true });
const embed = (n: number): Embed => ({
  title: `Embed ${n}`,
  description: 'Text *and* more.',
  fields: [0, 1].map(field),
});

async function compose(body: Partial<MessageBody>) {
  const app = await renderApp({ signedIn: true });
  installComposer(app.double, { ...EMPTY_BODY, content: 'earlier' });
  act(() => {
    app.store.actions.drafts.edit(KEY, () => ({ ...EMPTY_BODY, ...body }));
    app.store.actions.view.showPlace({
      kind: 'compose',
      destination: { kind: 'channel', channelId: '301' as never },
    });
  });
  await screen.findByRole('region', { name: 'Compose' }, { timeout: 5_000 });
  const at = async (path: string) =>
    waitFor(() => {
      const found = document.querySelector<HTMLInputElement>(`[data-path="${path}"]`);
      if (!found) throw new Error(`nothing at ${path}`);
      return found;
    });
  return { ...app, at, body: () => app.store.getState().drafts.byKey[KEY]?.body };
}

describe('the full composer', { timeout: 20_000 }, () => {
  it('draws of a long form only the field that is typed in', async () => {
    const { at, body } = await compose({ embeds: [0, 1].map(embed) });
    const title = await at('embeds.1.title');
    await at('embeds.1.fields.1.value');
    // Every field with a limit asks for the words of its counter each time it is drawn.
    const counters = vi.spyOn(composeStrings, 'used');
    fireEvent.change(title, { target: { value: 'Embed 1, changed' } });
    await waitFor(() => expect(body()?.embeds[1]?.title).toBe('Embed 1, changed'));
    const drawn = counters.mock.calls.filter(([, limit]) => limit < 6_000).length;
    expect(drawn).toBeGreaterThan(0);
    expect(drawn).toBeLessThanOrEqual(2);
    counters.mockRestore();
  });

  it('draws of a layout only the component that is typed in', async () => {
    const container = (n: number) => ({ type: 17, components: [{ type: 10, content: `Text ${n}` }] });
    const { at, body } = await compose({ componentsV2: true, components: [0, 1, 2, 3].map(container) });
    const text = await at('components.2.components.0.content');
    const titles = vi.spyOn(composeStrings, 'kind');
    fireEvent.change(text, { target: { value: 'Text, changed' } });
    await waitFor(() => expect(body()?.components[2]?.components?.[0]?.content).toBe('Text, changed'));
    const containers = titles.mock.calls.filter(([type]) => type === 17).length;
    expect(containers).toBeGreaterThan(0);
    // The menus of what can be added name kinds too: those of the list above and of the changed one.
    expect(containers).toBeLessThanOrEqual(4);
    titles.mockRestore();
  });
});

describe('the palette', { timeout: 20_000 }, () => {
  it('opens the full composer, the templates, and what asks when a message goes', async () => {
    const { store } = await compose({ content: 'Doors open' });
    const choose = async (name: string) => {
      press('k', { ctrlKey: true });
      const input = await screen.findByPlaceholderText(/^Go to a room/);
      fireEvent.change(input, { target: { value: name } });
      fireEvent.click(await within(screen.getByRole('dialog')).findByText(name));
    };
    await choose('Templates');
    await screen.findByRole('dialog', { name: 'Templates' });
    fireEvent.keyDown(screen.getByRole('dialog'), { key: 'Escape' });
    await waitFor(() => expect(store.getState().drafts.dialog).toBeNull());
    await choose('Send later…');
    await screen.findByRole('dialog', { name: /later/i });
    expect(store.getState().drafts.dialog).toMatchObject({ key: KEY, kind: 'schedule' });
  });

  it('goes back to where it was opened from, and opens again with what was written when that is taken back', async () => {
    const { store, body } = await compose({ content: 'Doors open' });
    act(() => store.actions.settings.change({ undoMs: 5_000 }));
    fireEvent.click(await screen.findByRole('button', { name: composerStrings.send }));
    await waitFor(() => expect(store.getState().view.place.kind).toBe('channel'));
    await waitFor(() => expect(body()?.content).toBe(''));
    fireEvent.click(await screen.findByRole('button', { name: strings.undo }, { timeout: 8_000 }));
    await waitFor(() => expect(store.getState().view.place.kind).toBe('compose'));
    expect(body()?.content).toBe('Doors open');
  });

  it('has nothing to discard on an empty page', async () => {
    await compose({});
    const discard = () => screen.getByRole<HTMLButtonElement>('button', { name: composerStrings.emptyPage });
    expect(discard().disabled).toBe(true);
  });

  it('changes a posted layout of our own, and keeps its files', async () => {
    const { store, double } = await compose({});
    const id = (n: number) => String(n) as never;
    const message = {
      ...aMessage,
      messageId: id(9001),
      channelId: id(301),
      componentsV2: true,
      components: [{ type: 10 as const, content: 'Before' }],
      attachments: [{ ...aFile, attachmentId: '77' }],
    };
    double.answer('messages.edit', () => ({ kind: 'done', message }));
    act(() => store.actions.view.showPlace({ kind: 'editOwn', message }));
    const text = await screen.findByDisplayValue('Before');
    fireEvent.change(text, { target: { value: 'After' } });
    fireEvent.click(await screen.findByRole('button', { name: composeStrings.save }));
    await waitFor(() => expect(store.getState().view.place.kind).not.toBe('editOwn'));
    expect(double.calls.find(({ channel }) => channel === 'messages.edit')?.input).toMatchObject({
      channelId: '301',
      messageId: '9001',
      body: { componentsV2: true, components: [{ type: 10, content: 'After' }] },
      keepAttachmentIds: ['77'],
    });
  });
});

const aFile = {
  fileName: 'map.png',
  description: null,
  contentType: 'image/png',
  sizeBytes: 5,
  url: null,
  width: 8,
  height: 8,
  spoiler: false,
};
const aMessage = {
  guildId: null,
  author: {
    userId: '5' as never,
    displayName: 'Roomtone',
    avatarUrl: null,
    isBot: true,
    isSelf: true,
    colour: null,
  },
  webhookId: null,
  content: '',
  embeds: [],
  mentions: {},
  mentionsSelf: false,
  sentAtMs: 0,
  editedAtMs: null,
  reply: null,
  forwarded: null,
  reactions: [],
  pinned: false,
  crossposted: false,
  silent: false,
  suppressEmbeds: false,
  thread: null,
  stickers: [],
  command: null,
  nonce: null,
  system: null,
};
