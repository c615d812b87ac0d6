import { AppError } from '@shared/errors/app-error';
import { createUndiciHttp } from '../../../discord/rest';
import type { Clock } from '../../../support/clock';

/**
 * How far our clock is ahead of a server's, by the `Date` header of a small answer (RFC 9110, 6.6.1), ms. The header
 * counts whole seconds, so the middle of the second it names is taken: at best within half a second.
 */
export async function clockOffsetMs(baseUrl: string, clock: Clock, signal: AbortSignal): Promise<number> {
  const url = new URL(`${baseUrl}/v10/gateway`);
  const http = createUndiciHttp();
  try {
    const sentMs = clock.now();
    const header = await new Promise<string | undefined>((resolve, reject) => {
      const cancel = http.send(
        { method: 'GET', origin: url.origin, path: url.pathname, headers: {}, body: null },
        {
          onLeave: () => undefined,
          onAnswer: ({ headers }) => {
            const { date } = headers;
            resolve(Array.isArray(date) ? date[0] : date);
          },
          onFailure: reject,
        },
      );
      signal.addEventListener('abort', () => {
        cancel();
        reject(signal.reason);
      });
    });
    const theirsMs = Date.parse(header ?? '');
    if (Number.isNaN(theirsMs))
      throw new AppError('rest/unexpected-response', 'The server did not tell the time');
    return (sentMs + clock.now()) / 2 - (theirsMs + 500);
  } finally {
    await http.close();
  }
}
