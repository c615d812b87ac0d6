import { describe, expect, it } from 'vitest';
import { ChatLife } from '../../../../src/main/practice-server/members/chat-life';
import { openDm } from '../../../../src/main/practice-server/world/commands/direct-messages';
import { createMessage } from '../../../../src/main/practice-server/world/commands/messages';
import { SeededRandom } from '../../../../src/main/practice-server/world/random';
import { aWorld } from '../support';

const HOUR = 3_600_000;

function aChat(seed = 'chat') {
  const under = aWorld(seed);
  const chat = new ChatLife(under.world, under.clock, new SeededRandom(seed));
  return { ...under, chat };
}

describe('the life of the chat', () => {
  it('is of every kind in the course of some hours', () => {
    const { chat, clock, events, world } = aChat();
    chat.start();
    clock.advance(8 * HOUR);
    chat.stop();
    const kinds = new Set(events.map(({ t }) => t));
    for (const kind of [
      'MESSAGE_CREATE',
      'MESSAGE_UPDATE',
      'MESSAGE_REACTION_ADD',
      'THREAD_CREATE',
      'TYPING_START',
    ]) {
      expect(kinds).toContain(kind);
    }
    expect(events.some(({ t, d }) => t === 'MESSAGE_CREATE' && d.type === 19)).toBe(true);
    expect(events.some(({ t, guildId }) => t === 'MESSAGE_CREATE' && guildId === null)).toBe(true);
    expect(world.messagesOf('none')).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('is the same for the same seed', () => {
    const tell = () => {
      const { chat, clock, events } = aChat('same');
      chat.start();
      clock.advance(2 * HOUR);
      return events.map(({ t, d }) => `${t} ${JSON.stringify(d)}`);
    };
    expect(tell()).toEqual(tell());
  });

  it('answers most direct messages of the bot, and none after it stopped', () => {
    const { chat, clock, world, person } = aChat();
    chat.start();
    const dm = openDm(world, world.botId, person(3).id);
    const ask = () => createMessage(world, null, dm, world.botId, { content: 'are you coming?' });
    for (let count = 0; count < 20; count++) {
      ask();
      clock.advance(6000);
    }
    const answers = () =>
      world.messagesOf(dm.id).filter(({ author_id }) => author_id === person(3).id).length;
    expect(answers()).toBeGreaterThanOrEqual(10);
    expect(answers()).toBeLessThanOrEqual(21);
    const before = answers();
    ask();
    chat.stop();
    clock.advance(HOUR);
    expect(answers()).toBe(before);
  });
});
