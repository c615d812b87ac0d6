import { join } from 'node:path';
import type { PermissionName } from '@shared/discord/permissions';
import { z } from 'zod';
import { accountKeyOf } from '../../discord/account-key';
import { refusalOf } from '../../discord/refusal';
import { routes } from '../../discord/rest';
import type { DiscordSession, SessionSource } from '../../discord/session';
import type { Clock } from '../../support/clock';
import { JsonFile } from '../../support/json-file';
import type { Logger } from '../../support/logger';
import { type Trouble, troubleOf } from './trouble';

/** A status of ours in a room, and what stood there before. On disk before Discord hears of it. */
const Borrowed = z.object({
  accountKey: z.string(),
  guildId: z.string(),
  channelId: z.string(),
  before: z.string().nullable(),
  ours: z.string(),
  setAtMs: z.number(),
});
type Borrowed = z.infer<typeof Borrowed>;

const Content = z.object({ version: z.literal(1), rooms: z.array(Borrowed) });
type Content = z.infer<typeof Content>;

/** Reference "Modify Voice Channel Status"; the second one only when not connected there. */
const NEEDS: readonly PermissionName[] = ['SET_VOICE_CHANNEL_STATUS', 'MANAGE_CHANNELS'];
/** Asking what stands there now must not hold up the recording's notice for long. */
const ASK_MS = 3_000;
/** Longer than this it is not waited for Discord: the call may be over by then. */
const WRITE_MS = 10_000;

export type SetOutcome = { kind: 'set'; before: string | null } | { kind: 'failed'; trouble: Trouble };
/** `left`: somebody wrote another status meanwhile, and theirs stays. */
export type RestoreOutcome =
  | { kind: 'restored'; before: string | null }
  | { kind: 'left' }
  | { kind: 'failed'; trouble: Trouble };

export interface RoomStatusOptions {
  dataDir: string;
  sessions: SessionSource;
  clock: Clock;
  logger: Logger;
}

/**
 * The line below a room's name while it is recorded. What stood there is put back exactly: when the recording ends, when
 * the call or the app ends, and after a crash as soon as the same account is connected again.
 */
export class RoomStatus {
  readonly #options: RoomStatusOptions;
  readonly #file: JsonFile<Content>;
  /** Rooms that are being recorded now: a new session (the gateway's) must not restore them. */
  readonly #held = new Set<string>();
  /** One thing after the other: setting and restoring the same room never overtake each other. */
  #work: Promise<unknown> = Promise.resolve();
  #release: () => void = () => undefined;
  readonly #releaseSessions: () => void;

  private constructor(options: RoomStatusOptions, file: JsonFile<Content>) {
    this.#options = options;
    this.#file = file;
    this.#releaseSessions = options.sessions.onChanged((session) => this.#follow(session));
    this.#follow(options.sessions.current);
  }

  static async open(options: RoomStatusOptions): Promise<RoomStatus> {
    const file = await JsonFile.open<Content>({
      path: join(options.dataDir, 'recorder-rooms.json'),
      schema: Content,
      empty: { version: 1, rooms: [] },
      clock: options.clock,
      logger: options.logger,
    });
    return new RoomStatus(options, file);
  }

  /** Whether a room wears a status of ours that is still to be put back. */
  get isBorrowed(): boolean {
    return this.#held.size > 0;
  }

  /** Says `text` below the room's name. */
  set(guildId: string, channelId: string, text: string): Promise<SetOutcome> {
    this.#held.add(channelId);
    return this.#queue(() => this.#set(guildId, channelId, text));
  }

  /** Puts back what stood in the rooms that wear our status; one outcome for each. */
  restore(): Promise<RestoreOutcome[]> {
    const held = [...this.#held];
    this.#held.clear();
    return this.#queue(async () => {
      const outcomes: RestoreOutcome[] = [];
      for (const room of this.#file.value.rooms) {
        if (held.includes(room.channelId)) outcomes.push(await this.#restore(room));
      }
      return outcomes;
    });
  }

  async close(): Promise<void> {
    this.#releaseSessions();
    this.#release();
    await this.#work;
    await this.#file.flush();
  }

  #queue<T>(run: () => Promise<T>): Promise<T> {
    const done = this.#work.then(run);
    this.#work = done.catch(() => undefined);
    return done;
  }

  async #set(guildId: string, channelId: string, ours: string): Promise<SetOutcome> {
    const { clock, sessions } = this.#options;
    const session = sessions.current;
    try {
      if (!session) throw new Error('signed out meanwhile');
      const accountKey = accountKeyOf(session);
      const earlier = this.#find(accountKey, channelId);
      const now = await this.#statusNow(session, guildId, channelId);
      // Left from a crash: what stood there before that is what has to come back.
      const before = earlier && now === earlier.ours ? earlier.before : now;
      await this.#keep({ accountKey, guildId, channelId, before, ours, setAtMs: clock.now() });
      await this.#write(session, guildId, channelId, ours);
      return { kind: 'set', before };
    } catch (error) {
      this.#held.delete(channelId);
      const trouble = this.#trouble('status', error, session, channelId);
      // Refused for certain: there is nothing to put back. After a cut network it may have been set all the same.
      if (trouble.refusal) await this.#forget(session && accountKeyOf(session), channelId);
      return { kind: 'failed', trouble };
    }
  }

  async #restore(room: Borrowed): Promise<RestoreOutcome> {
    const session = this.#options.sessions.current;
    const { accountKey, guildId, channelId, before, ours } = room;
    try {
      if (!session || accountKeyOf(session) !== accountKey) throw new Error('signed out meanwhile');
      const now = await this.#statusNow(session, guildId, channelId);
      const theirs = now !== ours;
      if (!theirs) await this.#write(session, guildId, channelId, before);
      await this.#forget(accountKey, channelId);
      return theirs ? { kind: 'left' } : { kind: 'restored', before };
    } catch (error) {
      // It stays on disk, and is tried again with the next connection.
      return { kind: 'failed', trouble: this.#trouble('restore', error, session, channelId) };
    }
  }

  /** What Discord says now: channel objects do not carry it, and an event may have been missed while we were gone. */
  async #statusNow(session: DiscordSession, guildId: string, channelId: string): Promise<string | null> {
    try {
      const info = await session.gateway.requestChannelInfo(guildId, AbortSignal.timeout(ASK_MS));
      return textOf(info.channels.find(({ id }) => id === channelId)?.status);
    } catch (error) {
      this.#options.logger.debug('the room could not be asked for its status', { error });
      return textOf(session.cache.state.guilds.get(guildId)?.channels.get(channelId)?.status);
    }
  }

  async #write(session: DiscordSession, guildId: string, channelId: string, status: string | null) {
    const signal = AbortSignal.timeout(WRITE_MS);
    await session.rest.request(routes.setVoiceStatus(channelId, status), { signal });
    // The answer may overtake the event; told twice, the cache changes once.
    session.cache.apply({
      t: 'VOICE_CHANNEL_STATUS_UPDATE',
      d: { id: channelId, guild_id: guildId, status },
    });
  }

  /** With a new connection: whatever a crash or a cut network left behind, as soon as its guild is there. */
  #follow(session: DiscordSession | null): void {
    this.#release();
    this.#release = () => undefined;
    if (!session) return;
    const accountKey = accountKeyOf(session);
    const tried = new Set<string>();
    const look = () => {
      for (const room of this.#file.value.rooms) {
        const { guildId, channelId } = room;
        if (room.accountKey !== accountKey || this.#held.has(channelId) || tried.has(channelId)) continue;
        const guild = session.cache.state.guilds.get(guildId);
        if (!guild?.available) continue;
        tried.add(channelId);
        this.#queue(async () => {
          const still = this.#find(accountKey, channelId);
          if (!still || this.#held.has(channelId)) return;
          const outcome = guild.channels.has(channelId) ? await this.#restore(still) : null;
          if (!outcome) await this.#forget(accountKey, channelId);
          this.#options.logger.info('a room status of an earlier run was looked after', {
            outcome: outcome?.kind ?? 'gone',
          });
        }).catch((error: unknown) =>
          this.#options.logger.warn('a room status could not be put back', { error }),
        );
      }
    };
    look();
    this.#release = session.cache.onChanged((changes) => {
      if (this.#file.value.rooms.length === 0) return;
      // Back in the room: what was refused from outside may be possible now.
      for (const change of changes) {
        if (change.type === 'voiceState' && change.userId === session.userId) tried.clear();
      }
      look();
    });
  }

  #find(accountKey: string, channelId: string): Borrowed | undefined {
    return this.#file.value.rooms.find((one) => one.accountKey === accountKey && one.channelId === channelId);
  }

  async #keep(room: Borrowed): Promise<void> {
    const others = this.#file.value.rooms.filter(
      (one) => one.accountKey !== room.accountKey || one.channelId !== room.channelId,
    );
    await this.#file.save({ version: 1, rooms: [...others, room] });
  }

  async #forget(accountKey: string | null, channelId: string): Promise<void> {
    const rooms = this.#file.value.rooms.filter(
      (one) => one.accountKey !== accountKey || one.channelId !== channelId,
    );
    await this.#file.save({ version: 1, rooms });
  }

  #trouble(about: Trouble['about'], error: unknown, session: DiscordSession | null, channelId: string) {
    return troubleOf(about, error, (refused) =>
      session
        ? refusalOf(refused, {
            state: session.cache.state,
            nowMs: this.#options.clock.now(),
            channelId,
            needs: NEEDS,
            about: 'channel',
          })
        : null,
    );
  }
}

/** Discord's empty status is none. */
function textOf(status: string | null | undefined): string | null {
  return status === undefined || status === '' ? null : status;
}
