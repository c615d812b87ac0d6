import { homedir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '@shared/errors/app-error';
import type { Envelope, Handlers } from '@shared/ipc/api';
import { channels } from '@shared/ipc/channels';
import { contract } from '@shared/ipc/contract';
import { afterEach, describe, expect, test } from 'vitest';
import { bindContract, type IpcBinding } from '../../src/main/ipc/bind';
import { createLogger, type LogEntry } from '../../src/main/support/logger';
import { createInMemoryTransport } from '../support/in-memory-transport';

let binding: IpcBinding | undefined;
afterEach(() => binding?.dispose());

/** Handlers for every call of the contract that fail, with those of `own` put in their places. */
function handlersWith(own: Record<string, (input: never) => unknown>): Handlers {
  const table: Record<string, Record<string, (input: never) => unknown>> = {};
  for (const [domain, names] of Object.entries(channels)) {
    table[domain] = {};
    for (const name of Object.keys(names)) {
      const handler = own[`${domain}.${name}`];
      Object.assign(table[domain] ?? {}, {
        [name]: handler ?? (() => Promise.reject(new Error('no handler in this test'))),
      });
    }
  }
  return table as unknown as Handlers;
}

function bindWith(own: Record<string, (input: never) => unknown>) {
  const entries: LogEntry[] = [];
  const { transport, window } = createInMemoryTransport();
  const connected: unknown[] = [];
  const keep = (port: unknown) => {
    connected.push(port);
  };
  binding = bindContract({
    transport,
    handlers: handlersWith(own),
    ports: {
      calls: { levels: keep, monitor: keep },
      live: { microphone: keep, systemSound: keep },
      recordings: { audio: keep },
    },
    logger: createLogger('ipc', (entry) => entries.push(entry)),
    checkOutputs: true,
  });
  return { window, entries, connected, binding };
}

test('a change of one setting names no other', () => {
  expect(contract.app.updateSettings.input.parse({ theme: 'dark' })).toEqual({ theme: 'dark' });
});

describe('the contract', () => {
  test('has exactly the domains and names of the channel list', () => {
    const shape = Object.fromEntries(
      Object.entries(contract).map(([domain, definitions]) => [
        domain,
        Object.fromEntries(Object.entries(definitions).map(([name, { type }]) => [name, type])),
      ]),
    );
    expect(shape).toEqual(channels);
  });
});

describe('binding the contract', () => {
  test('parses the input before the handler sees it', async () => {
    const seen: unknown[] = [];
    const { window } = bindWith({
      'rooms.end': (input) => {
        seen.push(input);
        return { kind: 'ended' };
      },
    });
    const answer = await window.invoke('rooms.end', { channelId: '42', smuggled: true });
    expect(answer).toEqual({ ok: true, value: { kind: 'ended' } });
    expect(seen).toEqual([{ channelId: '42' }]);
  });

  test('says that the account was left to whoever still waited for it', async () => {
    const { window } = bindWith({
      'rooms.end': () => Promise.reject(new DOMException('The REST client was closed', 'AbortError')),
    });
    const answer = (await window.invoke('rooms.end', { channelId: '42' })) as Envelope<unknown>;
    expect(answer).toMatchObject({ ok: false, error: { code: 'account/not-connected', retryable: true } });
  });

  test.each([
    ['nothing at all', undefined],
    ['a number for an id', { channelId: 42 }],
    ['an id that is no snowflake', { channelId: '../../etc' }],
    ['a string', 'end it'],
  ])('refuses %s with ipc/invalid-input and never calls the handler', async (_name, input) => {
    let called = false;
    const { window } = bindWith({
      'rooms.end': () => {
        called = true;
        return { kind: 'ended' };
      },
    });
    const answer = (await window.invoke('rooms.end', input)) as Envelope<unknown>;
    expect(answer).toMatchObject({ ok: false, error: { code: 'ipc/invalid-input' } });
    expect(called).toBe(false);
  });

  test('carries an AppError across with its code and safe details', async () => {
    const { window } = bindWith({
      'calls.leave': () => {
        throw new AppError('voice/disconnected', 'You are not in a room', { details: { room: 'Stage' } });
      },
    });
    expect(await window.invoke('calls.leave')).toEqual({
      ok: false,
      error: {
        code: 'voice/disconnected',
        message: 'You are not in a room',
        retryable: false,
        details: { room: 'Stage' },
      },
    });
  });

  test('keeps the home folder and tokens out of what an unforeseen error says', async () => {
    const path = join(homedir(), 'private', 'x');
    const token = 'a'.repeat(60);
    const said = `ENOSPC: no space left, open '${path}', after /webhooks/300000000000000001/${token}`;
    const { window } = bindWith({
      'calls.leave': () => {
        throw new Error(said);
      },
    });
    const answer = JSON.stringify(await window.invoke('calls.leave'));
    expect(answer).toContain('ENOSPC');
    expect(answer).not.toContain(homedir());
    expect(answer).not.toContain(token);
  });

  test('turns a bug into an internal error and logs it', async () => {
    const { window, entries } = bindWith({
      'calls.leave': () => {
        throw new TypeError('x is not a function');
      },
    });
    expect(await window.invoke('calls.leave')).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(entries).toMatchObject([{ level: 'error', message: 'calls.leave failed' }]);
  });

  test('does not let a reply outside the contract through', async () => {
    const { window } = bindWith({ 'rooms.end': () => ({ kind: 'exploded' }) });
    expect(await window.invoke('rooms.end', { channelId: '42' })).toMatchObject({
      ok: false,
      error: { code: 'ipc/invalid-output' },
    });
  });

  test('announces events, parsed', () => {
    const heard: unknown[] = [];
    const { window, binding: bound } = bindWith({});
    window.on('practice.changed', (payload) => heard.push(payload));
    bound.emit('practice', 'changed', { kind: 'stopped' });
    expect(heard).toEqual([{ kind: 'stopped' }]);
    expect(() => bound.emit('practice', 'changed', { kind: 'melted' } as never)).toThrow(
      'outside its contract',
    );
  });

  test('hands out a port for a good nonce and refuses a bad one', async () => {
    const { window, connected } = bindWith({});
    expect(await window.invoke('calls.levels', 'abcdefgh-1')).toEqual({ ok: true, value: null });
    expect(window.ports.has('abcdefgh-1')).toBe(true);
    expect(connected).toHaveLength(1);
    expect(await window.invoke('calls.levels', { nonce: 'x' })).toMatchObject({
      ok: false,
      error: { code: 'ipc/invalid-input' },
    });
    for (const port of window.ports.values()) port.close();
  });
});
