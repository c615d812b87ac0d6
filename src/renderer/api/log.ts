import type { RendererApi } from './create-api';

/** The contract's longest line. */
const MAX_CHARS = 4_000;

/**
 * Puts a line of the window into main's log, cut to what the contract takes. A line that cannot be delivered is
 * let go: then main itself is gone, and there is nobody left to tell.
 */
export function logToMain(
  api: Pick<RendererApi, 'app'>,
  level: 'warn' | 'error',
  area: string,
  message: string,
): void {
  // Where logging itself fails there is nowhere left to say so; the console keeps what the window threw.
  api.app.log({ level, area, message: message.slice(0, MAX_CHARS) }).catch(() => undefined);
}
