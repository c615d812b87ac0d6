import '../../../zod-jitless';
import { Component } from '@shared/discord/component';
import { Embed } from '@shared/discord/embed';
import { DEFAULT_MENTIONS, EMPTY_BODY, NO_MENTIONS } from '@shared/models/body-basics';
import type { AllowedMentions, MessageBody } from '@shared/models/message-body';
import { z } from 'zod';

/**
 * Messages as JSON, in and out: a webhook or bot payload of Discord's, what Discohook exports (`messages[].data`,
 * or the payload itself), a lone embed, or a list of embeds.
 */

const IS_COMPONENTS_V2 = 1 << 15;
const SUPPRESS_NOTIFICATIONS = 1 << 12;
const SUPPRESS_EMBEDS = 1 << 2;

const Payload = z.object({
  content: z.string().max(40_000).nullish(),
  embeds: z.array(Embed).max(50).nullish(),
  /** Older bot payloads. */
  embed: Embed.nullish(),
  components: z.array(Component).max(100).nullish(),
  username: z.string().max(200).nullish(),
  avatar_url: z.string().max(2_048).nullish(),
  flags: z.number().int().nullish(),
  allowed_mentions: z
    .object({
      parse: z.array(z.string()).nullish(),
      replied_user: z.boolean().nullish(),
    })
    .nullish(),
});
type Payload = z.infer<typeof Payload>;

export type JsonOutcome =
  | { kind: 'read'; body: MessageBody; left: readonly string[] }
  | { kind: 'notJson'; line: number | null; reason: string }
  | { kind: 'notMessage'; path: string; reason: string };

const KNOWN = new Set([
  ...Object.keys(Payload.shape),
  'attachments',
  'tts',
  'thread_name',
  'nonce',
  'id',
  'type',
]);
const MARKS = ['content', 'embeds', 'embed', 'components', 'username', 'avatar_url'];

/** Reads pasted JSON. `left`: keys that have no place in a message here and are not taken over. */
export function readJson(text: string): JsonOutcome {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const at = /position (\d+)/.exec(reason)?.[1];
    return { kind: 'notJson', reason, line: at ? text.slice(0, Number(at)).split('\n').length : null };
  }
  const payload = unwrap(value);
  if (payload === null) {
    return { kind: 'notMessage', path: '', reason: 'no content, embeds or components in it' };
  }
  const parsed = Payload.safeParse(payload);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { kind: 'notMessage', path: issue?.path.join('.') ?? '', reason: issue?.message ?? '' };
  }
  return {
    kind: 'read',
    body: toBody(parsed.data),
    left: Object.keys(payload).filter((key) => !KNOWN.has(key)),
  };
}

function unwrap(value: unknown): Record<string, unknown> | null {
  if (Array.isArray(value)) return value.length > 0 && value.every(isEmbedLike) ? { embeds: value } : null;
  if (typeof value !== 'object' || value === null) return null;
  const object = value as Record<string, unknown>;
  if (MARKS.some((key) => key in object)) return object;
  for (const key of ['data', 'message', 'backup']) if (key in object) return unwrap(object[key]);
  if (Array.isArray(object.messages)) return unwrap(object.messages[0]);
  return isEmbedLike(object) ? { embeds: [object] } : null;
}

function isEmbedLike(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return ['title', 'description', 'fields', 'image', 'thumbnail', 'author', 'footer'].some(
    (key) => key in value,
  );
}

function toBody(payload: Payload): MessageBody {
  const flags = payload.flags ?? 0;
  return {
    ...EMPTY_BODY,
    content: payload.content ?? '',
    embeds: payload.embeds ?? (payload.embed ? [payload.embed] : []),
    components: payload.components ?? [],
    componentsV2: (flags & IS_COMPONENTS_V2) !== 0,
    silent: (flags & SUPPRESS_NOTIFICATIONS) !== 0,
    suppressEmbeds: (flags & SUPPRESS_EMBEDS) !== 0,
    allowedMentions: mentionsOf(payload.allowed_mentions),
    identity: { username: payload.username ?? null, avatarUrl: payload.avatar_url ?? null },
  };
}

/** Pasted messages come from elsewhere: without a word about it, they notify nobody. */
function mentionsOf(allowed: Payload['allowed_mentions']): AllowedMentions {
  if (!allowed) return NO_MENTIONS;
  const parse = allowed.parse ?? [];
  return {
    everyone: parse.includes('everyone'),
    roles: parse.includes('roles'),
    users: parse.includes('users'),
    repliedUser: allowed.replied_user ?? DEFAULT_MENTIONS.repliedUser,
  };
}

/** The body as Discord's payload, without what is empty. Files are named by the form, not by the JSON. */
export function writeJson(body: MessageBody): string {
  const { allowedMentions: allowed, identity } = body;
  const flags =
    (body.componentsV2 ? IS_COMPONENTS_V2 : 0) |
    (body.silent ? SUPPRESS_NOTIFICATIONS : 0) |
    (body.suppressEmbeds ? SUPPRESS_EMBEDS : 0);
  const payload = {
    ...(body.content === '' ? {} : { content: body.content }),
    ...(body.embeds.length === 0 ? {} : { embeds: body.embeds }),
    ...(body.components.length === 0 ? {} : { components: body.components }),
    ...(identity.username === null ? {} : { username: identity.username }),
    ...(identity.avatarUrl === null ? {} : { avatar_url: identity.avatarUrl }),
    ...(flags === 0 ? {} : { flags }),
    allowed_mentions: {
      parse: (['everyone', 'roles', 'users'] as const).filter((kind) => allowed[kind]),
      replied_user: allowed.repliedUser,
    },
  };
  return JSON.stringify(payload, null, 2);
}
