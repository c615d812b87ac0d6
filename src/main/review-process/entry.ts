/**
 * Entry of the review process: plays and mends recordings away from main's event loop. Runs as an Electron
 * utility process (ports are transferred with messages) or as a plain Node child (commands only).
 */
import { createOpusDecoder } from '../discord/voice/codec';
import { type MainMessagePort, toAudioPort } from '../support/audio-port';
import { createReviewEngine } from './engine';
import { ReviewHostMessage } from './protocol';

/** What Electron puts on `process` in a utility process, said structurally. */
interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown; ports: MainMessagePort[] }) => void): void;
  postMessage(message: unknown): void;
}

const parentPort = (process as unknown as { parentPort?: ParentPort }).parentPort;

const engine = createReviewEngine(createOpusDecoder, (event) => {
  if (parentPort) parentPort.postMessage(event);
  else process.send?.(event);
});

function receive(message: unknown, ports: readonly MainMessagePort[]): void {
  const parsed = ReviewHostMessage.safeParse(message);
  if (!parsed.success) {
    process.stderr.write(
      `review process: not a message of the protocol: ${parsed.error.issues[0]?.message}\n`,
    );
    return;
  }
  if (parsed.data.kind === 'port') {
    const port = ports[0];
    if (port) engine.connectAudio(toAudioPort(port));
    return;
  }
  if (parsed.data.command.type === 'shutdown') void shutDown();
  else engine.command(parsed.data.command);
}

async function shutDown(): Promise<void> {
  try {
    await engine.close();
    process.exit(0);
  } catch (error) {
    process.stderr.write(`review process: ${String(error)}\n`);
    process.exit(1);
  }
}

if (parentPort) parentPort.on('message', (event) => receive(event.data, event.ports));
else {
  process.on('message', (message) => receive(message, []));
  process.on('disconnect', () => void shutDown());
}
