export { createApi, type RendererApi } from './create-api';
