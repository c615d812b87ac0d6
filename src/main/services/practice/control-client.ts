import { AppError } from '@shared/errors/app-error';
import type { Secret } from '../../support/secret';

const ANSWER_MS = 5_000;

/** Where the practice server takes orders about itself, and what opens it. */
export interface ControlAddress {
  rest: string;
  controlToken: Secret<string>;
}

/**
 * One call of the practice server's own API (`/practice/…`).
 * @throws AppError `practice/stopped` when nobody answers, `practice/refused` when it says no.
 */
export async function callControl(
  address: ControlAddress,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<unknown> {
  let status: number;
  let text: string;
  try {
    // Not at start: undici takes longer to load than the rest of main together.
    const { request } = await import('undici');
    const answer = await request(new URL(`/practice/${path}`, address.rest), {
      method,
      headers: {
        authorization: `Bot ${address.controlToken.reveal()}`,
        'content-type': 'application/json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      headersTimeout: ANSWER_MS,
      bodyTimeout: ANSWER_MS,
    });
    status = answer.statusCode;
    text = await answer.body.text();
  } catch (error) {
    throw new AppError('practice/stopped', 'The practice server does not answer', { cause: error });
  }
  if (status !== 200) {
    throw new AppError('practice/refused', `The practice server refused ${method} ${path} (${status})`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError('practice/refused', 'The practice server answered in no known form', { cause: error });
  }
}
