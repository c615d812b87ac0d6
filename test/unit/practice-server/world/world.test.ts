import { describe, expect, it } from 'vitest';
import type { SeatEndReason } from '../../../../src/main/practice-server/voice/port';
import { createChannel, deleteChannel } from '../../../../src/main/practice-server/world/commands/channels';
import { updateMember } from '../../../../src/main/practice-server/world/commands/members';
import {
  createMessage,
  deleteMessage,
  editMessage,
} from '../../../../src/main/practice-server/world/commands/messages';
import {
  changeVoiceState,
  connectToVoice,
  disconnectFromVoice,
  setVoiceStatus,
} from '../../../../src/main/practice-server/world/commands/voice';
import { ChannelType } from '../../../../src/main/practice-server/world/model';
import { hasPermission } from '../../../../src/main/practice-server/world/permissions';
import { worldToJson } from '../../../../src/main/practice-server/world/snapshot';
import { aWorld } from '../support';

const open = { selfMute: false, selfDeaf: false };

describe('the practice guild', () => {
  it('is the same for the same seed and another for another', () => {
    expect(worldToJson(aWorld('a').world)).toEqual(worldToJson(aWorld('a').world));
    expect(aWorld('a').guild.id).not.toBe(aWorld('b').guild.id);
  });

  it('has its categories, rooms, one stage and as many people as asked for', () => {
    const { guild, world } = aWorld('a', 30);
    const of = (type: number) => [...guild.channels.values()].filter((channel) => channel.type === type);
    expect(of(ChannelType.CATEGORY).map(({ name }) => name)).toEqual(['Information', 'Hangout', 'Events']);
    expect(of(ChannelType.STAGE)).toHaveLength(1);
    expect(of(ChannelType.VOICE).length).toBeGreaterThanOrEqual(4);
    expect(world.people(guild)).toHaveLength(30);
    expect(guild.members.size).toBe(31);
  });

  it('gives every person a name of its own, also in a crowd', () => {
    const { guild, world } = aWorld('a', 200);
    const names = world.people(guild).map(({ user }) => user.username);
    expect(new Set(names).size).toBe(200);
  });

  it('hides the staff channel from the bot and lets nobody but the host write in welcome', () => {
    const { world, guild, channel, person } = aWorld();
    const granted = (name: string, userId: string) =>
      world.permissionsInChannel(guild, channel(name), userId);
    expect(granted('staff', world.botId)).toBe(0n);
    expect(granted('staff', person(5).id)).toBe(0n);
    expect(hasPermission(granted('staff', person(1).id), 'VIEW_CHANNEL')).toBe(true);
    expect(hasPermission(granted('welcome', person(5).id), 'SEND_MESSAGES')).toBe(false);
  });

  it('tells a history that ends before the world begins, in order', () => {
    const { world, channel, clock } = aWorld();
    const messages = world.messagesOf(channel('general').id);
    expect(messages.length).toBeGreaterThan(5);
    const times = messages.map(({ timestamp }) => Date.parse(timestamp));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.at(-1)).toBeLessThan(clock.now());
  });
});

describe('voice states', () => {
  it('announces a join before the server to connect to, and grants a seat that only the right token opens', () => {
    const { world, guild, channel, heard, events } = aWorld();
    connectToVoice(world, guild, channel('Lounge'), world.botId, 'session', open);
    expect(heard()).toEqual(['VOICE_STATE_UPDATE', 'VOICE_CHANNEL_START_TIME_UPDATE', 'VOICE_SERVER_UPDATE']);
    const token = String(events.at(-1)?.d.token);
    expect(token).toMatch(/^[0-9a-f]{16}$/);
    const credentials = { guildId: guild.id, userId: world.botId, sessionId: 'session', token };
    expect(world.seats.authorize(credentials)?.channelId).toBe(channel('Lounge').id);
    expect(world.seats.authorize({ ...credentials, token: '0'.repeat(16) })).toBeNull();
    expect(world.seats.authorize({ ...credentials, sessionId: 'other' })).toBeNull();
    expect(world.seats.authorize({ ...credentials, userId: '1' })).toBeNull();
  });

  it('ends the old seat when someone moves, and the old token opens nothing any more', () => {
    const { world, guild, channel, events, person } = aWorld();
    const ended: [string, SeatEndReason][] = [];
    world.seats.onSeatEnded((seat, reason) => ended.push([seat.channelId, reason]));
    const userId = person(0).id;
    connectToVoice(world, guild, channel('Lounge'), userId, 's', open);
    const token = String(events.at(-1)?.d.token);
    connectToVoice(world, guild, channel('Studio'), userId, 's', open);
    expect(ended).toEqual([[channel('Lounge').id, 'moved']]);
    expect(world.seats.authorize({ guildId: guild.id, userId, sessionId: 's', token })).toBeNull();
    expect(channel('Lounge').voice_start_time).toBeNull();
    expect(channel('Studio').voice_start_time).not.toBeNull();
  });

  it('clears the status of a room when the last one leaves', () => {
    const { world, guild, channel, heard, person } = aWorld();
    connectToVoice(world, guild, channel('Lounge'), person(0).id, 's', open);
    setVoiceStatus(world, guild, channel('Lounge'), 'recording');
    heard();
    expect(disconnectFromVoice(world, guild, person(0).id, 'left')).toBe(true);
    expect(heard()).toEqual([
      'VOICE_STATE_UPDATE',
      'VOICE_CHANNEL_START_TIME_UPDATE',
      'VOICE_CHANNEL_STATUS_UPDATE',
    ]);
    expect(channel('Lounge').status).toBeNull();
  });

  it('says nothing when a flag is set to what it was', () => {
    const { world, guild, channel, heard, person } = aWorld();
    connectToVoice(world, guild, channel('Lounge'), person(0).id, 's', open);
    heard();
    changeVoiceState(world, guild, person(0).id, { self_mute: false });
    expect(heard()).toEqual([]);
    changeVoiceState(world, guild, person(0).id, { self_mute: true });
    expect(heard()).toEqual(['VOICE_STATE_UPDATE']);
  });

  it('shows a server mute in the member and in the voice state', () => {
    const { world, guild, channel, heard, person } = aWorld();
    connectToVoice(world, guild, channel('Lounge'), person(0).id, 's', open);
    heard();
    const member = guild.members.get(person(0).id);
    if (member) updateMember(world, guild, member, { mute: true });
    expect(heard()).toEqual(['GUILD_MEMBER_UPDATE', 'VOICE_STATE_UPDATE']);
    expect(guild.voice_states.get(person(0).id)?.mute).toBe(true);
  });

  it('makes the audience of a stage silent', () => {
    const { world, guild, channel, person } = aWorld();
    const state = connectToVoice(world, guild, channel('Town hall'), person(0).id, 's', open);
    expect(state.suppress).toBe(true);
    expect(world.seats.seatOf(guild.id, person(0).id)?.channelKind).toBe('stage');
  });
});

describe('channels', () => {
  it('disconnects who sits in a channel before it is deleted', () => {
    const { world, guild, channel, heard, person } = aWorld();
    const ended: SeatEndReason[] = [];
    world.seats.onSeatEnded((_, reason) => ended.push(reason));
    connectToVoice(world, guild, channel('Lounge'), person(0).id, 's', open);
    heard();
    deleteChannel(world, guild, channel('Lounge'));
    const events = heard();
    expect(events[0]).toBe('VOICE_STATE_UPDATE');
    expect(events.at(-1)).toBe('CHANNEL_DELETE');
    expect(ended).toEqual(['channelDeleted']);
  });

  it('takes the overwrites of its category for a new channel', () => {
    const { world, guild, channel } = aWorld();
    const category = channel('Events');
    category.permission_overwrites = [{ id: guild.id, type: 0, allow: '0', deny: '1024' }];
    const made = createChannel(world, guild, { name: 'x', type: ChannelType.TEXT, parent_id: category.id });
    expect(made.permission_overwrites).toEqual(category.permission_overwrites);
    expect(made.permission_overwrites[0]).not.toBe(category.permission_overwrites[0]);
  });

  it('moves the children of a deleted category to the top level', () => {
    const { world, guild, channel, heard } = aWorld();
    const children = [...guild.channels.values()].filter(
      ({ parent_id }) => parent_id === channel('Events').id,
    );
    deleteChannel(world, guild, channel('Events'));
    expect(heard()).toEqual(['CHANNEL_DELETE', ...children.map(() => 'CHANNEL_UPDATE')]);
    expect(children.every(({ parent_id }) => parent_id === null)).toBe(true);
  });
});

describe('messages', () => {
  it('names whom a message mentions, and nobody it does not know', () => {
    const { world, guild, channel, person } = aWorld();
    const content = `hi <@${person(1).id}> and <@!${person(1).id}> and <@42>`;
    const message = createMessage(world, guild, channel('general'), person(0).id, { content });
    expect(message.mentions).toEqual([person(1).id]);
  });

  it('keeps the order of what happens to a message and forgets a deleted one', () => {
    const { world, guild, channel, person, heard } = aWorld();
    const message = createMessage(world, guild, channel('general'), person(0).id, { content: 'one' });
    editMessage(world, guild, channel('general'), message, { content: 'two' });
    deleteMessage(world, guild, channel('general'), message);
    expect(heard()).toEqual(['MESSAGE_CREATE', 'MESSAGE_UPDATE', 'MESSAGE_DELETE']);
    expect(world.message(channel('general').id, message.id)).toBeUndefined();
  });

  it('carries the nonce in the event that tells of the message and in no later one', () => {
    const { world, guild, channel, person, events } = aWorld();
    const general = channel('general');
    const message = createMessage(world, guild, general, person(0).id, { content: 'a', nonce: 'n1' });
    expect(events.at(-1)?.d.nonce).toBe('n1');
    editMessage(world, guild, general, message, { content: 'b' });
    expect(events.at(-1)?.d).not.toHaveProperty('nonce');
  });
});
