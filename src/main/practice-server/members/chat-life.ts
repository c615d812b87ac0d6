import type { Clock } from '../../support/clock';
import { dmIsOpen, openDm } from '../world/commands/direct-messages';
import { createMessage, editMessage, startTyping } from '../world/commands/messages';
import { addReaction } from '../world/commands/reactions';
import { startThreadFromMessage } from '../world/commands/threads';
import type { WorldEvent } from '../world/events';
import {
  type ChannelRecord,
  ChannelType,
  type ChatPlace,
  type GuildRecord,
  MessageFlag,
  type MessageRecord,
  MessageType,
  ThreadType,
  type UserRecord,
} from '../world/model';
import { hasPermission } from '../world/permissions';
import { CHAT_LINES } from '../world/population/people';
import type { SeededRandom } from '../world/random';
import type { World } from '../world/world';

type Act = 'react' | 'edit' | 'thread' | 'dm' | 'reply' | 'inThread' | 'write';

/** How often out of a hundred turns; the rest is a plain line. */
const SHARES: readonly [Act, number][] = [
  ['react', 16],
  ['reply', 16],
  ['inThread', 8],
  ['edit', 5],
  ['thread', 3],
  ['dm', 2],
];
/** How far back people look for something to react or reply to. */
const RECENT = 12;
const REACTIONS = ['👍', '❤️', '😂', '🎉', '👀', '🙌'];
const DM_ANSWERS = [
  'got it, thanks',
  'sounds good',
  'let me check and get back to you',
  'yes, count me in',
  'sorry, not tonight',
  'who else is coming?',
];
const ANSWER_CHANCE = 0.8;

/**
 * The everyday life of the guild's chat: people type and write, reply, react, correct themselves, open threads
 * and answer direct messages. One chain of timers, and one timer per answer, so that a seed and what the bot
 * does give the same evening each time.
 */
export class ChatLife {
  readonly #world: World;
  readonly #clock: Clock;
  readonly #random: SeededRandom;
  readonly #answers = new Set<() => void>();
  #cancel: (() => void) | null = null;
  #unsubscribe: (() => void) | null = null;
  #lastLine = '';

  constructor(world: World, clock: Clock, random: SeededRandom) {
    this.#world = world;
    this.#clock = clock;
    this.#random = random;
  }

  start(): void {
    this.#unsubscribe = this.#world.events.on((event) => this.#heard(event));
    this.#await(this.#random.between(3000, 8000));
  }

  stop(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = null;
    this.#cancel?.();
    this.#cancel = null;
    for (const cancel of this.#answers) cancel();
    this.#answers.clear();
  }

  #await(delayMs: number): void {
    this.#cancel = this.#clock.setTimer(() => this.#turn(), delayMs);
  }

  #turn(): void {
    const guild = this.#random.pick([...this.#world.state.guilds.values()]);
    const channel = guild && this.#random.pick(this.#channels(guild));
    const author = guild && channel && this.#random.pick(this.#writers(guild, channel));
    if (!guild || !channel || !author) {
      this.#await(10_000);
      return;
    }
    const act = this.#pickAct();
    if (this.#atOnce(act, guild, channel, author)) {
      this.#awaitNext();
      return;
    }
    const place = this.#placeFor(act, guild, channel, author);
    startTyping(this.#world, place.guild, place.channel, author.id);
    this.#cancel = this.#clock.setTimer(
      () => {
        this.#write(place.guild, place.channel, author, act === 'reply');
        this.#awaitNext();
      },
      this.#random.between(1200, 3500),
    );
  }

  #awaitNext(): void {
    this.#await(this.#random.between(7000, 30_000));
  }

  #pickAct(): Act {
    let dice = this.#random.between(1, 100);
    for (const [act, share] of SHARES) {
      dice -= share;
      if (dice <= 0) return act;
    }
    return 'write';
  }

  /** Does what takes no typing; false when the act is another, or could not be done. */
  #atOnce(act: Act, guild: GuildRecord, channel: ChannelRecord, author: UserRecord): boolean {
    if (act === 'react') return this.#react(guild, channel, author);
    if (act === 'edit') return this.#edit(guild, channel, author);
    if (act === 'thread') return this.#openThread(guild, channel, author);
    return false;
  }

  #placeFor(
    act: Act,
    guild: GuildRecord,
    channel: ChannelRecord,
    author: UserRecord,
  ): { guild: GuildRecord | null; channel: ChatPlace } {
    if (act === 'dm' && !author.dms_closed) {
      return { guild: null, channel: openDm(this.#world, this.#world.botId, author.id) };
    }
    const thread = act === 'inThread' ? this.#activeThread(guild, author) : undefined;
    return { guild, channel: thread ?? channel };
  }

  #write(guild: GuildRecord | null, place: ChatPlace, author: UserRecord, replies: boolean): void {
    // The channel may have been deleted while the member typed.
    if (!this.#world.place(place.id)) return;
    const target = replies ? this.#random.pick(this.#recent(place)) : undefined;
    createMessage(this.#world, guild, place, author.id, {
      content: this.#line(),
      replyTo: target && target.author_id !== author.id ? target.id : null,
    });
  }

  #react(guild: GuildRecord, channel: ChannelRecord, author: UserRecord): boolean {
    const message = this.#random.pick(this.#recent(channel));
    if (!message) return false;
    const custom = this.#random.chance(0.25) ? this.#random.pick([...guild.emojis.values()]) : undefined;
    // Most people join a reaction that is there already.
    const known = this.#random.chance(0.6) ? this.#random.pick(message.reactions)?.emoji : undefined;
    const emoji = known ?? {
      id: custom?.id ?? null,
      name: custom?.name ?? this.#random.pick(REACTIONS) ?? '👍',
    };
    addReaction(this.#world, guild, channel, message, emoji, author.id);
    return true;
  }

  /** Corrects the author's last line here; false when there is none. */
  #edit(guild: GuildRecord, channel: ChannelRecord, author: UserRecord): boolean {
    const own = this.#recent(channel).findLast(
      (message) => message.author_id === author.id && message.edited_timestamp === null,
    );
    if (!own) return false;
    editMessage(this.#world, guild, channel, own, { content: `${own.content} (typo fixed)` });
    return true;
  }

  #openThread(guild: GuildRecord, channel: ChannelRecord, author: UserRecord): boolean {
    const granted = this.#world.permissionsInChannel(guild, channel, author.id);
    const message = this.#recent(channel).findLast((each) => (each.flags & MessageFlag.HAS_THREAD) === 0);
    if (!message || !hasPermission(granted, 'CREATE_PUBLIC_THREADS')) return false;
    const name = message.content.slice(0, 40).trim();
    startThreadFromMessage(this.#world, guild, channel, message, {
      name: name === '' ? 'Side talk' : name,
      type: ThreadType.PUBLIC,
      owner_id: author.id,
      auto_archive_duration: 1440,
      rate_limit_per_user: 0,
    });
    return true;
  }

  #activeThread(guild: GuildRecord, author: UserRecord): ChatPlace | undefined {
    const open = [...guild.threads.values()].filter(
      (thread) =>
        !thread.archived &&
        !thread.locked &&
        hasPermission(this.#world.permissionsInChannel(guild, thread, author.id), 'SEND_MESSAGES'),
    );
    return this.#random.pick(open);
  }

  /** Who got a direct message from the bot mostly answers it. */
  #heard(event: WorldEvent): void {
    const world = this.#world;
    if (event.t !== 'MESSAGE_CREATE' || event.guildId !== null) return;
    const author = event.d.author as { id?: string };
    const dm = world.dm(String(event.d.channel_id));
    if (author.id !== world.botId || !dm || !dmIsOpen(world, dm, world.botId)) return;
    const otherId = dm.user_ids.find((id) => id !== world.botId);
    if (otherId === undefined || !this.#random.chance(ANSWER_CHANCE)) return;
    const thinkMs = this.#random.between(800, 2500);
    const typeMs = this.#random.between(1000, 3500);
    const content = this.#random.pick(DM_ANSWERS) ?? 'ok';
    this.#later(thinkMs, () => {
      startTyping(world, null, dm, otherId);
      this.#later(typeMs, () => createMessage(world, null, dm, otherId, { content }));
    });
  }

  #later(delayMs: number, run: () => void): void {
    const cancel = this.#clock.setTimer(() => {
      this.#answers.delete(cancel);
      run();
    }, delayMs);
    this.#answers.add(cancel);
  }

  #recent(place: ChatPlace): MessageRecord[] {
    return this.#world
      .messagesOf(place.id)
      .slice(-RECENT)
      .filter((message) => message.type === MessageType.DEFAULT || message.type === MessageType.REPLY);
  }

  #channels(guild: GuildRecord): ChannelRecord[] {
    return [...guild.channels.values()].filter(
      (channel) => channel.type === ChannelType.TEXT && channel.permission_overwrites.length === 0,
    );
  }

  #writers(guild: GuildRecord, channel: ChannelRecord): UserRecord[] {
    return this.#world
      .people(guild)
      .map(({ user }) => user)
      .filter((user) => user.status !== 'offline')
      .filter((user) =>
        hasPermission(this.#world.permissionsInChannel(guild, channel, user.id), 'SEND_MESSAGES'),
      );
  }

  /** Never the same line twice in a row. */
  #line(): string {
    const line = this.#random.pick(CHAT_LINES.filter((other) => other !== this.#lastLine)) ?? 'hello';
    this.#lastLine = line;
    return line;
  }
}
