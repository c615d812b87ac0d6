import { sentFileName } from '@shared/discord/message-rules';
import type { WireMessage } from '@shared/discord/wire/objects';
import type { MessageBody } from '@shared/models/message-body';
import { type RestCall, routes, type UploadFile } from '../../discord/rest';
import { contentOf } from './to-request';

export type EditPlan =
  | { kind: 'call'; call: RestCall<WireMessage> }
  /** A staged file is not there any more. */
  | { kind: 'fileMissing'; fileName: string };

/**
 * A body as the new content of a message. Files that are on it stay when `keepAttachmentIds` names them; staged ones
 * are added. Fields that are empty now are sent as such: what is left out, Discord leaves as it was.
 */
export async function toEditCall(input: {
  channelId: string;
  messageId: string;
  body: MessageBody;
  keepAttachmentIds: readonly string[];
  pathOfFile(fileId: string): Promise<string | null>;
}): Promise<EditPlan> {
  const { channelId, messageId, body, keepAttachmentIds } = input;
  const files: UploadFile[] = [];
  for (const staged of body.files) {
    const path = await input.pathOfFile(staged.fileId);
    if (path === null) return { kind: 'fileMissing', fileName: staged.fileName };
    files.push({
      name: sentFileName(staged),
      path,
      ...(staged.contentType === null ? {} : { contentType: staged.contentType }),
    });
  }
  const { attachments: added = [], flags = 0, ...content } = contentOf(body);
  const request = {
    ...content,
    components: content.components ?? [],
    // Notifying can no longer be chosen once a message is posted.
    flags: flags & ~(1 << 12),
    attachments: [...keepAttachmentIds.map((id) => ({ id })), ...added],
  };
  return { kind: 'call', call: routes.editMessage(channelId, messageId, request, files) };
}
