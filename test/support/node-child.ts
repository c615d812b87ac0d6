import type { ChildProcess } from 'node:child_process';
import type { ChildPort } from '../../src/main/support/child-port';

/** A process of Node with a channel, as the port that its host expects of Electron. */
export function portOf(child: ChildProcess): ChildPort {
  return {
    // Of one that is just dying its exit tells.
    send: (message) => {
      if (child.connected) child.send(message as object, () => undefined);
    },
    onMessage: (listener) => {
      child.on('message', listener);
      return () => child.off('message', listener);
    },
    onExit: (listener) => {
      const heard = (code: number | null) => listener(code ?? -1);
      child.once('exit', heard);
      return () => child.off('exit', heard);
    },
    kill: () => child.kill('SIGKILL'),
  };
}
