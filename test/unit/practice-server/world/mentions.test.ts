import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AllowedMentions,
  type MentionScope,
  resolveMentions,
} from '../../../../src/main/practice-server/world/commands/mentions';
import { aWorld } from '../support';

const { guild, world, person } = aWorld();
const regular = [...guild.roles.values()].find((role) => role.name === 'Regular')?.id ?? '';
const moderator = [...guild.roles.values()].find((role) => role.name === 'Moderator')?.id ?? '';
const scope = (more: Partial<MentionScope> = {}): MentionScope => ({
  guild,
  knowsUser: (id) => world.user(id) !== undefined,
  allowed: null,
  mayMentionEveryone: false,
  repliedTo: null,
  ...more,
});
const allow = (more: Partial<AllowedMentions>): AllowedMentions => ({
  parse: [],
  users: [],
  roles: [],
  replied_user: false,
  ...more,
});

describe('mentions', () => {
  it('name people once, known ones only, in either form', () => {
    const text = `<@${person(1).id}> <@!${person(2).id}> <@${person(1).id}> <@12345>`;
    expect(resolveMentions(text, scope()).mentions).toEqual([person(1).id, person(2).id]);
  });

  it('in code ping nobody', () => {
    const text = `\`<@${person(1).id}>\` \`\`\`@everyone <@${person(2).id}>\`\`\``;
    expect(resolveMentions(text, scope({ mayMentionEveryone: true }))).toEqual({
      mentions: [],
      mention_roles: [],
      mention_everyone: false,
    });
  });

  it('of roles need the role to be mentionable, or the permission', () => {
    const text = `<@&${regular}> <@&${moderator}> <@&${guild.id}>`;
    expect(resolveMentions(text, scope()).mention_roles).toEqual([regular]);
    expect(resolveMentions(text, scope({ mayMentionEveryone: true })).mention_roles).toEqual([
      regular,
      moderator,
    ]);
  });

  it('of everyone need the permission and a guild', () => {
    expect(resolveMentions('hi @here', scope()).mention_everyone).toBe(false);
    expect(resolveMentions('hi @here', scope({ mayMentionEveryone: true })).mention_everyone).toBe(true);
    const dm = scope({ mayMentionEveryone: true, guild: null });
    expect(resolveMentions('hi @everyone', dm).mention_everyone).toBe(false);
  });

  it('of who is replied to follow the request', () => {
    const repliedTo = person(4).id;
    expect(resolveMentions('x', scope({ repliedTo })).mentions).toEqual([repliedTo]);
    expect(resolveMentions('x', scope({ repliedTo, allowed: allow({}) })).mentions).toEqual([]);
    const asked = scope({ repliedTo, allowed: allow({ replied_user: true }) });
    expect(resolveMentions('x', asked).mentions).toEqual([repliedTo]);
  });

  it('never go beyond what is named and what is allowed', () => {
    const ids = [person(0).id, person(1).id, person(2).id];
    fc.assert(
      fc.property(
        fc.subarray(ids),
        fc.subarray(ids),
        fc.boolean(),
        fc.subarray(['users', 'roles', 'everyone'] as const),
        (named, users, mayMentionEveryone, parse) => {
          const text = `${named.map((id) => `<@${id}>`).join(' ')} @everyone <@&${regular}>`;
          const allowed = allow({ users, parse });
          const found = resolveMentions(text, scope({ allowed, mayMentionEveryone }));
          for (const id of found.mentions) {
            expect(named).toContain(id);
            expect(parse.includes('users') || users.includes(id)).toBe(true);
          }
          expect(found.mention_everyone).toBe(mayMentionEveryone && parse.includes('everyone'));
          expect(found.mention_roles.length > 0).toBe(parse.includes('roles'));
        },
      ),
    );
  });
});
