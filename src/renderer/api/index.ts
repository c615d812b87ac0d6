export { createApi, type RendererApi } from './create-api';
export { logToMain } from './log';
export { emojiSrc, mediaSrc } from './media';
