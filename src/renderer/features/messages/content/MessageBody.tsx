import type { MessageContent } from '@shared/models/messages';
import { createElement, Fragment, memo, type ReactNode, useMemo } from 'react';
import { Attachments } from './Attachments';
import { ComponentsView } from './ComponentView';
import styles from './content.module.css';
import { EmbedView } from './EmbedView';
import { MessageFiles } from './files';
import { Markdown } from './Markdown';
import { MentionNames } from './Mention';

const NO_NAMES: Readonly<Record<string, string>> = {};

export interface MessageBodyProps {
  content: MessageContent;
  /** Names of the people mentioned, by id. Roles, channels and emoji come from the store. */
  mentions?: Readonly<Record<string, string>>;
  suppressEmbeds?: boolean;
  /** Stands behind the text ("edited"). */
  after?: ReactNode;
}

/** What a message shows, whether posted, forwarded or only being written: the composer's preview is this too. */
export const MessageBody = memo(function MessageBody(props: MessageBodyProps) {
  const { content, mentions = NO_NAMES, suppressEmbeds = false, after } = props;
  const listed = useMemo(() => unreferenced(content), [content]);
  const embeds = suppressEmbeds || content.componentsV2 ? [] : content.embeds;
  const showsText = content.content !== '' && !content.componentsV2;
  const shown = onlyItsPicture(content) && !suppressEmbeds ? '' : content.content;
  return (
    <MentionNames value={mentions}>
      <MessageFiles value={content.attachments}>
        {showsText && shown !== '' && <Markdown text={shown} after={after} />}
        {(!showsText || shown === '') && after}
        <Attachments attachments={listed} />
        {createElement(Fragment, null, ...embeds.map((embed) => createElement(EmbedView, { embed })))}
        {content.components.length > 0 && (
          <div className={content.componentsV2 ? styles.layout : styles.rows}>
            <ComponentsView components={content.components} />
          </div>
        )}
      </MessageFiles>
    </MentionNames>
  );
});

/** Files an embed or component shows are not listed a second time; Components V2 list none on their own. */
function unreferenced({ attachments, embeds, components, componentsV2 }: MessageContent) {
  if (componentsV2) return [];
  if (attachments.length === 0 || (embeds.length === 0 && components.length === 0)) return attachments;
  const referenced = new Set(JSON.stringify([embeds, components]).match(/attachment:\/\/[^"\\]+/g));
  if (referenced.size === 0) return attachments;
  return attachments.filter(({ fileName }) => !referenced.has(`attachment://${fileName}`));
}

/** A message that is nothing but a picture's address shows the picture, as Discord does. */
function onlyItsPicture({ content, embeds }: MessageContent): boolean {
  const [only] = embeds;
  if (embeds.length !== 1 || (only?.type !== 'image' && only?.type !== 'gifv')) return false;
  return only.url !== undefined && content.trim() === only.url;
}
