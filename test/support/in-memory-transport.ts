import { MessageChannel } from 'node:worker_threads';
import type { IpcTransport } from '../../src/main/ipc/transport';

/** The window's side of an in-memory transport: what the preload and Electron do, without either. */
export interface InMemoryWindow {
  invoke(channel: string, input?: unknown): Promise<unknown>;
  on(channel: string, listener: (payload: unknown) => void): () => void;
  /** Ports by the nonce they were asked for with. */
  ports: Map<string, import('node:worker_threads').MessagePort>;
}

/** A transport and its window in one process; values are structured-cloned as between real processes. */
export function createInMemoryTransport(): { transport: IpcTransport; window: InMemoryWindow } {
  const handlers = new Map<string, (input: unknown) => Promise<unknown>>();
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  const ports: InMemoryWindow['ports'] = new Map();
  return {
    transport: {
      handle(channel, handler) {
        if (handlers.has(channel)) throw new Error(`${channel} has a handler already`);
        handlers.set(channel, handler);
        return () => handlers.delete(channel);
      },
      send(channel, payload) {
        for (const listener of listeners.get(channel) ?? []) listener(structuredClone(payload));
      },
      openPort(nonce) {
        const { port1, port2 } = new MessageChannel();
        ports.set(nonce, port2);
        return port1;
      },
    },
    window: {
      async invoke(channel, input) {
        const handler = handlers.get(channel);
        if (!handler) throw new Error(`Nobody handles ${channel}`);
        return structuredClone(await handler(structuredClone(input)));
      },
      on(channel, listener) {
        const set = listeners.get(channel) ?? new Set();
        listeners.set(channel, set.add(listener));
        return () => set.delete(listener);
      },
      ports,
    },
  };
}
