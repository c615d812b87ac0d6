import { z } from 'zod';
import { ChannelId, GuildId } from '../../discord/snowflake';
import { BlastRadius, Destination, MessageBody, RouteName, StagedFile } from '../../models/message-body';
import { ActionOutcome, Refusal } from '../../models/messages';
import {
  Draft,
  DraftKey,
  OutboxChanged,
  OutboxEntry,
  PostHead,
  Repeat,
  SubmitInput,
  SubmitOutcome,
  Template,
} from '../../models/outbox';
import { NamedRoute, WebhookMessage, WebhookOutcome, WebhookSummary } from '../../models/routes';
import { call, event } from '../define';
import { auditReason, done, entryId, MAX_PASTE_BYTES, noInput, snowflake, webhookName } from './inputs';

/** Everything between a thought and a posted message. */
export const sendingContract = {
  files: {
    /** Opens the system's file dialog; empty when the person cancels. */
    pick: call(noInput, z.array(StagedFile)),
    /** A file dropped on the window; the preload turns the File into a path that only main sees. */
    stageDropped: call(z.object({ path: z.string().min(1).max(4_096) }), StagedFile),
    /** Something pasted, which has no path. */
    stagePasted: call(
      z.object({
        bytes: z
          .instanceof(Uint8Array)
          .refine((bytes) => bytes.byteLength <= MAX_PASTE_BYTES, 'too large to paste'),
        fileName: z.string().min(1).max(260),
        contentType: z.string().max(200),
      }),
      StagedFile,
    ),
    /** A small picture of a staged picture as a data URL; null for anything else. */
    thumbnail: call(z.object({ fileId: z.string().max(64) }), z.string().nullable()),
  },
  outbox: {
    list: call(noInput, z.array(OutboxEntry)),
    changed: event(OutboxChanged),
    submit: call(SubmitInput, SubmitOutcome),
    /** Before sending: who is notified, what it costs, what is wrong. */
    preview: call(z.object({ destination: Destination, body: MessageBody }), BlastRadius),
    /** Stops what has not left; an upload under way is cut off. The entry stays, cancelled, with its content. */
    cancel: call(z.object({ entryId }), z.object({ cancelled: z.boolean() })),
    retry: call(z.object({ entryId }), done),
    /** Another time, or null for now. */
    reschedule: call(
      z.object({ entryId, sendAtMs: z.number().nullable(), repeat: Repeat.nullable() }),
      z.object({ changed: z.boolean() }),
    ),
    /** Forgets a settled entry. */
    dismiss: call(z.object({ entryIds: z.array(entryId).max(1_000) }), done),
  },
  drafts: {
    list: call(noInput, z.array(Draft)),
    /** `baseRevision`: the one this grew from. If another was saved since, both are kept and the answer says so. */
    save: call(
      z.object({
        key: DraftKey,
        body: MessageBody,
        post: PostHead.nullable().optional(),
        baseRevision: z.number().int(),
      }),
      z.object({ draft: Draft, conflict: Draft.nullable() }),
    ),
    discard: call(z.object({ key: DraftKey }), done),
  },
  templates: {
    list: call(noInput, z.array(Template)),
    changed: event(z.object({ templates: z.array(Template) })),
    save: call(
      Template.omit({ updatedAtMs: true, templateId: true }).extend({ templateId: entryId.nullable() }),
      Template,
    ),
    remove: call(z.object({ templateId: entryId }), done),
  },
  routes: {
    list: call(noInput, z.array(NamedRoute)),
    changed: event(z.object({ routes: z.array(NamedRoute) })),
    /** `previousName` when it is renamed; an existing other route of that name is refused. */
    save: call(
      NamedRoute.pick({ name: true, target: true, identity: true }).extend({
        previousName: RouteName.nullable(),
      }),
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('saved'), route: NamedRoute }),
        z.object({ kind: z.literal('nameTaken') }),
      ]),
    ),
    remove: call(z.object({ name: RouteName }), done),
    /** Looks whether it would work, without posting anything. Null = all. */
    check: call(z.object({ name: RouteName.nullable() }), z.array(NamedRoute)),
  },
  webhooks: {
    /** Of a channel, or all we may see in a guild. */
    list: call(
      z.object({ guildId: GuildId, channelId: ChannelId.nullable() }),
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('listed'), webhooks: z.array(WebhookSummary) }),
        z.object({ kind: z.literal('missingPermission'), permission: z.string() }),
      ]),
    ),
    /** Those we can post with, wherever they are. */
    usable: call(noInput, z.array(WebhookSummary)),
    create: call(z.object({ channelId: ChannelId, name: webhookName, reason: auditReason }), WebhookOutcome),
    modify: call(
      z.object({
        webhookId: snowflake,
        name: webhookName.optional(),
        channelId: ChannelId.optional(),
        reason: auditReason,
      }),
      WebhookOutcome,
    ),
    delete: call(z.object({ webhookId: snowflake, reason: auditReason }), ActionOutcome),
    /** A webhook's link holds its token: it goes to the vault and never comes back. */
    importLink: call(z.object({ link: z.string().max(500) }), WebhookOutcome),
    /** A posted message by its link, opened for editing. */
    openMessage: call(
      z.object({ webhookId: snowflake, messageLink: z.string().max(300) }),
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('opened'), message: WebhookMessage }),
        z.object({ kind: z.literal('notOurs') }),
        ...Refusal.options,
      ]),
    ),
    editMessage: call(
      WebhookMessage.pick({ webhookId: true, threadId: true, messageId: true, body: true }).extend({
        keepAttachmentIds: z.array(z.string()).max(10),
      }),
      ActionOutcome,
    ),
    deleteMessage: call(
      WebhookMessage.pick({ webhookId: true, threadId: true, messageId: true }),
      ActionOutcome,
    ),
  },
};
