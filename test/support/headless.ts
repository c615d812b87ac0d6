import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Api, Envelope } from '@shared/ipc/api';
import { createHeadlessApp } from '../../src/main/headless';
import type { LogEntry } from '../../src/main/support/logger';
import type { VoiceHost } from '../../src/main/voice-process/port';
import { createInMemoryTransport, type InMemoryWindow } from './in-memory-transport';

/** A window that speaks the contract: `api.rooms.create(...)` goes through binding, parsing and envelope. */
export interface HeadlessRoomtone {
  api: Api;
  window: InMemoryWindow;
  dataDir: string;
  log: readonly LogEntry[];
  close(): Promise<void>;
}

export interface HeadlessOptions {
  dataDir?: string;
  /** What the dialog for audio for decks and queue answers. */
  pickedAudio?: () => string[];
  /** What the dialog for files to send answers. */
  pickedFiles?: () => string[];
  /** What the dialog for saving answers. */
  savePath?: () => string | null;
  /** Left out: the engine runs in this process. */
  voiceHost?: VoiceHost;
}

/** The whole app in plain Node: real services, sockets, engine and practice server; only the window is missing. */
export async function startHeadless(options: HeadlessOptions = {}): Promise<HeadlessRoomtone> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'roomtone-headless-')));
  const { transport, window } = createInMemoryTransport();
  const log: LogEntry[] = [];
  const app = await createHeadlessApp(
    {
      version: '0.0.0-test',
      electronVersion: null,
      dataDir,
      recordingsDir: join(dataDir, 'recordings'),
      practiceVoicesDir: join(process.cwd(), 'resources', 'practice-voices'),
      checkOutputs: true,
    },
    {
      transport,
      dialogs: {
        pickAudioFiles: async () => options.pickedAudio?.() ?? [],
        pickFiles: async () => options.pickedFiles?.() ?? [],
        pickSavePath: async () => options.savePath?.() ?? null,
        showInFolder: () => undefined,
      },
      logSink: (entry) => log.push(entry),
      ...(options.voiceHost ? { voiceHost: options.voiceHost } : {}),
    },
  );
  return {
    api: createClient(window),
    window,
    dataDir,
    log,
    async close() {
      await app.close();
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Calls and events of the contract by name; a refused call rejects with its error's code and message. */
function createClient(window: InMemoryWindow): Api {
  const domain = (name: string) =>
    new Proxy(
      {},
      {
        get: (_target, key) => {
          const member = String(key);
          if (member.startsWith('on') && member !== 'on') {
            const event = member.charAt(2).toLowerCase() + member.slice(3);
            return (listener: (payload: unknown) => void) => window.on(`${name}.${event}`, listener);
          }
          if (
            member.startsWith('connect') &&
            !member.startsWith('connectBot') &&
            !member.startsWith('connectSaved')
          ) {
            const port = member.charAt(7).toLowerCase() + member.slice(8);
            return async () => {
              const nonce = `nonce-${Math.random().toString(36).slice(2)}`;
              open(await window.invoke(`${name}.${port}`, nonce));
              return window.ports.get(nonce);
            };
          }
          return async (input: unknown) => open(await window.invoke(`${name}.${member}`, input));
        },
      },
    );
  return new Proxy({}, { get: (_target, key) => domain(String(key)) }) as Api;
}

function open(reply: unknown): unknown {
  const envelope = reply as Envelope<unknown>;
  if (envelope.ok) return envelope.value;
  throw Object.assign(new Error(envelope.error.message), envelope.error);
}

/** Resolves with the first value that `read` accepts (not undefined), asking every 20 ms. */
export async function until<T>(
  what: string,
  read: () => T | undefined | Promise<T | undefined>,
  timeoutMs = 30_000,
): Promise<T> {
  const endMs = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (value !== undefined) return value;
    if (Date.now() > endMs) throw new Error(`waited ${timeoutMs} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
