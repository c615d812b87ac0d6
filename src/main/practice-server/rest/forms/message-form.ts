import { z } from 'zod';
import type { AllowedMentions } from '../../world/commands/mentions';
import type { MessageFields, NewAttachment } from '../../world/commands/messages';
import { imageSize } from '../../world/image-size';
import { MessageFlag } from '../../world/model';
import { ApiError, fieldError } from '../api-error';
import type { UploadedFile } from '../route';
import { checkComponents } from './components';
import { checkEmbeds, EmbedBody, richEmbed } from './embeds';
import { FormErrors } from './errors';
import { snowflakeId } from './fields';

/** What messages, webhook messages and forum posts have in common: their forms and what is made of them. */
export const MAX_FILES = 10;
const SENDABLE =
  MessageFlag.SUPPRESS_EMBEDS | MessageFlag.SUPPRESS_NOTIFICATIONS | MessageFlag.IS_COMPONENTS_V2;

export const AttachmentBody = z.object({
  id: z.union([z.string(), z.number()]),
  filename: z.string().max(1024).nullish(),
  description: z.string().max(1024).nullish(),
});

export const AllowedMentionsBody = z.object({
  parse: z.array(z.enum(['users', 'roles', 'everyone'])).nullish(),
  users: z.array(snowflakeId).max(100).nullish(),
  roles: z.array(snowflakeId).max(100).nullish(),
  replied_user: z.boolean().nullish(),
});

/** Fields that every way of writing or editing a message takes. */
export const contentFields = {
  content: z.union([z.string().max(2000), z.number().transform(String)]).nullish(),
  embeds: z.array(EmbedBody).max(10).nullish(),
  components: z.array(z.unknown()).nullish(),
  attachments: z.array(AttachmentBody).nullish(),
  flags: z.number().int().nullish(),
  allowed_mentions: AllowedMentionsBody.nullish(),
};
const ContentBody = z.object(contentFields);
export type ContentBody = z.output<typeof ContentBody>;

export interface CheckedContent {
  content: string;
  embeds: Record<string, unknown>[];
  components: Record<string, unknown>[];
  shownText: string;
  interactive: boolean;
  flags: number;
  attachments: NewAttachment[];
  allowed: AllowedMentions | null;
}

/** `errors` say where in the request the form is; `known` are files the message has already. */
export function checkContent(
  body: ContentBody,
  files: readonly UploadedFile[],
  errors: FormErrors = new FormErrors(),
  known: readonly string[] = [],
): CheckedContent {
  const flags = (body.flags ?? 0) & SENDABLE;
  const v2 = (flags & MessageFlag.IS_COMPONENTS_V2) !== 0;
  const content = (body.content ?? '').trim();
  const embeds = body.embeds ?? [];
  if (v2) refuseLegacyFields(content, embeds.length, errors);
  checkEmbeds(embeds, errors);
  const checked = checkComponents(body.components ?? [], v2, errors);
  const attachments = newAttachments(body, files);
  for (const name of checked.files) {
    if (known.includes(name) || attachments.some((file) => file.filename === name)) continue;
    const message = `Unable to find attachment with filename "${name}"`;
    errors.add(['components'], 'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND', message);
  }
  errors.throwIfAny();
  return {
    content,
    embeds: embeds.map(richEmbed),
    components: checked.components,
    shownText: checked.text,
    interactive: checked.interactive,
    flags,
    attachments,
    allowed: allowedMentions(body.allowed_mentions ?? null),
  };
}

function refuseLegacyFields(content: string, embeds: number, errors: FormErrors): void {
  const used = [content === '' ? null : 'content', embeds === 0 ? null : 'embeds'];
  for (const field of used) {
    if (field === null) continue;
    errors.add(
      [field],
      'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
      `The '${field}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2`,
    );
  }
}

/** Files of the request with what `attachments` says of them, by number. */
function newAttachments(body: ContentBody, files: readonly UploadedFile[]): NewAttachment[] {
  const listed = body.attachments ?? [];
  if (files.length > MAX_FILES || listed.length > MAX_FILES) throw new ApiError('maxAttachments');
  return files.map((file) => {
    const described = listed.find((entry) => String(entry.id) === String(file.index));
    const size = file.contentType?.startsWith('image/') ? imageSize(file.bytes) : null;
    return {
      filename: storedName(described?.filename ?? file.filename),
      size: file.size,
      content_type: file.contentType,
      description: described?.description ?? null,
      width: size?.width ?? null,
      height: size?.height ?? null,
      bytes: file.bytes,
    };
  });
}

/** Discord keeps letters, digits, dot, dash and underscore of a file's name. */
function storedName(name: string): string {
  const cleaned = name.replace(/[^\p{L}\p{N}._-]+/gu, '_').replace(/^\.+/, '');
  return cleaned === '' ? 'unknown' : cleaned.slice(-200);
}

export function allowedMentions(body: z.output<typeof AllowedMentionsBody> | null): AllowedMentions | null {
  if (!body) return null;
  const parse = body.parse ?? [];
  for (const kind of ['users', 'roles'] as const) {
    if (!parse.includes(kind) || !body[kind]?.length) continue;
    throw fieldError(
      ['allowed_mentions'],
      'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
      `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`,
    );
  }
  return {
    parse,
    users: body.users ?? [],
    roles: body.roles ?? [],
    replied_user: body.replied_user ?? false,
  };
}

/** Whether a message would show anything at all. */
export function isEmpty(checked: CheckedContent): boolean {
  const { content, embeds, components, attachments } = checked;
  return content === '' && embeds.length === 0 && components.length === 0 && attachments.length === 0;
}

/** The part of `MessageFields` that a checked form fills. */
export function toFields(checked: CheckedContent): MessageFields {
  const { content, embeds, components, flags, attachments, shownText, allowed } = checked;
  return { content, embeds, components, flags, attachments, shownText, allowed };
}
