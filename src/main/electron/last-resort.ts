import { app, dialog } from 'electron';
import type { Logger } from '../support/logger';

const RESTART = 0;
const GO_ON = 1;

export interface LastResortOptions {
  logger: Logger;
  /** Ends everything in order and comes back. */
  restart: () => void;
}

/**
 * For errors nobody expected. Electron's own answer is a box with the stack, which may quote anything. Calls and recordings live in
 * processes of their own and are not to suffer, so that the person chooses whether to go on; the log, redacted, has the details.
 * A promise nobody waited for is logged only: what was asked for has said so where it was asked.
 */
export function installLastResort({ logger, restart }: LastResortOptions): void {
  let asking = false;
  process.on('unhandledRejection', (error) => logger.error('a promise failed unseen', { error }));
  process.on('uncaughtException', (error) => {
    logger.error('an error nobody expected', { error });
    if (asking || !app.isReady()) return;
    asking = true;
    ask()
      .then((answer) => answer === RESTART && restart())
      .catch((failure) => logger.error('the person could not be asked', { error: failure }))
      .finally(() => {
        asking = false;
      });
  });
}

async function ask(): Promise<number> {
  const { response } = await dialog.showMessageBox({
    type: 'error',
    title: 'Roomtone',
    message: 'Something in Roomtone failed',
    detail:
      'A running call and recording go on, and what was written down is kept. Restart when it suits you: until then the window may show something old.',
    buttons: ['Restart Roomtone', 'Go on'],
    defaultId: GO_ON,
    cancelId: GO_ON,
    noLink: true,
  });
  return response;
}
