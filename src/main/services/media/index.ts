export { createMediaService, type MediaAnswer, type MediaOptions, type MediaService } from './media-service';
