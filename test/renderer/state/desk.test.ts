import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { routeNameProblem, toRouteName } from '../../../src/renderer/features/routes/name';
import { emptyTarget, formOf, targetOf } from '../../../src/renderer/features/routes/target-form';
import { wordAgo } from '../../../src/renderer/features/threads/last-activity';
import { choosePosts } from '../../../src/renderer/features/threads/posts';
import { threadStanding } from '../../../src/renderer/features/threads/ThreadNotice';
import { groupWebhooks } from '../../../src/renderer/features/webhooks/group';
import {
  applyBack,
  applyDesk,
  applyPlace,
  applyPostGone,
  initialView,
  type MessagesPlace,
} from '../../../src/renderer/state/view/apply';
import { applyWebhook, applyWebhookGone, initialWebhooks } from '../../../src/renderer/state/webhooks/apply';
import { applyChanged, applySnapshot, initialWorkspace } from '../../../src/renderer/state/workspace/apply';
import { ChannelId } from '../../../src/shared/discord/snowflake';
import { DirectDestination, ROUTE_NAME } from '../../../src/shared/models/message-body';
import type { WebhookSummary } from '../../../src/shared/models/routes';
import type { ThreadSummary } from '../../../src/shared/models/workspace';
import { createPracticeDouble } from '../../support/practice-double';

async function aWorkspace() {
  const double = createPracticeDouble({ signedIn: true, fullDesk: true });
  const snapshot = await double.api.workspace.snapshot();
  return { double, snapshot, state: applySnapshot(initialWorkspace, snapshot) };
}

describe('the workspace', () => {
  it('keeps threads, conversations and where they belong', async () => {
    const { state } = await aWorkspace();
    expect(state.threads['501']?.parentId).toBe('301');
    expect(state.directChannels['601']?.displayName).toBe('Mira');
  });

  it('lets the threads of a channel go with it', async () => {
    const { state } = await aWorkspace();
    const outcome = applyChanged(state, {
      revision: state.revision + 1,
      changes: [{ type: 'textChannelRemoved', channelId: ChannelId.parse('301') }],
    });
    if (outcome.kind !== 'applied') throw new Error(outcome.kind);
    expect(outcome.state.threads['501']).toBeUndefined();
    expect(outcome.state.threads['511']).toBe(state.threads['511']);
  });

  it('takes the roles of a guild as a whole', async () => {
    const { double, state } = await aWorkspace();
    const role = { roleId: '71', guildId: double.guildId, name: 'Hosts', colour: null, position: 1 };
    const full = { ...role, mentionable: true, assignable: true, managed: false } as never;
    const step = (from: typeof state, roles: never[]) => {
      const outcome = applyChanged(from, {
        revision: from.revision + 1,
        changes: [{ type: 'rolesChanged', guildId: double.guildId, roles }],
      });
      if (outcome.kind !== 'applied') throw new Error(outcome.kind);
      return outcome.state;
    };
    const one = step(state, [full]);
    expect(Object.keys(one.roles)).toEqual(['71']);
    expect(step(one, []).roles).toEqual({});
  });
});

describe('a post that was begun', () => {
  const post = (title: string): MessagesPlace => ({
    kind: 'compose',
    destination: { kind: 'forumPost', channelId: ChannelId.parse('310'), title, tagIds: [] },
  });

  it('is there again after looking elsewhere', () => {
    const begun = applyPlace(applyPlace(initialView, post('')), post('Which cable?'));
    const away = applyPlace(begun, { kind: 'routes' });
    expect(applyPlace(away, post('')).place).toEqual(post('Which cable?'));
  });

  it('begins anew once it is sent', () => {
    const begun = applyPlace(applyPlace(initialView, post('')), post('Which cable?'));
    const sent = applyPostGone(begun, ChannelId.parse('310'));
    expect(sent.place).toEqual(post(''));
    expect(applyPlace(applyPlace(sent, { kind: 'routes' }), post('')).place).toEqual(post(''));
  });

  it('can be emptied while it is written', () => {
    const begun = applyPlace(applyPlace(initialView, post('')), post('W'));
    expect(applyPlace(begun, post('')).place).toEqual(post(''));
  });
});

describe('route names', () => {
  it('come out of what is typed as names that are allowed', () => {
    expect(toRouteName('Stand Up!')).toBe('stand-up');
    expect(toRouteName('Müller_2')).toBe('muller_2');
    expect(routeNameProblem('')).toBe('A route needs a name.');
    expect(routeNameProblem('-x')).not.toBeNull();
  });

  it('are judged as the contract judges them', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        const name = toRouteName(text);
        expect(routeNameProblem(name) === null).toBe(ROUTE_NAME.test(name));
        expect(routeNameProblem(text) === null).toBe(ROUTE_NAME.test(text));
      }),
    );
  });
});

describe('the target of a route', () => {
  it('says what is missing, field by field', () => {
    expect(targetOf(emptyTarget, false)).toMatchObject({ kind: 'problem', field: 'channel' });
    expect(targetOf({ ...emptyTarget, kind: 'user' }, false)).toMatchObject({ field: 'user' });
    expect(targetOf({ ...emptyTarget, kind: 'webhook' }, false)).toMatchObject({ field: 'webhook' });
    const hook = { ...emptyTarget, kind: 'webhook' as const, webhookId: '901' };
    expect(targetOf({ ...hook, avatarUrl: 'file:///etc/x' }, false)).toMatchObject({ field: 'avatar' });
    expect(targetOf(hook, true)).toMatchObject({ field: 'title' });
    expect(targetOf(hook, false)).toMatchObject({ kind: 'ok' });
  });

  it('survives being opened for editing', () => {
    const identity = { username: 'Alarm', avatarUrl: 'https://example.org/a.png' };
    const target = DirectDestination.parse({
      kind: 'webhook',
      webhookId: '901',
      threadId: null,
      threadName: 'Daily',
    });
    expect(targetOf(formOf(target, identity, 'x'), true)).toEqual({ kind: 'ok', target, identity });
  });
});

describe('posts of a forum', () => {
  const post = (channelId: string, extra: Partial<ThreadSummary>) =>
    ({
      channelId,
      name: '',
      pinned: false,
      appliedTagIds: [],
      lastMessageId: null,
      ...extra,
    }) as ThreadSummary;
  const posts = [
    post('10', { name: 'Cables', lastMessageId: '90' as never }),
    post('20', { name: 'Stage', pinned: true, appliedTagIds: ['a'] }),
    post('30', { name: 'Hum', appliedTagIds: ['a', 'b'] }),
  ];
  const order = (extra: object) =>
    choosePosts(posts, { tagIds: [], text: '', order: 'activity', ...extra }).map((one) => one.channelId);

  it('stand with the pinned ones first, then by activity or age', () => {
    expect(order({})).toEqual(['20', '10', '30']);
    expect(order({ order: 'created' })).toEqual(['20', '30', '10']);
  });

  it('must have every tag that is asked for', () => {
    expect(order({ tagIds: ['a', 'b'] })).toEqual(['30']);
    expect(order({ text: 'STA' })).toEqual(['20']);
  });
});

describe('writing in a thread', () => {
  const thread = (extra: Partial<ThreadSummary>) =>
    ({ archived: false, locked: false, abilities: ['sendInThreads'], ...extra }) as ThreadSummary;

  it('is explained when it is archived, locked or not allowed', () => {
    expect(threadStanding(thread({}))).toBeNull();
    expect(threadStanding(thread({ archived: true }))).toMatchObject({ canWrite: true, canReopen: true });
    expect(threadStanding(thread({ locked: true }))).toMatchObject({ canWrite: false });
    expect(threadStanding(thread({ archived: true, locked: true }))).toMatchObject({ canReopen: false });
    expect(threadStanding(thread({ abilities: [] }))).toMatchObject({ canWrite: false });
    expect(
      threadStanding(thread({ locked: true, abilities: ['sendInThreads', 'manageThreads'] })),
    ).toMatchObject({ canWrite: true });
  });
});

describe('webhooks', () => {
  const hook = (webhookId: string, extra: Partial<WebhookSummary> = {}): WebhookSummary => ({
    webhookId,
    guildId: '100' as never,
    channelId: '301' as never,
    name: webhookId,
    avatarUrl: null,
    kind: 'incoming',
    createdBy: null,
    canPost: true,
    imported: false,
    ...extra,
  });

  it('stand under their channels, what was added by link last, nothing twice', async () => {
    const { state } = await aWorkspace();
    const usable = [hook('1'), hook('2', { guildId: null, channelId: null, imported: true })];
    const groups = groupWebhooks(
      { list: [hook('1'), hook('3', { channelId: '999' as never })], usable },
      state.textChannels,
      '100',
    );
    expect(groups.map((group) => [group.id, group.webhooks.map((w) => w.webhookId)])).toEqual([
      ['301', ['1']],
      ['unknown', ['3']],
      ['elsewhere', ['2']],
    ]);
  });

  it('leave both lists when they are deleted', () => {
    const with1 = applyWebhook({ ...initialWebhooks, guildId: '100' }, hook('1'));
    expect([with1.list.length, with1.usable.length]).toEqual([1, 1]);
    const renamed = applyWebhook(with1, hook('1', { name: 'New' }));
    expect(renamed.list.map((w) => w.name)).toEqual(['New']);
    const gone = applyWebhookGone(renamed, '1');
    expect([gone.list, gone.usable]).toEqual([[], []]);
  });
});

describe('how long ago', () => {
  it('is said in the largest unit that fits', () => {
    expect(wordAgo(0, 59_000, 'en')).toBe('now');
    expect(wordAgo(0, 3_600_000, 'en')).toBe('1 hour ago');
    expect(wordAgo(0, 86_400_000, 'en')).toBe('yesterday');
    expect(wordAgo(10_000, 0, 'en')).toBe('now');
  });
});

describe('a full composer', () => {
  const compose: MessagesPlace = { kind: 'compose', destination: { kind: 'route', name: 'news' } };

  it.each(['routes', 'webhooks', 'channel'] as const)('goes back to %s', (kind) => {
    const open = applyPlace({ ...initialView, place: { kind } }, compose);
    // Another destination is still the same composer.
    const other = applyPlace(open, { kind: 'compose', destination: { kind: 'route', name: 'other' } });
    expect(applyBack(other).place).toEqual({ kind });
  });

  it('has nothing to close where none is open', () => {
    const view = { ...initialView, place: { kind: 'routes' } as const };
    expect(applyBack(view)).toBe(view);
  });
});

describe('diagnostics', () => {
  it('remember the desk they were opened from, not themselves', () => {
    const live = { ...initialView, desk: 'live' as const };
    const open = applyDesk(live, 'diagnostics');
    expect(open.deskBefore).toBe('live');
    expect(applyDesk(open, 'diagnostics')).toBe(open);
    expect(applyDesk(open, 'rooms').deskBefore).toBe('live');
  });
});
