import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PracticeServer, startPracticeServer } from '../../../src/main/practice-server/practice-server';
import type { RoleRecord } from '../../../src/main/practice-server/world/model';
import { ALL_PERMISSIONS, Permission } from '../../../src/main/practice-server/world/permissions';
import { SeededRandom } from '../../../src/main/practice-server/world/random';
import { type CounterpartRun, runCounterpart } from './counterpart';

/** discord.js, unmodified, runs a whole guild; each test looks at a part of what it saw. */
let server: PracticeServer;
let run: CounterpartRun;
/** What we say each member may do in each channel, before anything changes. */
const ours = new Map<string, bigint>();

beforeAll(async () => {
  server = await startPracticeServer({
    seed: 'guild',
    scripted: false,
    startVoice: null,
    identifyIntervalMs: 0,
    limits: { globalPerSecond: null, buckets: { '*': null } },
  });
  const { world } = server;
  const guild = world.guild(server.guildId);
  if (!guild) throw new Error('no guild');
  const random = new SeededRandom('overwrites');
  const bits = () => BigInt(`0x${random.hex(14)}`) & ALL_PERMISSIONS;
  const boss = {
    ...[...guild.roles.values()][0],
    id: world.newId(),
    name: 'Boss',
    position: 1,
  } as RoleRecord;
  boss.permissions = Permission.ADMINISTRATOR.toString();
  guild.roles.set(boss.id, boss);
  world.people(guild)[20]?.member.roles.push(boss.id);
  // Overwrites at random in channels that the rest of the script leaves alone.
  for (const channel of guild.channels.values()) {
    if (['Lounge', 'Town hall', 'general'].includes(channel.name)) continue;
    const members = [...guild.members.keys()];
    const roles = random.shuffle([...guild.roles.keys()]).slice(0, 3);
    channel.permission_overwrites = [
      ...roles.map((id) => ({ id, type: 0 as const, allow: bits().toString(), deny: bits().toString() })),
      ...random
        .shuffle(members)
        .slice(0, 6)
        .map((id) => ({ id, type: 1 as const, allow: bits().toString(), deny: bits().toString() })),
    ];
  }
  const bot = [...guild.roles.values()].find(({ managed }) => managed);
  if (bot) {
    const more = Permission.BAN_MEMBERS | Permission.MANAGE_GUILD;
    bot.permissions = (BigInt(bot.permissions) | more).toString();
  }
  for (const channel of guild.channels.values()) {
    for (const id of guild.members.keys()) {
      ours.set(`${channel.id}/${id}`, world.permissionsInChannel(guild, channel, id));
    }
  }
  run = await runCounterpart('discord-js-guild.mjs', server.info);
});
afterAll(() => server.close());

describe('discord.js running a guild', () => {
  it('gets to the end without a failure', () => {
    expect(run.steps.get('failed')).toBeUndefined();
    expect(run.steps.get('clientError')).toBeUndefined();
    expect(run.steps.has('done')).toBe(true);
  });

  it('comes to the same permissions for every member in every channel', () => {
    const theirs = Object.entries((run.steps.get('permissions')?.sums ?? {}) as Record<string, string>);
    expect(theirs).toHaveLength(ours.size);
    const dependent =
      Permission.MENTION_EVERYONE |
      Permission.SEND_TTS_MESSAGES |
      Permission.ATTACH_FILES |
      Permission.EMBED_LINKS;
    for (const [key, text] of theirs) {
      let expected = BigInt(text) & ALL_PERMISSIONS;
      // discord.js stops before what follows from a missing bit (reference "Implicit Permissions").
      if ((expected & Permission.VIEW_CHANNEL) === 0n) expected = 0n;
      else if ((expected & Permission.SEND_MESSAGES) === 0n) expected &= ~dependent;
      expect([key, ours.get(key)]).toEqual([key, expected]);
    }
  });

  it('makes every kind of channel, with what belongs to it', () => {
    expect(run.steps.get('channels')).toEqual({
      kinds: {
        text: [0, true, true],
        news: [5, true, true],
        Voice: [2, true, true],
        Stage: [13, true, true],
      },
      forum: [['open', 'done'], '👍', 1],
      archive: 4320,
      sameTag: true,
      media: 16,
    });
  });

  it('sets overwrites, which children of a category follow, and moves channels', () => {
    expect(run.steps.get('overwrites')).toEqual({
      followed: true,
      guest: true,
      refused: 50013,
      gone: true,
      missing: 10009,
      locked: true,
    });
    expect(run.steps.get('moved')).toEqual({ raw: 9 });
    expect(run.steps.get('categoryDeleted')).toEqual({ parentOfChild: null });
  });

  it('makes, orders, gives and deletes roles, and is kept below its own', () => {
    expect(run.steps.get('role')).toEqual({
      heard: true,
      name: 'Ground crew',
      colour: 0x336699,
      permissions: ['MuteMembers'],
      position: 1,
    });
    expect(run.steps.get('roleRules')).toEqual({
      ordered: 2,
      above: 50013,
      has: true,
      managed: 50028,
      beyond: 50013,
      set: ['@everyone', 'Host'],
      deleted: true,
    });
  });

  it('names, times out, mutes and disconnects members, and never the owner', () => {
    expect(run.steps.get('members')).toEqual({
      found: true,
      nick: 'Captain',
      until: true,
      free: false,
      tooLong: 50035,
      theOwner: 50013,
      ownersName: 50013,
      silent: 40032,
    });
  });

  it('kicks and bans, one and many', () => {
    expect(run.steps.get('bans')).toEqual({
      reason: 'spam',
      count: 1,
      bulk: [1, 2],
      unknown: 10026,
      owner: 50013,
    });
  });

  it('opens a stage, invites a speaker and closes it', () => {
    expect(run.steps.get('stages')).toMatchObject({
      twice: 150006,
      edited: 'Questions',
      audience: true,
      invited: true,
      gone: 10067,
    });
  });

  it('reads in the audit log what it did and why', () => {
    expect(run.steps.get('audit')).toMatchObject({
      live: [30, 'to be seen', true],
      change: 'Watched',
      kicks: [['bye', expect.stringMatching(/^\d+$/)]],
      newestFirst: true,
      oldest: true,
    });
  });
});
