import { createApp, type RunningApp } from './app';
import type { AppConfig, AppPorts } from './app-ports';
import { createInProcessArchiveHost } from './archive-process/in-process';
import { createInProcessJobHost } from './export-process/in-process';
import { type PracticeServer, startPracticeServer } from './practice-server/practice-server';
import { createInProcessReviewHost } from './review-process/in-process';
import type { ChildPort, SpawnChild } from './support/child-port';
import { Emitter } from './support/emitter';
import { createLogger, type LogSink } from './support/logger';
import { createInProcessVoiceHost } from './voice-process/in-process';

/**
 * The app without Electron: the same services, with the voice engine, the player and the practice server in
 * this process. For integration tests, benches and scripts.
 */
export function createHeadlessApp(
  config: AppConfig,
  ports: Pick<AppPorts, 'transport' | 'dialogs' | 'logSink'> & Partial<AppPorts>,
): Promise<RunningApp> {
  return createApp(config, {
    keychain: null,
    spawn: spawnInProcess(ports.logSink),
    voiceHost: createInProcessVoiceHost(),
    reviewHost: createInProcessReviewHost(),
    archiveHost: createInProcessArchiveHost(),
    jobHost: createInProcessJobHost(),
    ...ports,
  });
}

/** Only the practice server is ever spawned here: voice and review have hosts of their own. */
function spawnInProcess(logSink: LogSink): SpawnChild {
  return (entry) => {
    if (entry !== 'practice-server') throw new Error(`${entry} runs in process here`);
    return practiceChild(logSink);
  };
}

function practiceChild(logSink: LogSink): ChildPort {
  const messages = new Emitter<unknown>();
  const exits = new Emitter<number>();
  const logger = createLogger('practice', logSink);
  let server: Promise<PracticeServer> | undefined;

  const start = (options: object) => {
    server = startPracticeServer({ ...options, logger });
    server.then(
      ({ info }) => messages.emit({ type: 'ready', info }),
      (error: unknown) => messages.emit({ type: 'failed', message: String(error) }),
    );
  };
  const stop = async () => {
    await (await server)?.close();
    exits.emit(0);
  };

  return {
    send(message) {
      const command = message as { type: 'start'; options: object } | { type: 'stop' };
      if (command.type === 'start') start(command.options);
      else stop().catch((error) => logger.error('the practice server did not close cleanly', { error }));
    },
    onMessage: messages.on,
    onExit: exits.on,
    kill() {
      stop().catch((error) => logger.error('the practice server did not close cleanly', { error }));
    },
  };
}
