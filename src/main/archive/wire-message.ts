import { WireMessage } from '@shared/discord/wire/objects';
import { quickMessage } from '@shared/discord/wire/quick';
import { z } from 'zod';

/** A value as a message: by the hand-written check, or by the schema when it is out of the ordinary. Null: it is none. */
export function readWireMessage(value: unknown): WireMessage | null {
  const quick = quickMessage(value);
  if (quick) return quick;
  const parsed = WireMessage.safeParse(value);
  return parsed.success ? parsed.data : null;
}

/** The same as a schema, for what crosses the border of the process by the hundred. */
export const WireMessageValue = z.unknown().transform((value, context): WireMessage => {
  const message = readWireMessage(value);
  if (message) return message;
  context.addIssue({ code: 'custom', message: 'not a message' });
  return z.NEVER;
});
