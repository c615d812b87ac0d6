import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deleteChannel } from '../../../../src/main/practice-server/world/commands/channels';
import { openDm } from '../../../../src/main/practice-server/world/commands/direct-messages';
import {
  createMessage,
  deleteMessage,
  deleteMessages,
  editMessage,
} from '../../../../src/main/practice-server/world/commands/messages';
import { pinMessage, pinsOf, unpinMessage } from '../../../../src/main/practice-server/world/commands/pins';
import {
  addReaction,
  clearReactions,
  removeReaction,
} from '../../../../src/main/practice-server/world/commands/reactions';
import {
  createPost,
  deleteThread,
  startThread,
  startThreadFromMessage,
  updateThread,
} from '../../../../src/main/practice-server/world/commands/threads';
import { createWebhook } from '../../../../src/main/practice-server/world/commands/webhooks';
import { loadFiles } from '../../../../src/main/practice-server/world/file-snapshot';
import { type ChatPlace, MessageFlag, ThreadType } from '../../../../src/main/practice-server/world/model';
import { loadSnapshot, saveSnapshot, worldToJson } from '../../../../src/main/practice-server/world/snapshot';
import { World } from '../../../../src/main/practice-server/world/world';
import { aWorld, type WorldUnderTest } from '../support';

const ACTS = [
  'write',
  'write',
  'reply',
  'file',
  'edit',
  'delete',
  'bulk',
  'react',
  'unreact',
  'clear',
  'pin',
  'unpin',
  'thread',
  'fromMessage',
  'post',
  'archive',
  'endThread',
  'dm',
  'webhook',
  'deleteChannel',
] as const;
type Act = (typeof ACTS)[number];
const EMOJIS = ['👍', '🎉', '👀'].map((name) => ({ id: null, name }));

/** Does something to the world; `pick` chooses among what is there. */
function perform(under: WorldUnderTest, act: Act, pick: number): void {
  const { world, guild, clock } = under;
  clock.advance(1);
  const one = <T>(list: readonly T[]): T | undefined => list[pick % Math.max(1, list.length)];
  const threads = [...guild.threads.values()];
  const texts = [...guild.channels.values()].filter((channel) => channel.type === 0);
  const place: ChatPlace | undefined = one([...texts, ...threads, ...world.state.dms.values()]);
  const inGuild = place?.type === 1 ? null : guild;
  const author = under.person(pick % 10).id;
  const message = place && one(world.messagesOf(place.id));
  const emoji = one(EMOJIS) ?? { id: null, name: '👍' };
  const thread = one(threads);
  const text = one(texts);
  const fields = {
    name: `thread ${pick}`,
    type: pick % 2 ? ThreadType.PUBLIC : ThreadType.PRIVATE,
    owner_id: author,
    auto_archive_duration: 60,
    rate_limit_per_user: 0,
  };
  if (act === 'dm') openDm(world, world.botId, author);
  if (act === 'webhook' && text) {
    createWebhook(world, guild, { channel_id: text.id, name: 'hook', avatar: null, user_id: world.botId });
  }
  if (act === 'deleteChannel' && text && texts.length > 3) deleteChannel(world, guild, text);
  if (act === 'thread' && text) startThread(world, guild, text, fields);
  if (act === 'fromMessage' && text) {
    const source = one(world.messagesOf(text.id));
    if (source && (source.flags & MessageFlag.HAS_THREAD) === 0) {
      startThreadFromMessage(world, guild, text, source, { ...fields, type: ThreadType.PUBLIC });
    }
  }
  if (act === 'post') {
    createPost(
      world,
      guild,
      under.channel('questions'),
      { ...fields, type: ThreadType.PUBLIC },
      { content: 'p' },
    );
  }
  if (act === 'archive' && thread) updateThread(world, guild, thread, { archived: pick % 2 === 0 });
  if (act === 'endThread' && thread) deleteThread(world, guild, thread);
  if (!place) return;
  if (act === 'write') createMessage(world, inGuild, place, author, { content: `line ${pick}` });
  if (act === 'file') {
    const file = {
      filename: 'a.bin',
      size: 3,
      content_type: null,
      description: null,
      width: null,
      height: null,
      bytes: Buffer.from([1, 2, pick % 256]),
    };
    createMessage(world, inGuild, place, author, { attachments: [file] });
  }
  if (!message) return;
  if (act === 'reply') createMessage(world, inGuild, place, author, { content: 'r', replyTo: message.id });
  if (act === 'edit') editMessage(world, inGuild, place, message, { content: `edited ${pick}` });
  if (act === 'delete') deleteMessage(world, inGuild, place, message);
  if (act === 'bulk' && inGuild) {
    deleteMessages(world, inGuild, place, [
      message.id,
      '1',
      ...world
        .messagesOf(place.id)
        .slice(0, 1)
        .map(({ id }) => id),
    ]);
  }
  if (act === 'react') addReaction(world, inGuild, place, message, emoji, author);
  if (act === 'unreact') removeReaction(world, inGuild, place, message, emoji, author);
  if (act === 'clear') clearReactions(world, inGuild, place, message);
  if (act === 'pin') pinMessage(world, inGuild, place, message, author);
  if (act === 'unpin') unpinMessage(world, inGuild, place, message);
}

function expectSound({ world, guild }: WorldUnderTest): void {
  const places = new Set([...guild.channels.keys(), ...guild.threads.keys(), ...world.state.dms.keys()]);
  for (const [channelId, messages] of world.state.messages) {
    if (messages.length > 0) expect(places).toContain(channelId);
    for (const [index, message] of messages.entries()) {
      expect(message.channel_id).toBe(channelId);
      if (index > 0) expect(BigInt(message.id)).toBeGreaterThan(BigInt(messages[index - 1]?.id ?? 0));
      for (const reaction of message.reactions) {
        expect(reaction.user_ids.length).toBeGreaterThan(0);
        expect(new Set(reaction.user_ids).size).toBe(reaction.user_ids.length);
      }
    }
    expect(pinsOf(world, channelId)).toHaveLength(
      messages.filter(({ pinned_at }) => pinned_at !== null).length,
    );
  }
  for (const thread of guild.threads.values()) {
    expect(guild.channels.has(thread.parent_id)).toBe(true);
    const counted = world
      .messagesOf(thread.id)
      .filter(({ id, type }) => id !== thread.id && (type === 0 || type === 19));
    expect(thread.message_count).toBe(counted.length);
    expect(thread.total_message_sent).toBeGreaterThanOrEqual(thread.message_count);
    expect(new Set(thread.members.map(({ user_id }) => user_id)).size).toBe(thread.members.length);
  }
  for (const webhook of world.state.webhooks.values())
    expect(guild.channels.has(webhook.channel_id)).toBe(true);
  // No file outlives its message.
  const attached = new Set(
    [...world.state.messages.values()].flat().flatMap(({ attachments }) => attachments.map(({ id }) => id)),
  );
  for (const [path] of world.files.entries()) expect(attached).toContain(path.split('/')[2]);
}

describe('whatever people do', () => {
  it('the world of messages stays sound', () => {
    const step = fc.tuple(fc.constantFrom(...ACTS), fc.nat(500));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const under = aWorld('invariants');
        for (const [act, pick] of steps) perform(under, act, pick);
        expectSound(under);
      }),
      { numRuns: 60 },
    );
  });

  it('a snapshot brings all of it back, files included, and leaves no file behind', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'practice-messages-'));
    try {
      const path = join(folder, 'world.json');
      const under = aWorld('kept');
      for (const [index, act] of [...ACTS, ...ACTS].entries()) {
        if (act !== 'deleteChannel') perform(under, act, index * 7);
      }
      await saveSnapshot(under.world, path);
      const loaded = await loadSnapshot(path);
      if (loaded.kind !== 'loaded') throw new Error(loaded.kind);
      const again = new World(loaded.state, () => under.clock.now());
      await loadFiles(again.files, loaded.files, path);
      expect(worldToJson(again)).toEqual(worldToJson(under.world));
      expect([...again.state.webhooks.values()]).toEqual([...under.world.state.webhooks.values()]);
      expect([...again.files.entries()]).toEqual([...under.world.files.entries()]);
      expect([...again.files.entries()].length).toBeGreaterThan(0);
      for (const [file] of [...again.files.entries()]) again.files.delete(file);
      await saveSnapshot(again, path);
      expect(await readdir(`${path}.files`)).toEqual([]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
