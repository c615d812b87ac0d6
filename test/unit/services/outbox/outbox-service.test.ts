import { type FileHandle, mkdtemp, open as openFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dispatch } from '@shared/discord/wire/dispatch';
import { WireMessage } from '@shared/discord/wire/objects';
import { AppError } from '@shared/errors/app-error';
import { EMPTY_BODY } from '@shared/models/message-body';
import type { OutboxEntry, SubmitInput } from '@shared/models/outbox';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createGuildCache } from '../../../../src/main/discord/cache';
import type {
  RequestOptions,
  RestCall,
  RestClient,
  WebhookCredentials,
} from '../../../../src/main/discord/rest';
import type { DiscordSession, SessionSource } from '../../../../src/main/discord/session';
import { createOutboxService, type OutboxService } from '../../../../src/main/services/outbox';
import { Emitter } from '../../../../src/main/support/emitter';
import { silentLogger } from '../../../../src/main/support/logger';
import { SteppedClock } from '../../../support/stepped-clock';
import { A_CHANNEL, aStored } from './support';

const SELF = '77';
const HOUR_MS = 3_600_000;

/** A REST client that keeps what it is asked until the test answers. */
class HeldRest {
  answersAtOnce = false;
  readonly asked: { content: string; answer: (error?: Error) => void; signal: AbortSignal | undefined }[] =
    [];

  request<T>(call: RestCall<T>, options: RequestOptions = {}): Promise<T> {
    const { content = '', nonce = '' } = call.body as { content?: string; nonce?: string };
    return new Promise<T>((resolve, reject) => {
      options.signal?.addEventListener('abort', () => reject(options.signal?.reason));
      const answer = (error?: Error) =>
        error ? reject(error) : resolve(call.response.parse(aMessage(nonce)));
      this.asked.push({ content, answer, signal: options.signal });
      if (this.answersAtOnce) answer();
    });
  }
}

function aMessage(nonce: string) {
  return WireMessage.parse({
    id: '500',
    channel_id: A_CHANNEL,
    author: { id: SELF, username: 'bot' },
    timestamp: '2026-01-01T00:00:00Z',
    type: 0,
    nonce,
  });
}

/** What all open files have in common, to break it. */
async function handlesOf(folder: string): Promise<FileHandle> {
  const probe = await openFile(folder, 'r');
  await probe.close();
  return Object.getPrototypeOf(probe) as FileHandle;
}

/** The disk of a busy machine takes its time. */
const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 10_000, interval: 10 });

describe('the outbox by the clock', () => {
  let folder: string;
  let clock: SteppedClock;
  let rest: HeldRest;
  let outbox: OutboxService;
  let dispatches: Emitter<Dispatch>;
  let current: DiscordSession | null;
  let changed: Emitter<DiscordSession | null>;
  let findWebhook: () => Promise<WebhookCredentials | null>;

  const session = (userId = SELF): DiscordSession =>
    ({
      target: 'discord',
      label: 'Discord',
      baseUrl: 'https://discord.com/api',
      userId,
      rest: rest as unknown as RestClient,
      gateway: { state: { kind: 'ready' }, onState: () => () => undefined },
      cache: createGuildCache(clock),
      onDispatch: dispatches.on,
    }) as unknown as DiscordSession;
  const sessions: SessionSource = {
    get current() {
      return current;
    },
    onChanged: (listener) => changed.on(listener),
  };
  const open = () =>
    createOutboxService({
      dataDir: folder,
      sessions,
      clock,
      random: () => 0.5,
      logger: silentLogger,
      toRequest: (body) => ({ content: body.content }),
      resolveRoute: () => null,
      webhookCredentials: () => findWebhook(),
      describeWebhook: () => null,
      pathOfFile: async () => null,
    });
  const signIn = (next: DiscordSession | null) => {
    current = next;
    changed.emit(next);
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'roomtone-outbox-'));
    clock = new SteppedClock(Date.UTC(2026, 10, 20, 9));
    rest = new HeldRest();
    dispatches = new Emitter<Dispatch>();
    changed = new Emitter<DiscordSession | null>();
    current = session();
    findWebhook = async () => null;
    outbox = await open();
  });
  afterEach(async () => {
    const closing = outbox.close();
    for (let i = 0; i < 5; i++) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(2_000);
    }
    await closing;
    await rm(folder, { recursive: true, force: true });
  });

  const submit = async (content: string, change: Partial<SubmitInput> = {}): Promise<OutboxEntry> => {
    const outcome = await outbox.submit({
      destination: { kind: 'channel', channelId: A_CHANNEL },
      content: { type: 'message', body: { ...EMPTY_BODY, content } },
      sendAtMs: null,
      repeat: null,
      holdMs: 0,
      ...change,
    });
    if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome));
    return outcome.entry;
  };
  const stateOf = (entry: OutboxEntry) =>
    outbox.list().find(({ entryId }) => entryId === entry.entryId)?.state;
  const asked = async (count: number) => {
    await eventually(() => rest.asked.length).toBe(count);
    return rest.asked.at(-1) ?? expect.fail('nothing was asked');
  };
  const fillDisk = async () =>
    vi
      .spyOn(await handlesOf(folder), 'appendFile')
      .mockRejectedValue(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }));
  /** Lets what is due happen that needs no answer: a few turns of the event loop, a write to disk. */
  const settle = async () => {
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
  };

  it('sends what is held when the hold is over, not before', async () => {
    const entry = await submit('held', { holdMs: 5_000 });
    clock.advance(4_999);
    await settle();
    expect(rest.asked).toHaveLength(0);
    clock.advance(1);
    (await asked(1)).answer();
    await eventually(() => stateOf(entry)?.kind).toBe('sent');
  });

  it('sends what is scheduled at its time, days from now', async () => {
    const sendAtMs = clock.now() + 3 * 24 * HOUR_MS;
    const entry = await submit('later', { sendAtMs });
    for (let hour = 0; hour < 71; hour++) {
      clock.advance(HOUR_MS);
      await settle();
    }
    expect(rest.asked).toHaveLength(0);
    clock.advance(HOUR_MS);
    (await asked(1)).answer();
    await eventually(() => stateOf(entry)?.kind).toBe('sent');
  });

  it('keeps the order of a channel while an answer is awaited', async () => {
    await submit('one');
    await submit('two');
    (await asked(1)).answer();
    expect((await asked(2)).content).toBe('two');
    rest.asked[1]?.answer();
    await eventually(() => outbox.list().map(({ state }) => state.kind)).toEqual(['sent', 'sent']);
  });

  it('after a long sleep has one missed occurrence, and the series goes on at its next time', async () => {
    const sendAtMs = clock.now() + HOUR_MS;
    const repeat = { every: 'day', timeZone: 'UTC', untilMs: null } as const;
    const entry = await submit('stand-up', { sendAtMs, repeat });
    await outbox.close();
    clock.advance(10 * 24 * HOUR_MS);
    outbox = await open();
    await eventually(() => stateOf(entry)).toMatchObject({ kind: 'failed', problem: { kind: 'missed' } });
    await eventually(() => outbox.list()).toHaveLength(2);
    expect(outbox.list()[1]).toMatchObject({
      repeat,
      state: { kind: 'scheduled', sendAtMs: sendAtMs + 10 * 24 * HOUR_MS },
    });
    expect(rest.asked).toHaveLength(0);
  });

  it('that begins now is sent now and goes on at the same hour', async () => {
    const repeat = { every: 'week', timeZone: 'UTC', untilMs: null } as const;
    const beganMs = clock.now();
    const entry = await submit('weekly', { repeat });
    (await asked(1)).answer();
    await eventually(() => stateOf(entry)?.kind).toBe('sent');
    await eventually(() => outbox.list()).toHaveLength(2);
    const [first, next] = outbox.list();
    expect(first?.repeat).toBeNull();
    expect(next).toMatchObject({
      repeat,
      state: { kind: 'scheduled', sendAtMs: beganMs + 7 * 24 * HOUR_MS },
    });
    expect(next?.nonce).not.toBe(first?.nonce);
  });

  it('ends with its last occurrence', async () => {
    const sendAtMs = clock.now() + HOUR_MS;
    const repeat = { every: 'hour', timeZone: 'UTC', untilMs: sendAtMs + HOUR_MS } as const;
    await submit('twice', { sendAtMs, repeat });
    clock.advance(HOUR_MS);
    (await asked(1)).answer();
    await eventually(() => outbox.list()).toHaveLength(2);
    clock.advance(HOUR_MS);
    (await asked(2)).answer();
    await eventually(() => outbox.list().every(({ state }) => state.kind === 'sent')).toBe(true);
    await settle();
    expect(outbox.list()).toHaveLength(2);
  });

  it('sends what was missed by minutes when it is opened again', async () => {
    await submit('nearly', { sendAtMs: clock.now() + HOUR_MS });
    await outbox.close();
    clock.advance(HOUR_MS + 14 * 60_000);
    outbox = await open();
    expect((await asked(1)).content).toBe('nearly');
  });

  it('holds what belongs to another account until that one is connected', async () => {
    const entry = await submit('mine', { holdMs: 1_000 });
    signIn(session('88'));
    clock.advance(10_000);
    await settle();
    expect(rest.asked).toHaveLength(0);
    signIn(session());
    (await asked(1)).answer();
    await eventually(() => stateOf(entry)?.kind).toBe('sent');
  });

  it('waits without a network and tries again by itself', async () => {
    const entry = await submit('patient');
    const lost = new AppError('rest/network', 'no network', { retryable: true, details: { sent: false } });
    (await asked(1)).answer(lost);
    await eventually(() => stateOf(entry)).toMatchObject({ kind: 'queued', reason: 'offline' });
    clock.advance(60_000);
    (await asked(2)).answer();
    await eventually(() => stateOf(entry)?.kind).toBe('sent');
  });

  it('does not repeat by itself what may have arrived longer ago than Discord knows a nonce', async () => {
    const entry = await submit('perhaps');
    const lost = new AppError('rest/network', 'reset', { retryable: true, details: { sent: true } });
    (await asked(1)).answer(lost);
    await eventually(() => stateOf(entry)).toMatchObject({ kind: 'queued', reason: 'offline' });
    signIn(null);
    clock.advance(3 * 60_000);
    signIn(session());
    await eventually(() => stateOf(entry)).toMatchObject({ kind: 'failed', problem: { kind: 'uncertain' } });
  });

  it('says that it may have arrived when no attempt is ever answered', async () => {
    const entry = await submit('into the void');
    for (let attempt = 1; attempt <= 6; attempt++) {
      const { answer } = await asked(attempt);
      answer(new AppError('rest/network', 'reset', { retryable: true, details: { sent: true } }));
      await eventually(() => stateOf(entry)?.kind).not.toBe('sending');
      clock.advance(20_000);
    }
    await eventually(() => stateOf(entry)).toMatchObject({ kind: 'failed', problem: { kind: 'uncertain' } });
  });

  it('takes what was cancelled and comes back by the gateway all the same as sent', async () => {
    const entry = await submit('too late');
    const { signal } = await asked(1);
    expect(await outbox.cancel({ entryId: entry.entryId })).toEqual({ cancelled: true });
    expect(signal?.aborted).toBe(true);
    expect(stateOf(entry)?.kind).toBe('cancelled');
    dispatches.emit({ t: 'MESSAGE_CREATE', d: aMessage(entry.nonce) });
    expect(stateOf(entry)).toMatchObject({ kind: 'sent', messageId: '500' });
  });

  it('keeps the last two hundred that were sent', { timeout: 20_000 }, async () => {
    rest.answersAtOnce = true;
    await Promise.all(Array.from({ length: 205 }, (_, i) => submit(`n ${i}`)));
    await eventually(() => outbox.list().every(({ state }) => state.kind === 'sent')).toBe(true);
    expect(outbox.list()).toHaveLength(200);
  });

  it('keeps no more of them over any number of restarts', { timeout: 20_000 }, async () => {
    rest.answersAtOnce = true;
    for (let run = 0; run < 2; run++) {
      await Promise.all(Array.from({ length: 120 }, (_, i) => submit(`n ${run} ${i}`)));
      await eventually(() => outbox.list().every(({ state }) => state.kind === 'sent')).toBe(true);
      await outbox.close();
      outbox = await open();
    }
    expect(outbox.list()).toHaveLength(200);
    expect(outbox.list().at(-1)?.state.kind).toBe('sent');
  });

  it('that was heard of by the gateway has arrived, whatever becomes of its answer', async () => {
    const entry = await submit('heard');
    const { answer } = await asked(1);
    dispatches.emit({ t: 'MESSAGE_CREATE', d: aMessage(entry.nonce) });
    answer(new AppError('rest/network', 'reset', { retryable: true, details: { sent: true } }));
    await eventually(() => stateOf(entry)).toMatchObject({ kind: 'sent', messageId: '500' });
    expect(rest.asked).toHaveLength(1);
  });

  it('cannot be cancelled any more once it was heard of', async () => {
    const entry = await submit('heard');
    await asked(1);
    dispatches.emit({ t: 'MESSAGE_CREATE', d: aMessage(entry.nonce) });
    expect(await outbox.cancel({ entryId: entry.entryId })).toEqual({ cancelled: false });
    expect(stateOf(entry)).toMatchObject({ kind: 'sent', messageId: '500' });
  });

  it('is not sent while the disk does not take that it is being sent', async () => {
    const entry = await submit('careful', { holdMs: 1_000 });
    const full = await fillDisk();
    clock.advance(1_001);
    await eventually(() => stateOf(entry)).toMatchObject({
      kind: 'failed',
      problem: { kind: 'failed', error: { code: 'outbox/not-saved' } },
    });
    expect(rest.asked).toHaveLength(0);
    full.mockRestore();
    await outbox.retry({ entryId: entry.entryId });
    (await asked(1)).answer();
    await eventually(() => stateOf(entry)?.kind).toBe('sent');
  });

  it('that was refused because the disk is full is not sent after a restart', async () => {
    const handles = await handlesOf(folder);
    const unsure = vi.spyOn(handles, 'datasync').mockRejectedValueOnce(new Error('input/output error'));
    await expect(submit('refused')).rejects.toThrow();
    unsure.mockRestore();
    await outbox.close();
    outbox = await open();
    expect(outbox.list()).toEqual([]);
  });

  it.each([
    ['rest/network', { kind: 'queued', reason: 'offline' }],
    [
      'rest/server-error',
      { kind: 'failed', problem: { kind: 'failed', error: { code: 'rest/server-error' } } },
    ],
  ] as const)(
    'by a webhook that could not be looked up (%s) has certainly not arrived',
    async (code, state) => {
      findWebhook = () =>
        Promise.reject(new AppError(code, 'lost', { retryable: true, details: { sent: true } }));
      const webhook = { webhookId: '300000000000000001', threadId: null, threadName: null };
      const entry = await submit('by a webhook', { destination: { kind: 'webhook', ...webhook } });
      await eventually(() => stateOf(entry)).toMatchObject(state);
    },
  );

  it('asks about a series in a time zone this computer does not know, and sends the rest', async () => {
    await outbox.close();
    const state = { kind: 'scheduled', sendAtMs: clock.now() - 1_000 } as const;
    const repeat = { every: 'day', timeZone: 'Mars/Olympus', untilMs: null } as const;
    const stored = aStored(
      state,
      { anchorMs: state.sendAtMs, dueMs: state.sendAtMs },
      { accountKey: `discord-${SELF}`, repeat },
    );
    await writeFile(join(folder, 'outbox.jsonl'), `${JSON.stringify({ put: stored })}\n`);
    outbox = await open();
    await eventually(() => stateOf(stored.entry)).toMatchObject({
      kind: 'failed',
      problem: { kind: 'invalid', problems: [{ path: 'repeat.timeZone' }] },
    });
    const entry = await submit('after it');
    (await asked(1)).answer();
    await eventually(() => stateOf(entry)?.kind).toBe('sent');
  });

  it('refuses times that no calendar has', async () => {
    const repeat = { every: 'day', timeZone: 'Europe/Berlin', untilMs: null } as const;
    for (const sendAtMs of [-8.6e15, 8.64e15, Number.MAX_VALUE]) {
      const outcome = await outbox.submit({
        destination: { kind: 'channel', channelId: A_CHANNEL },
        content: { type: 'message', body: { ...EMPTY_BODY, content: 'x' } },
        sendAtMs,
        repeat,
        holdMs: 0,
      });
      expect(outcome).toMatchObject({ kind: 'invalid', problems: [{ path: 'sendAtMs' }] });
    }
  });

  it('refuses a series in a time zone that is none, and one that would be over before it begins', async () => {
    const input: SubmitInput = {
      destination: { kind: 'channel', channelId: A_CHANNEL },
      content: { type: 'message', body: { ...EMPTY_BODY, content: 'x' } },
      sendAtMs: clock.now() + 1_000,
      repeat: { every: 'day', timeZone: 'Mars/Olympus', untilMs: null },
      holdMs: 0,
    };
    expect(await outbox.submit(input)).toMatchObject({
      kind: 'invalid',
      problems: [{ path: 'repeat.timeZone' }],
    });
    const over = { every: 'day', timeZone: 'UTC', untilMs: clock.now() } as const;
    expect(await outbox.submit({ ...input, repeat: over })).toMatchObject({
      kind: 'invalid',
      problems: [{ path: 'repeat.untilMs' }],
    });
  });

  it('leaves no timer behind', async () => {
    await submit('later', { sendAtMs: clock.now() + HOUR_MS });
    await outbox.close();
    expect(clock.pendingTimers).toBe(0);
    outbox = await open();
  });
});
