export { parseMarkdown } from './blocks';
export { parseInline } from './inline';
export { isJumbo } from './jumbo';
export { isWebUrl } from './links';
export { plainText } from './plain';
export type { Block, Inline, TimeStyle } from './spans';
