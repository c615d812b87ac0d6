import { type AllowedMentions, DEFAULT_MENTIONS, NO_MENTIONS } from '@shared/models/message-body';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { control } from './core-support';
import { aBody, type Desk, startDesk } from './outbox-support';

const ALL: AllowedMentions = { ...DEFAULT_MENTIONS, everyone: true };

describe('before a message is sent', () => {
  let desk: Desk;

  beforeEach(async () => {
    desk = await startDesk();
  });
  afterEach(async () => {
    await desk.close();
    await desk.server.close();
  });

  const here = () => ({ kind: 'channel', channelId: desk.channelId }) as const;
  const preview = (body: Parameters<typeof aBody>[0]) =>
    desk.api.outbox.preview({ destination: here(), body: aBody(body) });

  it('says where it goes, whom it calls and that nobody is called by default', async () => {
    const { guilds } = await desk.api.workspace.snapshot();
    const quiet = await preview({ content: 'Hello' });
    expect(quiet).toMatchObject({
      guildId: desk.guildId,
      people: 0,
      requests: 1,
      problems: [],
      warnings: [],
    });
    expect(quiet.where).toContain(guilds[0]?.name);

    const loud = await preview({ content: '@everyone', allowedMentions: ALL });
    expect(loud.everyone).toMatchObject({ mention: '@everyone', notifies: true });
    expect(loud.people).toBeGreaterThan(3);
    const off = await preview({ content: '@everyone', allowedMentions: NO_MENTIONS });
    expect(off.people).toBe(0);
    expect(off.warnings).toHaveLength(1);
  });

  it('tells roles by name, and what is wrong with it, with the limits', async () => {
    const { roles } = await desk.api.workspace.snapshot();
    const role = roles.find((one) => one.position > 0);
    const told = await preview({ content: `<@&${role?.roleId}> ${'x'.repeat(2_000)}` });
    expect(told.roles).toMatchObject([{ name: role?.name }]);
    expect(told.problems).toMatchObject([{ path: 'content', limit: 2_000 }]);
  });

  it('estimates longer the more waits in front of it, and the longer a file takes', async () => {
    const warm = await desk.submit({});
    await desk.reaches(warm.entryId, 'sent');
    const alone = await preview({ content: 'now' });
    const file = {
      ...(await desk.api.files.stagePasted({ bytes: new Uint8Array(1), fileName: 'a', contentType: '' })),
    };
    const heavy = await preview({ files: [{ ...file, sizeBytes: 20_000_000 }] });
    expect(heavy.uploadBytes).toBe(20_000_000);
    expect(heavy.estimatedMs).toBeGreaterThan(alone.estimatedMs + 10_000);

    await control(desk.server, 'POST', '/trouble', {
      rest: { faults: [{ kind: 'hang', path: '/channels/:id/messages', methods: ['POST'] }] },
    });
    for (let i = 0; i < 12; i++) await desk.submit({});
    const behind = await preview({ content: 'now' });
    expect(behind.estimatedMs).toBeGreaterThan(alone.estimatedMs + 500);
  });

  it('asks nothing of the server', async () => {
    const before = (await desk.api.app.diagnostics()).counters['rest.requests'];
    for (const content of ['a', '@here', '<@1>']) await preview({ content });
    expect((await desk.api.app.diagnostics()).counters['rest.requests']).toBe(before);
  });

  it('says which permission is missing where it goes', async () => {
    const { textChannels } = await desk.api.workspace.snapshot();
    const readOnly = textChannels.find((one) => one.kind === 'text' && !one.abilities.includes('send'));
    if (!readOnly) throw new Error('no channel to read only');
    const { channelId } = readOnly;
    const told = await desk.api.outbox.preview({
      destination: { kind: 'channel', channelId },
      body: aBody(),
    });
    expect(told.warnings).toEqual(['Discord would refuse this: the bot lacks “Send Messages” here.']);
    const entry = await desk.submit({ destination: { kind: 'channel', channelId } });
    expect((await desk.reaches(entry.entryId, 'failed')).state.problem).toEqual({
      kind: 'missingPermission',
      permission: 'Send Messages',
    });
  });

  it('says that a route leads nowhere', async () => {
    const told = await desk.api.outbox.preview({
      destination: { kind: 'route', name: 'nowhere' },
      body: aBody(),
    });
    expect(told.warnings[0]).toContain('leads nowhere');
  });
});
