import { sentFileName } from '@shared/discord/message-rules';
import type { MessageBody } from '@shared/models/message-body';
import type { MessageContent } from '@shared/models/messages';

/**
 * What a body will look like once it is posted, in the shape the history shows. `pictures`: small pictures of
 * staged files by id, as main made them.
 */
export function previewContent(
  body: MessageBody,
  pictures: Readonly<Record<string, string | null>>,
): MessageContent {
  return {
    content: body.componentsV2 ? '' : body.content.trim(),
    attachments: body.files.map((file) => ({
      attachmentId: file.fileId,
      fileName: sentFileName(file),
      description: file.description,
      contentType: file.contentType,
      sizeBytes: file.sizeBytes,
      url: pictures[file.fileId] ?? null,
      width: file.width,
      height: file.height,
      spoiler: file.spoiler,
    })),
    embeds: body.componentsV2 ? [] : body.embeds.map((embed) => ({ ...embed, type: 'rich' })),
    components: body.components,
    componentsV2: body.componentsV2,
  };
}
