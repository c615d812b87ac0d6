import { EMPTY_BODY } from '@shared/models/body-basics';
import type { MessageBody } from '@shared/models/message-body';
import type { MessageView } from '@shared/models/messages';

/** A posted message as a body to edit: unfurled links are Discord's, and stay out. */
export function toBody(message: MessageView): MessageBody {
  return {
    ...EMPTY_BODY,
    content: message.content,
    embeds: message.embeds.filter((embed) => embed.type === undefined || embed.type === 'rich'),
    components: message.components,
    componentsV2: message.componentsV2,
    suppressEmbeds: message.suppressEmbeds,
    silent: message.silent,
  };
}
