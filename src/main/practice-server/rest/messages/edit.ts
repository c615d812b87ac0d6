import { z } from 'zod';
import { editMessage, type MessageChange } from '../../world/commands/messages';
import type { MessageRecord } from '../../world/model';
import { MessageFlag, MessageType } from '../../world/model';
import { hasPermission } from '../../world/permissions';
import { ApiError, fieldError } from '../api-error';
import { type ChatScope, requireActive, requireChat, requireMessage, requireWritable } from '../chat-scope';
import { type CheckedContent, checkContent, contentFields, MAX_FILES } from '../forms/message-form';
import { type Exchange, readBody, requirePermission } from '../route';
import { requireContentPermissions } from './send';

/** PATCH of a message: what a request leaves out stays, files stay unless `attachments` says which do. */
export const EditBody = z.object(contentFields);
export type EditBody = z.output<typeof EditBody>;

/** Flags an edit may set and take away; IS_COMPONENTS_V2 can only be set. */
const EDITABLE = MessageFlag.SUPPRESS_EMBEDS;

export function editByOwner(exchange: Exchange): MessageRecord {
  const { world } = exchange.services;
  const scope = requireChat(exchange);
  const message = requireMessage(exchange, scope);
  const body = readBody(exchange, EditBody);
  if (message.author_id !== exchange.userId) {
    const touchesText = [body.content, body.embeds, body.components, body.attachments].some(
      (field) => field !== undefined,
    );
    if (touchesText || exchange.files.length > 0) throw new ApiError('notTheAuthor');
    requirePermission(scope, 'MANAGE_MESSAGES');
  }
  requireEditable(scope, message);
  const change = changeOf(body, message, exchange, scope);
  return editMessage(world, scope.guild, scope.channel, message, change);
}

function requireEditable(scope: ChatScope, message: MessageRecord): void {
  requireActive(scope);
  requireWritable(scope);
  if (message.type !== MessageType.DEFAULT && message.type !== MessageType.REPLY) {
    throw new ApiError('systemMessage');
  }
  // A forward shows what somebody else wrote.
  if (message.snapshots.length > 0) throw new ApiError('invalidMessageType');
}

/** What an edit changes, checked; `ApiError` when it is not allowed or would leave nothing. */
export function changeOf(
  body: EditBody,
  message: MessageRecord,
  exchange: Exchange,
  scope: { granted: bigint },
): MessageChange {
  const v2 = ((message.flags | (body.flags ?? 0)) & MessageFlag.IS_COMPONENTS_V2) !== 0;
  const turnsV2 = v2 && (message.flags & MessageFlag.IS_COMPONENTS_V2) === 0;
  const checked = checkContent(
    { ...body, flags: v2 ? MessageFlag.IS_COMPONENTS_V2 : 0 },
    exchange.files,
    undefined,
    message.attachments.map((file) => file.filename),
  );
  if (turnsV2 && message.content !== '' && body.content === undefined) {
    throw fieldError(
      ['content'],
      'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
      "The 'content' field cannot be used when using MessageFlags.IS_COMPONENTS_V2",
    );
  }
  requireContentPermissions(scope, checked);
  const kept = keptFiles(body, message);
  const keptCount = kept ? kept.size : message.attachments.length;
  if (keptCount + checked.attachments.length > MAX_FILES) throw new ApiError('maxAttachments');
  const after = {
    content: body.content === undefined ? message.content : checked.content,
    embeds: body.embeds === undefined ? message.embeds : checked.embeds,
    components: body.components === undefined ? message.components : checked.components,
  };
  const filesLeft = keptCount + checked.attachments.length;
  if (after.content === '' && after.embeds.length + after.components.length + filesLeft === 0) {
    throw new ApiError('emptyMessage');
  }
  return {
    ...(body.content === undefined ? {} : { content: checked.content }),
    ...(body.embeds === undefined ? {} : { embeds: checked.embeds }),
    ...(body.components === undefined ? {} : { components: checked.components }),
    ...(body.flags == null && !turnsV2 ? {} : { flags: flagsAfter(body, message, v2) }),
    ...(kept === null ? {} : { keptFiles: kept, descriptions: descriptionsOf(body) }),
    newFiles: checked.attachments,
    shownText: shownTextAfter(body, message, checked),
    mayMentionEveryone: hasPermission(scope.granted, 'MENTION_EVERYONE'),
    allowed: checked.allowed,
  };
}

function flagsAfter(body: EditBody, message: MessageRecord, v2: boolean): number {
  const set = (body.flags ?? message.flags) & EDITABLE;
  return (message.flags & ~EDITABLE) | set | (v2 ? MessageFlag.IS_COMPONENTS_V2 : 0);
}

function shownTextAfter(body: EditBody, message: MessageRecord, checked: CheckedContent): string {
  if (body.components !== undefined) return checked.shownText;
  const texts: string[] = [];
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) for (const entry of value) collect(entry);
    else if (typeof value === 'object' && value !== null) {
      const { type, content, components } = value as Record<string, unknown>;
      if (type === 10) texts.push(String(content));
      collect(components);
    }
  };
  collect(message.components);
  return texts.join('\n');
}

/** Ids of the message's files that stay; null when the request does not say, and all do. */
function keptFiles(body: EditBody, message: MessageRecord): Set<string> | null {
  if (body.attachments === undefined) return null;
  const named = new Set((body.attachments ?? []).map((entry) => String(entry.id)));
  return new Set(message.attachments.map((file) => file.id).filter((id) => named.has(id)));
}

function descriptionsOf(body: EditBody): Map<string, string | null> {
  return new Map(
    (body.attachments ?? []).flatMap((entry): [string, string | null][] =>
      entry.description === undefined ? [] : [[String(entry.id), entry.description]],
    ),
  );
}
