import { TroubleSettings } from '@shared/models/practice-trouble';
import { z } from 'zod';
import { createLogger, stderrSink } from '../support/logger';
import { MOST, type PracticeServer, type PracticeServerInfo, startPracticeServer } from './practice-server';
import { LimitSettings } from './rest/limits/settings';

/**
 * The practice server as a process of its own: an Electron utility process (messages over
 * `process.parentPort`) or a forked Node process (`process.send`). It knows neither Electron nor the app.
 */
const Command = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start'),
    options: z
      .object({
        port: z.number().int().min(0).max(65_535).optional(),
        seed: z.string().optional(),
        members: z.number().int().min(0).max(MOST.members).optional(),
        rooms: z.number().int().min(0).max(MOST.rooms).optional(),
        inVoice: z.number().int().min(0).max(MOST.members).optional(),
        guilds: z.number().int().min(1).max(MOST.guilds).optional(),
        messages: z.number().int().min(0).max(MOST.messages).optional(),
        requiredShards: z.number().int().min(1).max(MOST.shards).optional(),
        controlToken: z.string().min(16).optional(),
        maxUploadBytes: z.number().int().min(1024).optional(),
        snapshotPath: z.string().optional(),
        voicesDir: z.string().optional(),
        scripted: z.boolean().optional(),
        limits: LimitSettings.optional(),
        trouble: TroubleSettings.optional(),
      })
      .default({}),
  }),
  z.object({ type: z.literal('stop') }),
]);

export type PracticeReply =
  | { type: 'ready'; info: PracticeServerInfo }
  | { type: 'failed'; message: string }
  | { type: 'stopped' };

interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

interface Parent {
  onMessage(listener: (message: unknown) => void): void;
  post(reply: PracticeReply): void;
}

function findParent(): Parent | null {
  const port = (process as { parentPort?: ParentPort }).parentPort;
  if (port) {
    return {
      onMessage: (listener) => port.on('message', (event) => listener(event.data)),
      post: (reply) => port.postMessage(reply),
    };
  }
  if (typeof process.send !== 'function') return null;
  return {
    onMessage: (listener) => process.on('message', listener),
    post: (reply) => process.send?.(reply),
  };
}

const parent = findParent();
const logger = createLogger('practice', stderrSink('warn'));
let running: Promise<PracticeServer> | null = null;

async function startServer(options: Record<string, unknown>): Promise<void> {
  if (running) {
    parent?.post({ type: 'failed', message: 'The practice server is running already' });
    return;
  }
  try {
    running = startPracticeServer({ ...options, logger });
    const server = await running;
    parent?.post({ type: 'ready', info: server.info });
  } catch (error) {
    running = null;
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
    const message = error instanceof Error ? error.message : String(error);
    parent?.post({ type: 'failed', message: `${message}${cause}` });
  }
}

async function stopServer(): Promise<void> {
  try {
    const server = await running;
    await server?.close();
  } catch (error) {
    logger.error('closing failed', { error });
  }
  parent?.post({ type: 'stopped' });
  process.exit();
}

if (parent) {
  parent.onMessage((message) => {
    const command = Command.safeParse(message);
    if (!command.success) {
      parent.post({ type: 'failed', message: 'A message to the practice server could not be read' });
      return;
    }
    if (command.data.type === 'start') void startServer(command.data.options);
    else void stopServer();
  });
  process.once('disconnect', () => void stopServer());
  process.once('SIGTERM', () => void stopServer());
} else {
  process.stderr.write('This file is started by the app; on its own use: npm run practice-server\n');
  process.exitCode = 2;
}
