import { describe, expect, it } from 'vitest';
import type { RendererApi } from '../../../src/renderer/api';
import { channelOf, TYPING_MS, WINDOW_LIMIT } from '../../../src/renderer/state/messages/apply';
import { createAppStore } from '../../../src/renderer/state/store';
import { AppError } from '../../../src/shared/errors/app-error';
import { createPracticeDouble } from '../../support/practice-double';

async function reading(messageCount = 130) {
  const double = createPracticeDouble({ signedIn: true, messageCount });
  const store = createAppStore(double.api as RendererApi);
  await store.start();
  store.actions.view.goTo('messages');
  store.actions.view.chooseTextChannel(double.general);
  await store.actions.messages.open(double.general);
  return { double, store, channel: () => channelOf(store.getState().messages, double.general) };
}

describe('messages', () => {
  it('shows a message at once and replaces it by the real one under the same nonce, once', async () => {
    const { store, double, channel } = await reading();
    const before = channel().messages.length;
    const sent = store.actions.messages.send(double.general, 'hello');
    expect(channel().pending.map((p) => p.content)).toEqual(['hello']);
    await sent;
    expect(channel().pending).toEqual([]);
    expect(channel().messages.length).toBe(before + 1);
    expect(channel().messages.at(-1)?.content).toBe('hello');
    await store.close();
  });

  it('keeps a failed message with its reason and sends it again under the same nonce', async () => {
    const { store, double, channel } = await reading();
    const restore = double.answer('messages.send', () => {
      throw new AppError('rest/network', 'no route', { retryable: true });
    });
    await store.actions.messages.send(double.general, 'lost');
    const [entry] = channel().pending;
    expect(entry?.problem).toEqual({ kind: 'failed', code: 'rest/network' });
    restore();
    await store.actions.messages.retry(double.general, entry?.nonce ?? '');
    expect(channel().pending).toEqual([]);
    expect(channel().messages.at(-1)).toMatchObject({ content: 'lost', nonce: entry?.nonce });
    await store.close();
  });

  it('puts an older page before what is there, without doubles', async () => {
    const { store, double, channel } = await reading();
    expect(channel().messages.length).toBe(50);
    const first = channel().messages[0];
    await store.actions.messages.loadOlder(double.general);
    const ids = channel().messages.map((m) => m.messageId);
    expect(new Set(ids).size).toBe(100);
    expect(ids[50]).toBe(first?.messageId);
    await store.actions.messages.loadOlder(double.general);
    expect(channel().hasOlder).toBe(false);
    await store.close();
  });

  it('counts as unread what comes to a channel that is not on screen, and not our own', async () => {
    const { store, double } = await reading();
    double.say('Mira', 'seen');
    expect(store.getState().messages.unread[double.general]).toBeUndefined();
    store.actions.view.goTo('rooms');
    double.say('Mira', 'not seen');
    double.say('You', 'own');
    expect(store.getState().messages.unread[double.general]).toBe(1);
    await store.actions.messages.open(double.general);
    expect(store.getState().messages.unread[double.general]).toBeUndefined();
    await store.close();
  });

  it('keeps a bounded window while messages come in', async () => {
    const { store, double, channel } = await reading(10);
    for (let i = 0; i < WINDOW_LIMIT + 5; i += 1) double.say('Mira', `line ${i}`);
    expect(channel().messages.length).toBe(WINDOW_LIMIT);
    expect(channel().hasOlder).toBe(true);
    await store.close();
  });

  it('ends typing with the message that was typed', async () => {
    const { store, double } = await reading();
    double.emit('messages', 'changed', {
      changes: [
        {
          type: 'typing',
          channelId: double.general,
          userId: double.people.Mira,
          displayName: 'Mira',
          atMs: 1_000,
        },
      ],
    });
    const typing = () => store.getState().messages.typing[double.general];
    expect(typing()).toEqual([
      { userId: double.people.Mira, displayName: 'Mira', untilMs: 1_000 + TYPING_MS },
    ]);
    double.say('Mira', 'done');
    expect(typing()).toEqual([]);
    await store.close();
  });
});
