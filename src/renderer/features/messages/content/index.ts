export { ComponentsView } from './ComponentView';
export { EmbedView } from './EmbedView';
export { Emoji } from './Emoji';
export { InlineMarkdown, Markdown } from './Markdown';
export { MentionNames } from './Mention';
export { MessageBody, type MessageBodyProps } from './MessageBody';
export { roleStyle } from './role-colour';
