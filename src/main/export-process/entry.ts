/**
 * Entry of the export process: writes recordings out and takes them in, away from main's event loop. Runs as an
 * Electron utility process or as a plain Node child.
 */
import { constants, setPriority } from 'node:os';
import { createJobEngine } from './engine';
import { JobCommand } from './protocol';

/** What Electron puts on `process` in a utility process, said structurally. */
interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

const parentPort = (process as unknown as { parentPort?: ParentPort }).parentPort;

// An export may take longer; a call must not stutter.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

const engine = createJobEngine((event) => {
  if (parentPort) parentPort.postMessage(event);
  else process.send?.(event);
});

function receive(message: unknown): void {
  const parsed = JobCommand.safeParse(message);
  if (!parsed.success) {
    process.stderr.write(
      `export process: not a message of the protocol: ${parsed.error.issues[0]?.message}\n`,
    );
    return;
  }
  if (parsed.data.type === 'shutdown') void shutDown();
  else engine.command(parsed.data);
}

async function shutDown(): Promise<void> {
  try {
    await engine.close();
    process.exit(0);
  } catch (error) {
    process.stderr.write(`export process: ${String(error)}\n`);
    process.exit(1);
  }
}

if (parentPort) parentPort.on('message', (event) => receive(event.data));
else {
  process.on('message', receive);
  process.on('disconnect', () => void shutDown());
}
