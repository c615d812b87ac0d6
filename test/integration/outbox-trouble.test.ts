import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { permissionBit } from '@shared/discord/permissions';
import { UserId } from '@shared/discord/snowflake';
import type { StagedFile } from '@shared/models/message-body';
import type { TroubleInput } from '@shared/models/practice-trouble';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../support/headless';
import { control } from './core-support';
import { type Desk, startDesk } from './outbox-support';

const MESSAGES = '/channels/:id/messages';

describe('the outbox in trouble', () => {
  let desk: Desk;

  beforeEach(async () => {
    desk = await startDesk();
  });
  afterEach(async () => {
    await desk.close();
    await desk.server.close();
  });

  const trouble = (rest: NonNullable<TroubleInput['rest']>) =>
    control(desk.server, 'POST', '/trouble', { rest });
  const contents = async () => {
    const page = await desk.api.messages.list({
      channelId: desk.channelId,
      from: { kind: 'newest' },
      limit: 20,
    });
    return page.messages.map(({ content }) => content);
  };
  const aFile = async (sizeBytes: number): Promise<StagedFile> => {
    const path = join(desk.dataDir, `recording-${sizeBytes}.bin`);
    await writeFile(path, Buffer.alloc(sizeBytes, 7));
    return desk.api.files.stageDropped({ path });
  };
  const aWebhook = async () => {
    const made = await desk.api.webhooks.create({ channelId: desk.channelId, name: 'Bell', reason: null });
    if (made.kind !== 'done') throw new Error(made.kind);
    return { kind: 'webhook', webhookId: made.webhook.webhookId, threadId: null, threadName: null } as const;
  };

  it('tells how far an upload has come, not more than ten times a second', async () => {
    const told: { atMs: number; sentBytes: number }[] = [];
    desk.api.outbox.onChanged(({ upserted }) => {
      for (const { state } of upserted) {
        if (state.kind === 'sending' && state.sentBytes > 0)
          told.push({ atMs: Date.now(), sentBytes: state.sentBytes });
      }
    });
    const entry = await desk.submit({ body: { content: 'Listen', files: [await aFile(12_000_000)] } });
    await desk.reaches(entry.entryId, 'sent', 20_000);
    expect(told.length).toBeGreaterThan(0);
    expect(told.map(({ sentBytes }) => sentBytes)).toEqual(
      told.map(({ sentBytes }) => sentBytes).sort((a, b) => a - b),
    );
    const spanMs = (told.at(-1)?.atMs ?? 0) - (told[0]?.atMs ?? 0);
    expect(told.length).toBeLessThanOrEqual(spanMs / 100 + 3);
  });

  it('cut off by the person in the middle of an upload, nothing of it arrives', async () => {
    await trouble({ faults: [{ kind: 'hang', path: MESSAGES, methods: ['POST'] }] });
    const before = await contents();
    const entry = await desk.submit({ body: { content: 'Too much', files: [await aFile(20_000_000)] } });
    await desk.reaches(entry.entryId, 'sending');
    expect(await desk.api.outbox.cancel({ entryId: entry.entryId })).toEqual({ cancelled: true });
    await desk.reaches(entry.entryId, 'cancelled');
    await trouble({ faults: [] });
    // What comes after it is not held up.
    const next = await desk.submit({ body: { content: 'Next' } });
    await desk.reaches(next.entryId, 'sent');
    expect((await contents()).filter((content) => !before.includes(content))).toEqual(['Next']);
  });

  it('goes on by itself after the connection was reset in the middle of an upload, and posts once', async () => {
    await trouble({
      faults: [{ kind: 'reset', path: MESSAGES, methods: ['POST'], when: 'upload', count: 5 }],
    });
    const entry = await desk.submit({ body: { content: 'Recording', files: [await aFile(3_000_000)] } });
    await desk.reaches(entry.entryId, 'sent', 30_000);
    expect((await contents()).filter((content) => content === 'Recording')).toHaveLength(1);
  }, 40_000);

  it('goes on by itself after an answer was lost, and posts once', async () => {
    await trouble({
      faults: [{ kind: 'reset', path: MESSAGES, methods: ['POST'], when: 'after', count: 1 }],
    });
    const entry = await desk.submit({ body: { content: 'Said once' } });
    await desk.reaches(entry.entryId, 'sent', 20_000);
    expect((await contents()).filter((content) => content === 'Said once')).toHaveLength(1);
  }, 30_000);

  it('sits out a storm of server errors', async () => {
    await trouble({
      faults: [
        {
          kind: 'status',
          path: MESSAGES,
          methods: ['POST'],
          statuses: [500, 502, 503],
          body: 'html',
          count: 6,
        },
      ],
    });
    const entry = await desk.submit({ body: { content: 'After the storm' } });
    await until('it to wait', () => {
      const state = desk.entries.get(entry.entryId)?.state;
      return state?.kind === 'queued' && state.reason === 'offline' ? true : undefined;
    });
    await desk.reaches(entry.entryId, 'sent', 30_000);
    expect((await contents()).filter((content) => content === 'After the storm')).toHaveLength(1);
  }, 60_000);

  it('does not repeat by itself what has no nonce: a webhook whose answer is lost is asked about', async () => {
    const destination = await aWebhook();
    await trouble({
      faults: [{ kind: 'reset', path: '/webhooks/**', methods: ['POST'], when: 'after', count: 1 }],
    });
    const entry = await desk.submit({ destination, body: { content: 'Perhaps' } });
    expect((await desk.reaches(entry.entryId, 'failed')).state.problem).toEqual({ kind: 'uncertain' });
    expect((await contents()).filter((content) => content === 'Perhaps')).toHaveLength(1);
    // The person decides: then it is sent again.
    await desk.api.outbox.retry({ entryId: entry.entryId });
    await desk.reaches(entry.entryId, 'sent');
  });

  it('says that the channel went away under a message, and keeps the message', async () => {
    await trouble({ latencyMs: 300 });
    const entry = await desk.submit({ body: { content: 'Going, going' } });
    await control(desk.server, 'POST', `/channels/${desk.channelId}/delete`);
    const failed = await desk.reaches(entry.entryId, 'failed');
    expect(failed.state.problem).toEqual({ kind: 'destinationGone', what: 'channel' });
    expect(failed.content).toEqual(entry.content);
    expect(failed.where).toBe(entry.where);
  });

  it('says that a webhook was revoked', async () => {
    const destination = await aWebhook();
    await control(desk.server, 'POST', `/webhooks/${destination.webhookId}/delete`);
    const entry = await desk.submit({ destination });
    expect((await desk.reaches(entry.entryId, 'failed')).state.problem).toEqual({
      kind: 'destinationGone',
      what: 'webhook',
    });
  });

  it('says that a person takes no messages', async () => {
    const { users } = (await control(desk.server, 'GET', '/state')) as {
      users: { id: string; bot?: boolean }[];
    };
    const person = users.find((user) => !user.bot);
    const userId = UserId.parse(person?.id);
    await control(desk.server, 'POST', `/members/${userId}/dms`, { closed: true });
    const entry = await desk.submit({ destination: { kind: 'user', userId } });
    expect((await desk.reaches(entry.entryId, 'failed')).state.problem).toEqual({ kind: 'dmClosed' });
  });

  it('names the permission that is missing as the settings of Discord do', async () => {
    const { channelId } = desk;
    await denyOwnFiles(desk);
    await until('the cache to know', async () => {
      const { textChannels } = await desk.api.workspace.snapshot();
      const channel = textChannels.find((one) => one.channelId === channelId);
      return channel && !channel.abilities.includes('attachFiles') ? true : undefined;
    });
    const entry = await desk.submit({ body: { files: [await aFile(10)] } });
    expect((await desk.reaches(entry.entryId, 'failed')).state.problem).toEqual({
      kind: 'missingPermission',
      permission: 'Attach Files',
    });
  });

  it('stops at a token that has expired, keeps everything, and goes on with the next sign-in', async () => {
    await trouble({ faults: [{ kind: 'unauthorized', path: MESSAGES, methods: ['POST'] }] });
    const first = await desk.submit({ body: { content: 'One' } });
    const failed = await desk.reaches(first.entryId, 'failed');
    expect(failed.state.problem).toMatchObject({ kind: 'failed', error: { code: 'rest/unauthorized' } });
    await until('the account to be signed out', async () =>
      (await desk.api.accounts.snapshot()).connection.kind === 'failed' ? true : undefined,
    );
    await trouble({ faults: [] });
    await desk.connect();
    await desk.api.outbox.retry({ entryId: first.entryId });
    await desk.reaches(first.entryId, 'sent');
  });

  it('waits for slow mode and then goes, what was written after it behind it', async () => {
    await trouble({
      faults: [
        { kind: 'rateLimited', path: MESSAGES, methods: ['POST'], retryAfterMs: 700, code: 20_016, count: 1 },
      ],
    });
    const first = await desk.submit({ body: { content: 'slow 1' } });
    const second = await desk.submit({ body: { content: 'slow 2' } });
    await until('it to wait', () => {
      const state = desk.entries.get(first.entryId)?.state;
      return state?.kind === 'queued' && state.reason === 'slowMode' ? true : undefined;
    });
    await desk.reaches(second.entryId, 'sent');
    expect((await contents()).slice(-2)).toEqual(['slow 1', 'slow 2']);
  });

  it('a failed message does not hold up the next', async () => {
    await trouble({
      faults: [{ kind: 'status', path: MESSAGES, methods: ['POST'], statuses: [400], count: 1 }],
    });
    const first = await desk.submit({ body: { content: 'refused' } });
    const second = await desk.submit({ body: { content: 'taken' } });
    await desk.reaches(first.entryId, 'failed');
    await desk.reaches(second.entryId, 'sent');
  });

  it('says which file is gone', async () => {
    const file = await aFile(10);
    const entry = await desk.submit({ body: { files: [{ ...file, fileId: 'never-staged' }] } });
    expect((await desk.reaches(entry.entryId, 'failed')).state.problem).toEqual({
      kind: 'fileMissing',
      fileName: file.fileName,
    });
  });

  it('takes ten thousand, and their cancellation, in seconds', async () => {
    await trouble({ faults: [{ kind: 'hang', path: MESSAGES, methods: ['POST'] }] });
    const startMs = Date.now();
    const entries = await Promise.all(
      Array.from({ length: 10_000 }, (_, i) => desk.submit({ body: { content: `many ${i}` } })),
    );
    const queuedMs = Date.now() - startMs;
    const outcomes = await Promise.all(entries.map(({ entryId }) => desk.api.outbox.cancel({ entryId })));
    const cancelledMs = Date.now() - startMs - queuedMs;
    expect(outcomes.every(({ cancelled }) => cancelled)).toBe(true);
    await trouble({ faults: [] });
    const next = await desk.submit({ body: { content: 'and one more' } });
    await desk.reaches(next.entryId, 'sent');
    process.stderr.write(`10,000 queued in ${queuedMs} ms, cancelled in ${cancelledMs} ms\n`);
    expect(queuedMs).toBeLessThan(15_000);
    expect(cancelledMs).toBeLessThan(15_000);
  }, 60_000);
});

/** Takes Attach Files from the bot in the test's channel. */
async function denyOwnFiles({ server, channelId }: Desk): Promise<void> {
  const headers = { authorization: `Bot ${server.token}`, 'content-type': 'application/json' };
  const me = (await (await fetch(`${server.rest}/v10/users/@me`, { headers })).json()) as { id: string };
  const answer = await fetch(`${server.rest}/v10/channels/${channelId}/permissions/${me.id}`, {
    method: 'PUT',
    headers,
    body: JSON.stringify({ type: 1, allow: '0', deny: permissionBit('ATTACH_FILES').toString() }),
  });
  if (!answer.ok) throw new Error(`HTTP ${answer.status} ${await answer.text()}`);
}
