import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PracticeServer, startPracticeServer } from '../../../src/main/practice-server/practice-server';
import { call, control } from './clients';

let server: PracticeServer;
beforeEach(async () => {
  server = await startPracticeServer({ seed: 'rest', scripted: false, startVoice: null });
});
afterEach(() => server.close());

const channelNamed = (name: string): string => {
  const guild = [...server.world.state.guilds.values()][0];
  const channel = [...(guild?.channels.values() ?? [])].find((candidate) => candidate.name === name);
  if (!channel) throw new Error(`no channel ${name}`);
  return channel.id;
};
const somebody = (index = 5): string => {
  const guild = [...server.world.state.guilds.values()][0];
  const user = guild && server.world.people(guild)[index]?.user;
  if (!user) throw new Error('nobody');
  return user.id;
};

describe('errors of the REST API', () => {
  it('has no route without a known path, and no body that is not JSON', async () => {
    expect(await call(server, 'GET', '/nothing')).toMatchObject({ status: 404, body: { code: 0 } });
    expect(await call(server, 'PUT', '/gateway')).toMatchObject({ status: 405, body: { code: 0 } });
    const other = await fetch(new URL('/other', server.rest));
    expect(other.status).toBe(404);
  });

  it('refuses an unknown version of the API', async () => {
    const response = await fetch(`${server.rest}/v6/gateway`);
    expect([response.status, ((await response.json()) as { code: number }).code]).toEqual([400, 50041]);
    expect((await fetch(`${server.rest}/v9/gateway`)).status).toBe(200);
  });

  it('wants a token, and the right one', async () => {
    for (const Authorization of ['', 'Bot wrong', `Bearer ${server.token}`, server.token]) {
      const reply = await call(server, 'GET', '/users/@me', undefined, { Authorization });
      expect(reply).toMatchObject({ status: 401, body: { code: 0, message: '401: Unauthorized' } });
    }
    expect((await call({ ...server.info, token: '' }, 'GET', '/gateway')).status).toBe(200);
  });

  it('says which field of a form is wrong', async () => {
    const reply = await call(server, 'POST', `/channels/${server.textChannelId}/messages`, {
      content: 'x'.repeat(2001),
    });
    expect(reply).toMatchObject({
      status: 400,
      body: { code: 50035, errors: { content: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH' }] } } },
    });
  });

  it('answers malformed bodies', async () => {
    const path = `/channels/${server.textChannelId}/messages`;
    expect(await call(server, 'POST', path, '{"content":')).toMatchObject({
      status: 400,
      body: { code: 50109 },
    });
    expect(await call(server, 'POST', path, '[1,2]')).toMatchObject({ status: 400, body: { code: 50035 } });
    expect(await call(server, 'POST', path, '{"content":{"a":1}}')).toMatchObject({ body: { code: 50035 } });
    const text = { 'Content-Type': 'text/plain' };
    expect(await call(server, 'POST', path, 'hello', text)).toMatchObject({
      status: 400,
      body: { code: 50035 },
    });
    expect(await call(server, 'POST', path, {})).toMatchObject({ status: 400, body: { code: 50006 } });
  });

  it('refuses a body that is too large, by its announcement and by its bytes', async () => {
    const path = `/channels/${server.textChannelId}/messages`;
    const huge = 'x'.repeat(26 * 1024 * 1024);
    const reply = await call(server, 'POST', path, huge).catch((error: unknown) => error);
    // The server may hang up while the client still writes; either way it answers the next request.
    if (!(reply instanceof Error)) expect(reply).toMatchObject({ status: 413, body: { code: 40005 } });
    expect((await call(server, 'GET', '/gateway/bot')).status).toBe(200);
  });

  it('survives bytes that are no HTTP at all', async () => {
    const port = Number(new URL(server.rest).port);
    await new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.write('\x00\xff garbage\r\n\r\n'));
      socket.on('data', () => undefined);
      socket.on('error', () => undefined);
      socket.on('close', () => resolve());
    });
    expect((await call(server, 'GET', '/users/@me')).status).toBe(200);
  });

  it.each([
    ['GET', '/channels/123456789012345678', 404, 10003],
    ['GET', '/guilds/123456789012345678', 404, 10004],
    ['GET', '/users/123456789012345678', 404, 10013],
  ])('%s %s of something unknown', async (method, path, status, code) => {
    expect(await call(server, method, path)).toMatchObject({ status, body: { code } });
  });

  it('hides channels, members and voice states that are not there to see', async () => {
    const guild = `/guilds/${server.guildId}`;
    expect(await call(server, 'GET', `/channels/${channelNamed('staff')}`)).toMatchObject({
      status: 403,
      body: { code: 50001 },
    });
    expect(await call(server, 'GET', `${guild}/members/99`)).toMatchObject({
      status: 404,
      body: { code: 10013 },
    });
    expect(await call(server, 'GET', `${guild}/voice-states/@me`)).toMatchObject({
      status: 404,
      body: { code: 10065 },
    });
    const welcome = `/channels/${channelNamed('welcome')}/messages`;
    expect(await call(server, 'POST', welcome, { content: 'hi' })).toMatchObject({
      status: 403,
      body: { code: 50013 },
    });
  });
});

describe('messages over REST', () => {
  const path = () => `/channels/${server.textChannelId}/messages`;

  it('are sent, read, edited and deleted', async () => {
    const sent = await call(server, 'POST', path(), { content: ' hello ', nonce: 'n-1' });
    expect(sent).toMatchObject({ status: 200, body: { content: 'hello', nonce: 'n-1' } });
    const one = `${path()}/${String(sent.body.id)}`;
    expect((await call(server, 'PATCH', one, { content: 'bye' })).body).toMatchObject({ content: 'bye' });
    expect((await call(server, 'GET', one)).body.edited_timestamp).not.toBeNull();
    expect((await call(server, 'DELETE', one)).status).toBe(204);
    expect(await call(server, 'DELETE', one)).toMatchObject({ status: 404, body: { code: 10008 } });
  });

  it('sent twice with one enforced nonce are one message', async () => {
    const body = { content: 'once', nonce: 7, enforce_nonce: true };
    const [first, second] = [
      await call(server, 'POST', path(), body),
      await call(server, 'POST', path(), body),
    ];
    expect(second.body.id).toBe(first.body.id);
    const unenforced = await call(server, 'POST', path(), { content: 'once', nonce: 7 });
    expect(unenforced.body.id).not.toBe(first.body.id);
  });

  it('of others cannot be edited', async () => {
    const { id } = await control(server, `members/${somebody()}/messages`, {
      channelId: server.textChannelId,
      content: 'mine',
    });
    expect(await call(server, 'PATCH', `${path()}/${String(id)}`, { content: 'yours' })).toMatchObject({
      status: 403,
      body: { code: 50005 },
    });
    expect((await call(server, 'DELETE', `${path()}/${String(id)}`)).status).toBe(204);
  });

  it('take files as multipart', async () => {
    const form = new FormData();
    form.append(
      'payload_json',
      JSON.stringify({ content: 'see', attachments: [{ id: 0, description: 'a note' }] }),
    );
    form.append('files[0]', new Blob(['12345'], { type: 'text/plain' }), 'note.txt');
    const sent = await call(server, 'POST', path(), form);
    expect(sent.body.attachments).toMatchObject([{ filename: 'note.txt', size: 5, description: 'a note' }]);
  });

  it('refuse two cursors at once', async () => {
    expect(await call(server, 'GET', `${path()}?before=1&after=1`)).toMatchObject({
      status: 400,
      body: { code: 50035 },
    });
    expect(await call(server, 'GET', `${path()}?limit=101`)).toMatchObject({
      status: 400,
      body: { code: 50035 },
    });
  });
});

describe('members and rooms over REST', () => {
  it('moves, mutes and disconnects a member in voice, and nobody else', async () => {
    const userId = somebody();
    const path = `/guilds/${server.guildId}/members/${userId}`;
    expect(await call(server, 'PATCH', path, { channel_id: server.voiceChannelId })).toMatchObject({
      status: 400,
      body: { code: 40032 },
    });
    await control(server, `members/${userId}/voice`, { channelId: server.voiceChannelId });
    const studio = channelNamed('Studio');
    expect((await call(server, 'PATCH', path, { channel_id: studio, mute: true })).body).toMatchObject({
      mute: true,
    });
    const state = await call(server, 'GET', `/guilds/${server.guildId}/voice-states/${userId}`);
    expect(state.body).toMatchObject({ channel_id: studio, mute: true });
    expect((await call(server, 'PATCH', path, { channel_id: null })).status).toBe(200);
    expect((await call(server, 'GET', `/guilds/${server.guildId}/voice-states/${userId}`)).status).toBe(404);
  });

  it('lists and finds members', async () => {
    const all = await call(server, 'GET', `/guilds/${server.guildId}/members?limit=1000`);
    expect(all.body).toHaveLength(25);
    const first = await call(server, 'GET', `/guilds/${server.guildId}/members?limit=10`);
    const list = first.body as unknown as { user: { id: string; username: string } }[];
    const after = await call(
      server,
      'GET',
      `/guilds/${server.guildId}/members?limit=1000&after=${list[9]?.user.id}`,
    );
    expect(after.body).toHaveLength(15);
    const name = list[3]?.user.username ?? '';
    const found = await call(
      server,
      'GET',
      `/guilds/${server.guildId}/members/search?query=${name.toUpperCase()}`,
    );
    expect(found.body).toMatchObject([{ user: { username: name } }]);
  });

  it('makes a room with its limits, and writes down why', async () => {
    const path = `/guilds/${server.guildId}/channels`;
    expect(await call(server, 'POST', path, { name: 'x', type: 2, bitrate: 100 })).toMatchObject({
      body: { code: 50035 },
    });
    expect(await call(server, 'POST', path, { name: 'x', type: 2, user_limit: 100 })).toMatchObject({
      body: { code: 50035 },
    });
    expect(
      await call(server, 'POST', path, { name: 'x', type: 2, parent_id: server.voiceChannelId }),
    ).toMatchObject({ body: { code: 50035 } });
    const everything = [{ id: server.guildId, type: 0, allow: '8', deny: '0' }];
    expect(await call(server, 'POST', path, { name: 'x', permission_overwrites: everything })).toMatchObject({
      status: 403,
      body: { code: 50013 },
    });
    const made = await call(
      server,
      'POST',
      path,
      { name: 'Booth', type: 2, user_limit: 3 },
      { 'X-Audit-Log-Reason': 'f%C3%BCr%20heute' },
    );
    expect(made).toMatchObject({ status: 201, body: { name: 'Booth', user_limit: 3 } });
    expect(server.world.state.audit_log.at(-1)).toMatchObject({
      reason: 'für heute',
      target_id: made.body.id,
    });
  });

  it('sets a status under a room', async () => {
    const path = `/channels/${server.voiceChannelId}/voice-status`;
    expect((await call(server, 'PUT', path, { status: 'on air' })).status).toBe(204);
    expect(server.world.channel(server.voiceChannelId)?.channel.status).toBe('on air');
    expect(await call(server, 'PUT', path, { status: 'x'.repeat(501) })).toMatchObject({ status: 400 });
    expect(
      await call(server, 'PUT', `/channels/${server.textChannelId}/voice-status`, { status: 'x' }),
    ).toMatchObject({ body: { code: 50024 } });
  });
});

describe('rate limits', () => {
  it('counts down in the headers and then refuses with a body that says how long', async () => {
    const path = `/channels/${server.textChannelId}/messages`;
    const replies = [];
    for (let count = 0; count < 6; count++)
      replies.push(await call(server, 'POST', path, { content: String(count) }));
    expect(replies.map(({ headers }) => headers.get('x-ratelimit-remaining'))).toEqual([
      '4',
      '3',
      '2',
      '1',
      '0',
      '0',
    ]);
    const refused = replies.at(-1);
    expect(refused).toMatchObject({
      status: 429,
      body: { global: false, message: 'You are being rate limited.' },
    });
    expect(refused?.headers.get('x-ratelimit-scope')).toBe('user');
    const retryAfter = Number(refused?.body.retry_after);
    expect(retryAfter).toBeGreaterThan(3);
    expect(retryAfter).toBeLessThanOrEqual(5);
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThanOrEqual(retryAfter);
    const elsewhere = await call(server, 'POST', `/channels/${channelNamed('music')}/messages`, {
      content: 'x',
    });
    expect(elsewhere.status).toBe(200);
    expect(elsewhere.headers.get('x-ratelimit-bucket')).toBe(refused?.headers.get('x-ratelimit-bucket'));
  });

  it('lets no more than fifty requests through in a second', async () => {
    const ids = Array.from({ length: 60 }, (_, index) => String(9_000_000_000_000_000 + index));
    const replies = await Promise.all(ids.map((id) => call(server, 'GET', `/channels/${id}`)));
    const refused = replies.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(10 - 1);
    expect(refused[0]).toMatchObject({ body: { global: true } });
    expect(refused[0]?.headers.get('x-ratelimit-global')).toBe('true');
    expect(refused[0]?.headers.get('x-ratelimit-scope')).toBe('global');
  });

  it('lets a channel be renamed twice in ten minutes, other changes freely', async () => {
    const path = `/channels/${server.voiceChannelId}`;
    expect((await call(server, 'PATCH', path, { name: 'one' })).status).toBe(200);
    expect((await call(server, 'PATCH', path, { name: 'two' })).status).toBe(200);
    const third = await call(server, 'PATCH', path, { name: 'three' });
    expect(third.status).toBe(429);
    expect(Number(third.body.retry_after)).toBeGreaterThan(500);
    expect((await call(server, 'PATCH', path, { user_limit: 9 })).status).toBe(200);
  });
});

describe('control', () => {
  it('is closed without a token', async () => {
    const response = await fetch(new URL('/practice/state', server.rest));
    expect(response.status).toBe(401);
  });

  it('shows the whole world but no token', async () => {
    const response = await fetch(new URL('/practice/state', server.rest), {
      headers: { Authorization: `Bot ${server.controlToken}` },
    });
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ seed: 'rest', paused: true });
    expect(text).not.toContain(server.token);
  });

  it('revokes the token for everything but itself', async () => {
    await control(server, 'token/revoke');
    expect((await call(server, 'GET', '/users/@me')).status).toBe(401);
    await control({ ...server.info, token: server.controlToken }, 'pause');
  });

  it('plays a scenario, or says which line is wrong', async () => {
    const guild = server.world.guild(server.guildId);
    const name = server.world.user(somebody())?.username ?? '';
    expect(await control(server, 'scenario', { script: `at 0s ${name} joins Studio` })).toEqual({ steps: 1 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(guild?.voice_states.get(somebody())?.channel_id).toBe(channelNamed('Studio'));
    await expect(control(server, 'scenario', { script: 'nonsense' })).rejects.toThrow(/line 1/);
  });
});
