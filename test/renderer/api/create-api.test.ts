import { describe, expect, it } from 'vitest';
import { createApi } from '../../../src/renderer/api';
import { receivePort } from '../../../src/renderer/api/ports';
import type { Bridge } from '../../../src/shared/ipc/api';
import { channels } from '../../../src/shared/ipc/channels';

function aBridge(answer: (channel: string, input: unknown) => unknown): Bridge {
  const bridge: Bridge = {
    calls: {},
    events: {},
    ports: {},
    stageDroppedFile: async () => answer('stage', null) as never,
    openDroppedForLive: async () => answer('dropForLive', null) as never,
    importDropped: async () => answer('dropForImport', null) as never,
  };
  for (const [domain, names] of Object.entries(channels)) {
    bridge.calls[domain] = {};
    bridge.events[domain] = {};
    bridge.ports[domain] = {};
    for (const [name, kind] of Object.entries(names)) {
      if (kind === 'call')
        bridge.calls[domain][name] = async (input) => answer(`${domain}.${name}`, input) as never;
      if (kind === 'event') bridge.events[domain][name] = () => () => undefined;
      if (kind === 'port') bridge.ports[domain][name] = async () => ({ ok: true, value: null });
    }
  }
  return bridge;
}

/** Enough of a window: holds listeners, hands them events. */
function aWindow() {
  const listeners = new Set<(event: MessageEvent) => void>();
  return {
    addEventListener: (_type: 'message', listener: (event: MessageEvent) => void) =>
      void listeners.add(listener),
    removeEventListener: (_type: 'message', listener: (event: MessageEvent) => void) =>
      void listeners.delete(listener),
    post: (event: Partial<MessageEvent>) => {
      for (const listener of listeners) listener(event as MessageEvent);
    },
    count: () => listeners.size,
  };
}

describe('createApi', () => {
  it('opens envelopes and throws failures as AppError with code and details', async () => {
    const view = { code: 'rest/not-found', message: 'gone', retryable: false, details: { channelId: '5' } };
    const api = createApi(
      aBridge((channel) =>
        channel === 'workspace.snapshot' ? { ok: false, error: view } : { ok: true, value: 7 },
      ),
      aWindow(),
    );
    await expect(api.app.info()).resolves.toBe(7);
    await expect(api.workspace.snapshot()).rejects.toMatchObject({ name: 'AppError', ...view });
  });

  it('does not take a reply that is no envelope', async () => {
    const api = createApi(
      aBridge(() => undefined),
      aWindow(),
    );
    await expect(api.app.info()).rejects.toMatchObject({ code: 'ipc/invalid-output' });
  });

  it('refuses a bridge that lacks a channel of the contract', () => {
    const bridge = aBridge(() => ({ ok: true, value: null }));
    delete bridge.calls.rooms?.create;
    expect(() => createApi(bridge, aWindow())).toThrow('rooms.create');
  });
});

describe('receivePort', () => {
  it('takes the port with its own nonce and ignores everything else', async () => {
    const source = aWindow();
    let nonce = '';
    const port = { own: true } as unknown as MessagePort;
    const pending = receivePort(
      async (asked) => {
        nonce = asked;
        return { ok: true, value: null };
      },
      'calls.levels',
      source,
      1_000,
    );
    source.post({ data: { roomtonePort: 'another' }, ports: [{} as MessagePort], source: null });
    source.post({ data: { roomtonePort: nonce }, ports: [{} as MessagePort], source: {} as Window });
    source.post({ data: 'noise', ports: [], source: null });
    source.post({ data: { roomtonePort: nonce }, ports: [port], source: null });
    await expect(pending).resolves.toBe(port);
    expect(source.count()).toBe(0);
  });

  it('says so when no port comes, and stops listening', async () => {
    const source = aWindow();
    const pending = receivePort(async () => ({ ok: true, value: null }), 'calls.levels', source, 5);
    await expect(pending).rejects.toMatchObject({ code: 'ipc/invalid-output', retryable: true });
    expect(source.count()).toBe(0);
  });

  it('passes on why main refused', async () => {
    const error = { code: 'account/not-connected' as const, message: 'no', retryable: false, details: {} };
    await expect(
      receivePort(async () => ({ ok: false, error }), 'calls.levels', aWindow(), 1_000),
    ).rejects.toMatchObject({
      code: 'account/not-connected',
    });
  });
});
