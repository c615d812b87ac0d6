import { describe, expect, it } from 'vitest';
import type { RendererApi } from '../../../src/renderer/api';
import {
  channelOf,
  TYPING_MS,
  toggledReactions,
  WINDOW_LIMIT,
} from '../../../src/renderer/state/messages/apply';
import { selectVisibleMessages } from '../../../src/renderer/state/messages/selectors';
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
  const channel = () => channelOf(store.getState().messages, double.general);
  const visible = () => selectVisibleMessages(double.general)(store.getState());
  return { double, store, channel, visible };
}

describe('messages', () => {
  it('puts an older page before what is there, without doubles', async () => {
    const { store, double, channel } = await reading();
    expect(channel().messages.length).toBe(50);
    const first = channel().messages[0];
    await store.actions.messages.loadOlder(double.general);
    const ids = channel().messages.map((m) => m.messageId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(50);
    expect(ids[ids.length - 50]).toBe(first?.messageId);
    while (channel().hasOlder) await store.actions.messages.loadOlder(double.general);
    expect(channel().hasOlder).toBe(false);
    await store.close();
  });

  it('holds a bounded stretch however far one reads back, and finds the way forward again', async () => {
    const { store, double, channel } = await reading(WINDOW_LIMIT + 200);
    while (channel().hasOlder) await store.actions.messages.loadOlder(double.general);
    expect(channel().messages.length).toBe(WINDOW_LIMIT);
    expect(channel().hasNewer).toBe(true);
    while (channel().hasNewer) await store.actions.messages.loadNewer(double.general);
    expect(channel().messages.length).toBe(WINDOW_LIMIT);
    expect(channel().hasOlder).toBe(true);
    const ids = channel().messages.map((m) => m.messageId);
    expect(new Set(ids).size).toBe(WINDOW_LIMIT);
    await store.close();
  });

  it('jumps to a message that is not loaded by reading around it, and back to the present', async () => {
    const { store, double, channel } = await reading(300);
    while (channel().hasOlder) await store.actions.messages.loadOlder(double.general);
    const oldest = channel().messages[0];
    await store.actions.messages.reload(double.general);
    expect(channel().messages.some((m) => m.messageId === oldest?.messageId)).toBe(false);
    expect(await store.actions.messages.jumpTo(double.general, oldest?.messageId ?? '')).toBe(true);
    expect(channel().hasNewer).toBe(true);
    expect(store.getState().messages.jump).toMatchObject({ messageId: oldest?.messageId });
    await store.actions.messages.toPresent(double.general);
    expect(channel().hasNewer).toBe(false);
    await store.close();
  });

  it('says when the message to jump to is gone, and leaves the reader where they are', async () => {
    const { store, double, channel } = await reading();
    const before = channel().messages;
    expect(await store.actions.messages.jumpTo(double.general, '1')).toBe(false);
    expect(channel().messages).toBe(before);
    await store.close();
  });

  it('leaves out what comes while an older stretch is read', async () => {
    const { store, double, channel } = await reading(300);
    const target = channel().messages[0]?.messageId ?? '';
    while (channel().hasOlder) await store.actions.messages.loadOlder(double.general);
    const far = channel().messages[0]?.messageId ?? '';
    await store.actions.messages.reload(double.general);
    await store.actions.messages.jumpTo(double.general, far);
    const held = channel().messages.length;
    double.say('Mira', 'live');
    expect(channel().messages.length).toBe(held);
    expect(target).not.toBe('');
    await store.close();
  });

  it('never takes messages from under the eyes of who reads above', async () => {
    const { store, double, channel } = await reading(10);
    store.actions.messages.setFollowing(double.general, false);
    const first = channel().messages[0]?.messageId;
    for (let i = 0; i < WINDOW_LIMIT + 5; i += 1) double.say('Mira', `line ${i}`);
    expect(channel().messages[0]?.messageId).toBe(first);
    expect(channel().messages.length).toBe(WINDOW_LIMIT);
    expect(channel().hasNewer).toBe(true);
    await store.close();
  });

  it('hides what is about to be deleted and shows it again when that is taken back', async () => {
    const { store, double, channel, visible } = await reading();
    const ids = channel()
      .messages.slice(-2)
      .map((m) => m.messageId);
    const deletion = await store.actions.messages.remove(double.general, ids);
    expect(visible().some((m) => ids.includes(m.messageId))).toBe(false);
    expect(channel().messages.length).toBe(50);
    expect(await store.actions.messages.undoRemove(deletion.deletionId)).toBe(true);
    expect(visible().filter((m) => ids.includes(m.messageId)).length).toBe(2);
    await store.close();
  });

  it('shows again what could not be deleted, and keeps the reason', async () => {
    const { store, double, channel, visible } = await reading();
    const ids = channel()
      .messages.slice(-1)
      .map((m) => m.messageId);
    const deletion = await store.actions.messages.remove(double.general, ids);
    const problem = { kind: 'missingPermission' as const, permission: 'Manage Messages' };
    double.emit('messages', 'changed', { changes: [{ type: 'deletionEnded', deletion, problem }] });
    expect(visible().length).toBe(50);
    expect(store.getState().messages.refusedDeletion?.problem).toEqual(problem);
    await store.close();
  });

  it('forgets a deletion once its messages have gone, one by one or together', async () => {
    const { store, double, channel } = await reading();
    const [a, b] = channel()
      .messages.slice(-2)
      .map((m) => m.messageId);
    if (!a || !b) throw new Error('two messages are needed');
    await store.actions.messages.remove(double.general, [a, b]);
    for (const messageId of [a, b]) {
      double.emit('messages', 'changed', {
        changes: [{ type: 'deleted', channelId: double.general, messageIds: [messageId] }],
      });
    }
    expect(store.getState().messages.deletions).toEqual({});
    expect(channel().messages.length).toBe(48);
    await store.close();
  });

  it('shows a reaction at once and takes it back when it is refused or fails', async () => {
    const { store, double, channel } = await reading();
    const message = channel().messages.at(-1);
    if (!message) throw new Error('a message is needed');
    const emoji = { id: null, name: '🎉', animated: false };
    const shown = () => channel().messages.at(-1)?.reactions;
    const adding = store.actions.messages.react(message, emoji, true);
    expect(shown()).toEqual([{ emoji, count: 1, me: true }]);
    await adding;
    double.answer('messages.setReaction', () => ({ kind: 'missingPermission', permission: 'Add Reactions' }));
    const other = { ...emoji, name: '👀' };
    await store.actions.messages.react(message, other, true);
    expect(shown()).toEqual([{ emoji, count: 1, me: true }]);
    double.answer('messages.setReaction', () => {
      throw new AppError('rest/network', 'down', { retryable: true });
    });
    await expect(store.actions.messages.react(message, other, true)).rejects.toThrow();
    expect(shown()?.length).toBe(1);
    await store.close();
  });

  it('edits the last message of ours that has text', async () => {
    const { store, double } = await reading();
    expect(store.actions.messages.editLast(double.general)).toBe(false);
    const own = double.say('You', 'mine');
    double.say('Mira', 'hers');
    double.say('You', '', { componentsV2: true });
    expect(store.actions.messages.editLast(double.general)).toBe(true);
    expect(store.getState().messages.editing?.messageId).toBe(own.messageId);
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

describe('toggledReactions', () => {
  const emoji = { id: null, name: '👍', animated: false };
  it('takes a reaction away with its last one and counts it once', () => {
    const one = toggledReactions([], emoji, true);
    expect(toggledReactions(one, emoji, true)).toBe(one);
    expect(toggledReactions(one, emoji, false)).toEqual([]);
    expect(toggledReactions([{ emoji, count: 4, me: false }], emoji, true)).toEqual([
      { emoji, count: 5, me: true },
    ]);
  });
});
