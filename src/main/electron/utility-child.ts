import { join } from 'node:path';
import { type MessagePortMain, utilityProcess } from 'electron';
import type { ChildPort, SpawnChild } from '../support/child-port';
import type { Logger } from '../support/logger';

/** Starts our processes as Electron utility processes; their stderr goes to the log line by line. */
export function createSpawnChild(outDir: string, logger: Logger): SpawnChild {
  return (entry): ChildPort => {
    const child = utilityProcess.fork(join(outDir, `${entry}.js`), [], {
      serviceName: `Roomtone ${entry}`,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const log = logger.child(entry);
    child.stderr?.on('data', (chunk: Buffer) => log.warn(chunk.toString('utf8').trim()));
    child.stdout?.on('data', (chunk: Buffer) => log.debug(chunk.toString('utf8').trim()));
    let exited = false;
    child.once('exit', () => {
      exited = true;
    });
    // V8 gave up (out of memory). Unheard it would be thrown in main; 'exit' follows and is what ends things. The
    // report that comes along holds the environment and is not written down.
    child.on('error', (type: string, location: string) => log.error('V8 gave up', { type, location }));
    return {
      send: (message, ports) => {
        if (!exited) child.postMessage(message, (ports ?? []) as MessagePortMain[]);
      },
      onMessage: (listener) => {
        child.on('message', listener);
        return () => child.off('message', listener);
      },
      onExit: (listener) => {
        child.once('exit', listener);
        return () => child.off('exit', listener);
      },
      kill: () => {
        if (!exited) child.kill();
      },
    };
  };
}
