import type { Embed } from '@shared/discord/embed';
import type { WireMessage } from '@shared/discord/wire/objects';
import { EMPTY_BODY, type MessageBody, NO_MENTIONS } from '@shared/models/message-body';
import { COMPONENTS_V2_FLAG, SILENT_FLAG, SUPPRESS_EMBEDS_FLAG } from './message-flags';

/** A posted message → what the composer edits. What Discord made of links by itself is left out. */
export function toBody(message: WireMessage): MessageBody {
  const componentsV2 = (message.flags & COMPONENTS_V2_FLAG) !== 0;
  return {
    ...EMPTY_BODY,
    content: message.content,
    embeds: componentsV2
      ? []
      : message.embeds.filter((embed) => (embed.type ?? 'rich') === 'rich').map(written),
    components: message.components,
    componentsV2,
    // An edit pings nobody unless somebody decides so.
    allowedMentions: NO_MENTIONS,
    silent: (message.flags & SILENT_FLAG) !== 0,
    suppressEmbeds: (message.flags & SUPPRESS_EMBEDS_FLAG) !== 0,
  };
}

/** The fields a person writes: Discord adds sizes and proxies, and takes neither back. */
function written(embed: Embed): Embed {
  const { type: _type, provider: _provider, video: _video, image, thumbnail, author, footer, ...own } = embed;
  return {
    ...own,
    ...(image?.url === undefined ? {} : { image: { url: image.url } }),
    ...(thumbnail?.url === undefined ? {} : { thumbnail: { url: thumbnail.url } }),
    ...(author
      ? {
          author: {
            name: author.name,
            ...(author.url === undefined ? {} : { url: author.url }),
            ...(author.icon_url === undefined ? {} : { icon_url: author.icon_url }),
          },
        }
      : {}),
    ...(footer
      ? {
          footer: {
            text: footer.text,
            ...(footer.icon_url === undefined ? {} : { icon_url: footer.icon_url }),
          },
        }
      : {}),
  };
}
