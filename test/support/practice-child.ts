import { Server } from 'node:http';
import { type PracticeServer, startPracticeServer } from '../../src/main/practice-server/practice-server';

/**
 * A practice server in a process of its own that also says what it was asked: every request and every
 * upgrade that reaches its HTTP server, in order, before anything handles it.
 */
export interface SiteOptions {
  port?: number;
  seed?: string;
  members?: number;
  scripted?: boolean;
  /** Folder of the members' voices; those that come with the app when absent. */
  voicesDir?: string;
  /** Of a channel with a long history; there is none without. */
  messages?: number;
}
export type SiteCommand = { type: 'start'; options: SiteOptions } | { type: 'asked' };
export type SiteReply =
  | { type: 'ready'; info: PracticeServer['info']; controlToken: string }
  | { type: 'asked'; lines: string[] };

const asked: string[] = [];

function reply(message: SiteReply): void {
  process.send?.(message);
}

async function start(options: SiteOptions): Promise<void> {
  const server = await startPracticeServer(options);
  reply({ type: 'ready', info: server.info, controlToken: server.controlToken });
}

const emit = Server.prototype.emit;
Server.prototype.emit = function counted(this: Server, ...heard: Parameters<typeof emit>): boolean {
  const [event, request] = heard as unknown as [string, { method?: string; url?: string }?];
  if (event === 'request' || event === 'upgrade') asked.push(`${event} ${request?.method} ${request?.url}`);
  return emit.apply(this, heard);
} as typeof emit;

process.on('message', (message: SiteCommand) => {
  if (message.type === 'asked') {
    reply({ type: 'asked', lines: asked });
    return;
  }
  start(message.options).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  });
});
process.once('disconnect', () => process.exit());
