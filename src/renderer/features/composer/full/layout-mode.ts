import type { Component } from '@shared/discord/component';
import { COMPONENT_TYPE } from '@shared/discord/component-types';
import type { Embed } from '@shared/discord/embed';
import { walkComponents } from '@shared/discord/message-rules';
import type { MessageBody } from '@shared/models/message-body';

const T = COMPONENT_TYPE;
const text = (content: string): Component => ({ type: T.textDisplay, content });

/** The message as a layout of components: text and embeds become texts, containers and galleries. */
export function toLayout(body: MessageBody): MessageBody {
  if (body.componentsV2) return body;
  const components: Component[] = [
    ...(body.content.trim() === '' ? [] : [text(body.content.trim())]),
    ...body.embeds.map(toContainer),
    ...body.components,
  ];
  return { ...body, content: '', embeds: [], components, componentsV2: true };
}

function toContainer(embed: Embed): Component {
  const title = embed.title && (embed.url ? `[${embed.title}](${embed.url})` : embed.title);
  const fields = (embed.fields ?? []).map((field) => `**${field.name}**\n${field.value}`);
  const lines = [
    embed.author?.name ? `-# ${embed.author.name}` : '',
    title ? `## ${title}` : '',
    embed.description ?? '',
  ].filter((line) => line !== '');
  const head = lines.length > 0 ? [text(lines.join('\n'))] : [];
  const opening: Component[] =
    embed.thumbnail?.url && head.length > 0
      ? [
          {
            type: T.section,
            components: head,
            accessory: { type: T.thumbnail, media: { url: embed.thumbnail.url } },
          },
        ]
      : head;
  const inside: Component[] = [
    ...opening,
    ...fields.map(text),
    ...(embed.image?.url ? [{ type: T.mediaGallery, items: [{ media: { url: embed.image.url } }] }] : []),
    ...(embed.footer?.text ? [text(`-# ${embed.footer.text}`)] : []),
  ];
  return {
    type: T.container,
    ...(embed.color === undefined ? {} : { accent_color: embed.color }),
    components: inside.length > 0 ? inside : [text('')],
  };
}

/** Back to a message of text: the texts are joined and rows stay; pictures and frames have no place there. */
export function fromLayout(body: MessageBody): MessageBody {
  if (!body.componentsV2) return body;
  const texts: string[] = [];
  const rows: Component[] = [];
  walkComponents(body.components, (component) => {
    if (component.type === T.textDisplay && component.content) texts.push(component.content);
    if (component.type === T.actionRow) rows.push(component);
  });
  return { ...body, content: texts.join('\n\n'), components: rows, componentsV2: false };
}
