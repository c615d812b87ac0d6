/**
 * Entry of the archive's process: keeps SQLite away from main, so that neither a slow question nor a crash of native
 * code is felt there. Runs as an Electron utility process or as a plain Node child.
 */
import { constants, setPriority } from 'node:os';
import { createArchiveEngine } from './engine';
import { ArchiveHostMessage } from './protocol';

/** What Electron puts on `process` in a utility process, said structurally. */
interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

const parentPort = (process as unknown as { parentPort?: ParentPort }).parentPort;

// What is kept may come to the disk a moment later; the window and voice may not come later.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

const engine = createArchiveEngine((message) => {
  if (parentPort) parentPort.postMessage(message);
  else process.send?.(message);
});

function receive(message: unknown): void {
  const parsed = ArchiveHostMessage.safeParse(message);
  if (!parsed.success) {
    process.stderr.write(
      `archive process: not a message of the protocol: ${parsed.error.issues[0]?.message}\n`,
    );
    return;
  }
  if (parsed.data.kind === 'shutdown') shutDown();
  else engine.take(parsed.data);
}

function shutDown(): void {
  try {
    engine.close();
    process.exit(0);
  } catch (error) {
    process.stderr.write(`archive process: ${String(error)}\n`);
    process.exit(1);
  }
}

if (parentPort) parentPort.on('message', (event) => receive(event.data));
else {
  process.on('message', receive);
  process.on('disconnect', shutDown);
}
