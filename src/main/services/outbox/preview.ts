import { BOT_CONTEXT, type BodyContext, checkBody, WEBHOOK_CONTEXT } from '@shared/discord/message-rules';
import type {
  BlastRadius,
  Destination,
  DirectDestination,
  MessageBody,
  WebhookIdentity,
} from '@shared/models/message-body';
import { describePlace } from './places';
import type { OutboxOptions } from './ports';

export interface PreviewInput {
  destination: Destination;
  /** Null for a route that is not there. */
  resolved: { target: DirectDestination; identity: WebhookIdentity | null } | null;
  body: MessageBody;
}

/** Which rules hold at a destination. */
export function contextOf(target: DirectDestination | null): BodyContext {
  return target?.kind === 'webhook' ? WEBHOOK_CONTEXT : BOT_CONTEXT;
}

/** Who a message would reach and what it costs, from what the cache knows. */
export function previewOf(
  { destination, resolved, body }: PreviewInput,
  options: OutboxOptions,
): BlastRadius {
  const session = options.sessions.current;
  const target = resolved?.target ?? null;
  return {
    where: describePlace(session?.cache.state ?? null, destination, options.describeWebhook),
    guildId: null,
    everyone: null,
    roles: [],
    users: [],
    people: 0,
    peopleExact: true,
    requests: target?.kind === 'user' ? 2 : 1,
    uploadBytes: body.files.reduce((sum, file) => sum + file.sizeBytes, 0),
    estimatedMs: 0,
    problems: checkBody(body, contextOf(target)),
    warnings: [],
  };
}
