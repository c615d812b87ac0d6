import { AppError } from '@shared/errors/failure';
import type { Envelope } from '@shared/ipc/api';

/** The value of a reply, or the AppError it carries; a reply that is no envelope at all is a broken preload. */
export function openEnvelope<T>(reply: Envelope<T>, channel: string): T {
  if (reply?.ok === true) return reply.value;
  if (reply?.ok === false) throw AppError.fromView(reply.error);
  throw new AppError('ipc/invalid-output', `${channel} gave an answer the window cannot read`, {
    details: { channel },
  });
}
