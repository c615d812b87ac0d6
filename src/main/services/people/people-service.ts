import { avatarUrl, memberAvatarUrl } from '@shared/discord/cdn';
import { ChannelId, GuildId, UserId } from '@shared/discord/snowflake';
import type { WireMember, WireUser } from '@shared/discord/wire/objects';
import { AppError } from '@shared/errors/app-error';
import type { OpenDirectOutcome, PersonSummary } from '@shared/models/threads';
import { type CacheState, displayNameOf } from '../../discord/cache';
import { refusalOf } from '../../discord/refusal';
import { routes } from '../../discord/rest';
import type { DiscordSession, SessionSource } from '../../discord/session';
import { signedIn } from '../../discord/signed-in';
import type { Clock } from '../../support/clock';

/** Finding people of a guild, and opening a conversation with one. */
export interface PeopleService {
  /** By beginning of nickname, display name or user name; at most 25. */
  search(input: { guildId: GuildId; text: string }): Promise<PersonSummary[]>;
  /** Null for who is not a member. */
  get(input: { guildId: string; userId: string }): Promise<PersonSummary | null>;
  openDirect(input: { userId: UserId }): Promise<OpenDirectOutcome>;
}

export interface PeopleOptions {
  sessions: SessionSource;
  clock: Clock;
}

const MAX_FOUND = 25;

export function createPeopleService({ sessions, clock }: PeopleOptions): PeopleService {
  return {
    async search({ guildId, text }) {
      const session = signedIn(sessions);
      const known = knownPeople(session, guildId, text);
      // Discord finds nobody by an empty text; who is known is a fair beginning.
      if (text.trim() === '') return known.slice(0, MAX_FOUND);
      let found: PersonSummary[] = [];
      try {
        const members = await session.rest.request(routes.searchMembers(guildId, text.trim(), MAX_FOUND), {
          maxRetries: 1,
        });
        found = members.flatMap((member) => remember(session, guildId, member) ?? []);
      } catch (error) {
        // Whom we know is an answer too, when Discord does not give its own.
        if (!(error instanceof AppError)) throw error;
      }
      const all = new Map<string, PersonSummary>();
      for (const person of [...found, ...known]) all.set(person.userId, person);
      return [...all.values()].slice(0, MAX_FOUND);
    },

    async get({ guildId, userId }) {
      const session = signedIn(sessions);
      const known = summaryOf(session.cache.state, guildId, userId);
      if (known) return known;
      try {
        const member = await session.rest.request(routes.getMember(guildId, userId), {
          priority: 'background',
        });
        return remember(session, guildId, member);
      } catch (error) {
        if (error instanceof AppError && error.code === 'rest/not-found') return null;
        throw error;
      }
    },

    async openDirect({ userId }) {
      const session = signedIn(sessions);
      try {
        const channel = await session.rest.request(routes.openDirectMessage(userId));
        // Discord announces the channel too, but not before the first message in it.
        session.cache.apply({ t: 'CHANNEL_CREATE', d: channel });
        return { kind: 'done', channelId: ChannelId.parse(channel.id) };
      } catch (error) {
        const { state } = session.cache;
        return refusalOf(error, { state, nowMs: clock.now(), needs: [], about: 'user' });
      }
    },
  };
}

/** Everybody the cache knows of a guild whose name, nickname or user name begins with `text`, by name. */
function knownPeople(session: DiscordSession, guildId: string, text: string): PersonSummary[] {
  const { state } = session.cache;
  const wanted = text.trim().toLowerCase();
  const people: PersonSummary[] = [];
  for (const userId of state.guilds.get(guildId)?.members.keys() ?? []) {
    const user = state.users.get(userId);
    const person = summaryOf(state, guildId, userId);
    if (!person || !user) continue;
    const names = [person.displayName, user.username, user.global_name ?? ''];
    if (names.some((name) => name.toLowerCase().startsWith(wanted))) people.push(person);
  }
  return people.sort((a, b) => a.displayName.localeCompare(b.displayName));
}

/** The member goes into the cache, so that mentions and authors have the name too. */
function remember(session: DiscordSession, guildId: string, member: WireMember): PersonSummary | null {
  const { user } = member;
  if (!user) return null;
  session.cache.apply({ t: 'GUILD_MEMBER_UPDATE', d: { ...member, user, guild_id: guildId } });
  return toPerson(guildId, user, {
    nick: member.nick,
    avatar: member.avatar,
    roles: member.roles,
    communicationDisabledUntil: member.communication_disabled_until,
  });
}

function summaryOf(state: CacheState, guildId: string, userId: string): PersonSummary | null {
  const member = state.guilds.get(guildId)?.members.get(userId);
  const user = state.users.get(userId);
  return member && user ? toPerson(guildId, user, member) : null;
}

function toPerson(
  guildId: string,
  user: WireUser,
  member: {
    nick: string | null;
    avatar: string | null;
    roles: readonly string[];
    communicationDisabledUntil: string | null;
  },
): PersonSummary {
  const untilMs = Date.parse(member.communicationDisabledUntil ?? '');
  return {
    userId: UserId.parse(user.id),
    guildId: GuildId.parse(guildId),
    displayName: displayNameOf(user, member.nick),
    username: user.username,
    avatarUrl: memberAvatarUrl(guildId, user.id, member.avatar) ?? avatarUrl(user.id, user.avatar),
    isBot: user.bot,
    roleIds: [...member.roles],
    timedOutUntilMs: Number.isFinite(untilMs) ? untilMs : null,
  };
}
