import { type PermissionName, permissionBit } from '@shared/discord/permissions';
import { parseDispatch } from '@shared/discord/wire/dispatch';
import { type AllowedMentions, DEFAULT_MENTIONS, EMPTY_BODY, NO_MENTIONS } from '@shared/models/message-body';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CacheState, createGuildCache } from '../../../../src/main/discord/cache';
import { pingsOf, type Reach } from '../../../../src/main/services/outbox/blast-radius';
import { mentionsIn } from '../../../../src/main/services/outbox/mentions';
import { SteppedClock } from '../../../support/stepped-clock';

const GUILD = '10';
const SELF = '1';
const MIRA = '2';
const TOM = '3';
const CREW = '20';
const MODS = '21';
const ALL_ON: AllowedMentions = { everyone: true, roles: true, users: true, repliedUser: true };

const bits = (...names: PermissionName[]) =>
  names.reduce((sum, name) => sum | permissionBit(name), 0n).toString();

function aState(options: {
  everyone?: PermissionName[];
  own?: PermissionName[];
  hiddenFrom?: string[];
  memberCount?: number;
}): { state: CacheState; reach: Reach } {
  const role = (id: string, name: string, permissions: string, mentionable = false) => ({
    id,
    name,
    permissions,
    mentionable,
  });
  const member = (id: string, username: string, roles: string[]) => ({ user: { id, username }, roles });
  const denied = { allow: '0', deny: bits('VIEW_CHANNEL') };
  const cache = createGuildCache(new SteppedClock());
  const events: [string, unknown][] = [
    ['READY', { user: { id: SELF, username: 'bot', bot: true }, session_id: 's', guilds: [] }],
    [
      'GUILD_CREATE',
      {
        id: GUILD,
        name: 'Harbour',
        owner_id: '99',
        member_count: options.memberCount ?? 3,
        roles: [
          role(GUILD, '@everyone', bits(...(options.everyone ?? ['VIEW_CHANNEL', 'SEND_MESSAGES']))),
          role(CREW, 'Crew', '0', true),
          role(MODS, 'Mods', '0'),
          role('22', 'Bot', bits(...(options.own ?? []))),
        ],
        channels: [
          {
            id: '30',
            type: 0,
            name: 'general',
            permission_overwrites: (options.hiddenFrom ?? []).map((id) => ({ id, type: 1, ...denied })),
          },
        ],
        members: [
          member(SELF, 'bot', ['22']),
          member(MIRA, 'Mira', [CREW, MODS]),
          member(TOM, 'Tom', [CREW]),
        ],
      },
    ],
  ];
  for (const [name, data] of events) {
    const parsed = parseDispatch(name, data);
    if (parsed.kind !== 'dispatch') throw new Error(`${name}: ${parsed.kind}`);
    cache.apply(parsed.dispatch);
  }
  const { state } = cache;
  const guild = state.guilds.get(GUILD);
  const channel = guild?.channels.get('30');
  if (!guild || !channel) throw new Error('the guild did not come');
  return { state, reach: { guild, channel, channelId: '30', isWebhook: false, directUserId: null } };
}

function pings(content: string, allowed: AllowedMentions, options: Parameters<typeof aState>[0] = {}) {
  const { state, reach } = aState(options);
  return pingsOf({ ...EMPTY_BODY, content, allowedMentions: allowed }, reach, state, 0);
}

describe('a message before it is sent', () => {
  it('notifies everyone who sees the channel, the bot left out, when it may', () => {
    const told = pings('@everyone doors open', ALL_ON, { own: ['MENTION_EVERYONE'], hiddenFrom: [TOM] });
    expect(told.everyone).toEqual({ mention: '@everyone', notifies: true, people: 1 });
    expect(told).toMatchObject({ people: 1, peopleExact: true, warnings: [] });
  });

  it('says that @everyone does nothing without the permission, and why', () => {
    const told = pings('@here', ALL_ON);
    expect(told.everyone).toMatchObject({ mention: '@here', notifies: false });
    expect(told.people).toBe(0);
    expect(told.warnings).toEqual(['Nobody is notified by @here: the bot may not mention everyone here.']);
  });

  it('says that mentions are switched off, and notifies nobody', () => {
    const told = pings(`@everyone <@&${CREW}> <@${MIRA}>`, NO_MENTIONS, { own: ['MENTION_EVERYONE'] });
    expect(told.people).toBe(0);
    expect(told.warnings).toHaveLength(3);
    expect(told.users).toEqual([{ userId: MIRA, name: 'Mira', notifies: false }]);
  });

  it('counts a person once, named alone and by a role', () => {
    const told = pings(`<@${MIRA}> <@!${MIRA}> <@&${CREW}>`, DEFAULT_MENTIONS);
    expect(told.roles).toEqual([{ roleId: CREW, name: 'Crew', notifies: true, people: 2 }]);
    expect(told.people).toBe(2);
  });

  it('knows which roles the bot may not mention', () => {
    const told = pings(`<@&${MODS}>`, DEFAULT_MENTIONS);
    expect(told.roles[0]).toMatchObject({ notifies: false });
    expect(told.warnings[0]).toContain('@Mods');
    expect(pings(`<@&${MODS}>`, DEFAULT_MENTIONS, { own: ['MENTION_EVERYONE'] }).people).toBe(1);
  });

  it('does not count who cannot see the channel', () => {
    expect(pings(`<@${TOM}> <@&${CREW}>`, DEFAULT_MENTIONS, { hiddenFrom: [TOM] }).people).toBe(1);
  });

  it('estimates where not all members are known, and says so', () => {
    const told = pings('@everyone', ALL_ON, { own: ['MENTION_EVERYONE'], memberCount: 5_000 });
    expect(told.everyone?.people).toBe(4_999);
    expect(told.peopleExact).toBe(false);
  });

  it('never notifies more than the parts it names, and nobody with all switched off', () => {
    const piece = fc.constantFrom(
      '@everyone',
      '@here',
      `<@${MIRA}>`,
      `<@&${CREW}>`,
      `<@&${MODS}>`,
      '`',
      '```',
      'hi',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.boolean(), (pieces, may) => {
        const told = pings(pieces.join(' '), ALL_ON, { own: may ? ['MENTION_EVERYONE'] : [] });
        const most =
          (told.everyone?.people ?? 0) + told.roles.reduce((n, r) => n + r.people, 0) + told.users.length;
        expect(told.people).toBeLessThanOrEqual(most);
        expect(pings(pieces.join(' '), NO_MENTIONS).people).toBe(0);
      }),
    );
  });
});

describe('mentions', () => {
  it('in code are none', () => {
    const body = { ...EMPTY_BODY, content: `\`@everyone\` and\n\`\`\`\n<@${MIRA}>\n\`\`\`` };
    expect(mentionsIn(body)).toEqual({ everyone: null, roleIds: [], userIds: [] });
  });

  it('of a layout are those of its texts, wherever they are nested', () => {
    const text = { type: 10, content: `<@${MIRA}> @here` };
    const components = [{ type: 17, components: [{ type: 9, components: [text] }] }];
    const body = { ...EMPTY_BODY, content: '@everyone', componentsV2: true, components };
    expect(mentionsIn(body)).toEqual({ everyone: '@here', roleIds: [], userIds: [MIRA] });
  });

  it('of an embed notify nobody', () => {
    const body = { ...EMPTY_BODY, embeds: [{ description: `<@${MIRA}> @everyone` }] };
    expect(mentionsIn(body)).toEqual({ everyone: null, roleIds: [], userIds: [] });
  });
});
