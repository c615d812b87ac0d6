/**
 * Entry of the voice process: calls and recordings away from main's event loop. Runs as an Electron utility
 * process (ports are transferred with messages) or as a plain Node child (commands and events only).
 */
import { existsSync, readdirSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { MainMessagePort } from '../support/audio-port';
import { compileSoon } from './compile-soon';
import { collectSeldom } from './heap-growth';
import { asAudioPort } from './in-process';
import { VoiceHostMessage } from './protocol';
import { createVoiceSession } from './session';

/** What Electron puts on `process` in a utility process, said structurally. */
interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown; ports: MainMessagePort[] }) => void): void;
  postMessage(message: unknown): void;
}

const parentPort = (process as unknown as { parentPort?: ParentPort }).parentPort;

/**
 * Packets have a deadline and the window's work has not. Windows grants this to everybody; on Linux and macOS it takes
 * privileges, and pacing is as good as the scheduler's default without. Linux counts it by thread: in a utility process
 * one that is there already waits in this one's stead for timers and sockets, and would be the one to come late.
 */
function riseAboveTheWindow(): void {
  const threads = process.platform === 'linux' ? readdirSync('/proc/self/task').map(Number) : [0];
  for (const thread of threads) setPriority(thread, constants.priority.PRIORITY_HIGH);
}

try {
  riseAboveTheWindow();
} catch (error) {
  if (process.env.ROOMTONE_DEBUG)
    process.stderr.write(`voice process: priority unchanged: ${String(error)}\n`);
}

collectSeldom();
compileSoon();

// At a limit on file sizes the kernel sends this signal with the refused write. Node ignores it, an Electron utility
// process dies of it: heard, it leaves the write to fail with EFBIG, which ends the recording and not the call.
process.on('SIGXFSZ', () => undefined);

/** Built beside this file. From source there is none, and everything runs in this thread. */
const wireThreadFile = join(__dirname, 'voice-wire.js');

const session = createVoiceSession({
  ...(existsSync(wireThreadFile)
    ? { spawnWire: (data) => new Worker(wireThreadFile, { workerData: data }) }
    : {}),
  onEvent: (event) => {
    if (parentPort) parentPort.postMessage(event);
    // A parent that has just gone cannot hear; `disconnect` follows and ends this process in order.
    else if (process.connected) process.send?.(event, undefined, undefined, () => undefined);
  },
});

function receive(message: unknown, ports: readonly MainMessagePort[]): void {
  const parsed = VoiceHostMessage.safeParse(message);
  if (!parsed.success) {
    process.stderr.write(
      `voice process: not a message of the protocol: ${parsed.error.issues[0]?.message}\n`,
    );
    return;
  }
  if (parsed.data.kind === 'port') {
    const port = ports[0];
    if (port) session.connectPort(parsed.data.port, asAudioPort(port));
    return;
  }
  if (parsed.data.command.type === 'shutdown') void shutDown();
  else session.command(parsed.data.command);
}

async function shutDown(): Promise<void> {
  try {
    await session.close();
    process.exit(0);
  } catch (error) {
    process.stderr.write(`voice process: ${String(error)}\n`);
    process.exit(1);
  }
}

if (parentPort) parentPort.on('message', (event) => receive(event.data, event.ports));
else {
  process.on('message', (message) => receive(message, []));
  process.on('disconnect', () => void shutDown());
}
