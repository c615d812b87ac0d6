import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CounterpartRun, runCounterpart } from './counterpart';
import { type MessagesHarness, messagesHarness } from './messages-harness';

/** discord.js, unmodified, writes, reacts, pins, opens threads and posts; each test looks at a part of what it saw. */
let h: MessagesHarness;
let run: CounterpartRun;
beforeAll(async () => {
  h = await messagesHarness('desk judge');
  const users = [...h.server.world.state.users.values()];
  run = await runCounterpart('discord-js-messages.mjs', {
    ...h.server.info,
    openUserId: h.person(4),
    closedUserId: users.find((user) => user.dms_closed)?.id,
  });
});
afterAll(() => h.server.close());

describe('discord.js at the messages desk', () => {
  it('gets to the end without a failure', () => {
    expect(run.steps.get('failed')).toBeUndefined();
    expect(run.steps.get('clientError')).toBeUndefined();
    expect(run.steps.has('done')).toBe(true);
    expect(run.exitCode).toBe(0);
  });

  it('runs webhooks with the bot’s token and with theirs alone', () => {
    expect(run.steps.get('webhooks')).toEqual({
      author: 'Bell',
      embed: 'Guest',
      edited: 'dong',
      fetched: 'dong',
      listed: true,
      renamed: 'Gong',
      samePlace: true,
      untold: 220001,
      afterDeletion: 10015,
      goneMessage: 10015,
    });
  });

  it('gets files back as it sent them, and keeps those it names', () => {
    expect(run.steps.get('files')).toEqual({
      same: true,
      description: 'numbers',
      afterEdit: ['data.bin', 'x.txt'],
      kept: ['x.txt'],
      embedded: true,
    });
  });

  it('pings whom it means to', () => {
    expect(run.steps.get('mentions')).toEqual({
      all: [1, 1, true],
      none: [0, 0, false],
      users: [1, 0, false],
    });
  });

  it('replies and forwards', () => {
    expect(run.steps.get('replies')).toEqual({
      referenced: true,
      pings: 0,
      forwarded: 'who is in?',
      missing: 50035,
    });
  });

  it('collects, lists and clears reactions', () => {
    expect(run.steps.get('reactions')).toEqual({
      collected: ['👍', 'wave'],
      users: [h.person(4)],
      left: 0,
      unknown: 10014,
      emojis: 6,
    });
  });

  it('pins and unpins', () => {
    expect(run.steps.get('pins')).toEqual({ reference: true, listed: true, afterwards: 0 });
  });

  it('opens, archives, wakes and deletes threads', () => {
    expect(run.steps.get('threads')).toEqual({
      sameId: true,
      members: 2,
      starter: true,
      foundArchived: true,
      active: true,
      hiddenMembers: 2,
    });
  });

  it('posts in a forum', () => {
    expect(run.steps.get('posts')).toEqual({
      tags: 1,
      first: 'what about this?',
      files: 1,
      active: true,
      retagged: true,
      emptyRefused: 50006,
    });
  });

  it('writes with people directly, and learns who takes no messages', () => {
    expect(run.steps.get('directMessages')).toEqual({
      same: true,
      sentTo: true,
      heard: 'yes',
      inGuild: false,
      sameChannel: true,
      closed: 50007,
    });
  });

  it('builds buttons and layouts, and is told what is wrong with a form', () => {
    expect(run.steps.get('layouts')).toEqual({
      buttons: ['Yes', 'More'],
      layout: '# Hello',
      v2: true,
      both: 50035,
      field: ['content'],
    });
  });

  it('deletes many at once and publishes once', () => {
    expect(run.steps.get('many')).toEqual({ deleted: 3, heard: 3, crossposted: true, twice: 40033 });
  });
});
