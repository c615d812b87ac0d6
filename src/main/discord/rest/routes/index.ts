import { auditLog } from './audit-log';
import { channels } from './channels';
import { members } from './members';
import { messages } from './messages';
import { reactions } from './reactions';
import { roles } from './roles';
import { self } from './self';
import { stages } from './stages';
import { threads } from './threads';
import { webhooks } from './webhooks';

export type { HttpMethod, IdPage, Repeatability, RestCall, UploadFile } from './call';
export type { MessageDeletion } from './messages';
export type { ArchivePage } from './threads';
export type { ExecuteOptions, Webhook, WebhookCredentials } from './webhooks';

/** Every REST call we make, by name. Paths and bodies are those of API v10. */
export const routes = {
  ...self,
  ...channels,
  ...messages,
  ...reactions,
  ...threads,
  ...webhooks,
  ...members,
  ...roles,
  ...stages,
  ...auditLog,
} as const;
