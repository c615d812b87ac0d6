import type { GuildRecord } from '../model';

/** What a request allows to be pinged (reference "Allowed Mentions"); absent: whatever the text names. */
export interface AllowedMentions {
  parse: readonly ('users' | 'roles' | 'everyone')[];
  users: readonly string[];
  roles: readonly string[];
  replied_user: boolean;
}

export interface MentionScope {
  guild: GuildRecord | null;
  /** Whether a user of this id exists. */
  knowsUser(id: string): boolean;
  allowed: AllowedMentions | null;
  /** MENTION_EVERYONE: opens @everyone and @here, and roles that are not mentionable by all. */
  mayMentionEveryone: boolean;
  /** Author of the message replied to; null when it is no reply. */
  repliedTo: string | null;
}

export interface Mentions {
  mentions: string[];
  mention_roles: string[];
  mention_everyone: boolean;
}

const USER = /<@!?(\d{1,20})>/g;
const ROLE = /<@&(\d{1,20})>/g;
const EVERYONE = /@(everyone|here)\b/;

/** Who a text pings: what it names, as far as request and permissions allow. Text in code pings nobody. */
export function resolveMentions(text: string, scope: MentionScope): Mentions {
  const { allowed, guild } = scope;
  const spoken = withoutCode(text);
  const users = namedIn(spoken, USER).filter(
    (id) =>
      scope.knowsUser(id) && (!allowed || allowed.parse.includes('users') || allowed.users.includes(id)),
  );
  const pingsAuthor = allowed === null || allowed.replied_user;
  if (scope.repliedTo !== null && pingsAuthor && scope.knowsUser(scope.repliedTo)) {
    if (!users.includes(scope.repliedTo)) users.push(scope.repliedTo);
  }
  const roles = namedIn(spoken, ROLE).filter((id) => {
    const role = guild?.roles.get(id);
    if (!role || id === guild?.id) return false;
    if (!role.mentionable && !scope.mayMentionEveryone) return false;
    return !allowed || allowed.parse.includes('roles') || allowed.roles.includes(id);
  });
  const everyone =
    guild !== null &&
    scope.mayMentionEveryone &&
    (!allowed || allowed.parse.includes('everyone')) &&
    EVERYONE.test(spoken);
  return { mentions: users, mention_roles: roles, mention_everyone: everyone };
}

function namedIn(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].flatMap((match) => match[1] ?? []))];
}

function withoutCode(text: string): string {
  return text.replace(/```[\s\S]*?```/g, ' ').replace(/(`+)(?!`)[^\n]*?[^`]\1(?!`)/g, ' ');
}
