export { type Capture, openCapture } from './capture';
export {
  type ConsoleReading,
  createLevelBus,
  type LevelBus,
  type LevelReading,
  type LevelSource,
} from './level-bus';
export type { HeardState, SinkMode } from './pcm-queue';
export { createAudioContext, createPcmSink, type PcmSink } from './pcm-sink';
