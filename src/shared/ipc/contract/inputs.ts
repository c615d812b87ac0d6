import { z } from 'zod';
import { OutboxEntry } from '../../models/outbox';

/** Inputs that several domains of the contract take. */

export const noInput = z.undefined();
export const done = z.void();
export const gainDb = z.number().min(-60).max(12);
export const recordingId = z.string().regex(/^[\w-]{1,80}$/);
export const trackId = z.string().max(80);
export const entryId = OutboxEntry.shape.entryId;
export const snowflake = z.string().regex(/^\d{1,20}$/);
/** Shown in the guild's audit log. */
export const auditReason = z.string().max(512).nullable();
export const stageTopic = z.string().trim().min(1, 'a stage needs a topic').max(120);
export const webhookName = z.string().trim().min(1).max(80);
/** Discord's ceiling for a bot's upload; what is larger could not be sent. */
export const MAX_PASTE_BYTES = 25 * 1024 * 1024;
