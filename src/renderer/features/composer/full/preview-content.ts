import type { Embed } from '@shared/discord/embed';
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
    attachments:
      body.files.length === 0
        ? NO_FILES
        : body.files.map((file) => ({
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
    embeds: body.componentsV2 ? NO_EMBEDS : body.embeds.map(asPosted),
    components: body.components,
    componentsV2: body.componentsV2,
  };
}

const NO_EMBEDS: Embed[] = [];
const NO_FILES: MessageContent['attachments'] = [];
const posted = new WeakMap<Embed, Embed>();

/** As Discord names those made by people; the same one for the same embed, so that only changed ones are drawn. */
function asPosted(embed: Embed): Embed {
  if (embed.type === 'rich') return embed;
  const known = posted.get(embed) ?? { ...embed, type: 'rich' };
  posted.set(embed, known);
  return known;
}
