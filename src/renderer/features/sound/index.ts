export type { Processing, WantedInput } from './capturing';
export { SoundProvider, useCallSound, useInputs, useSound } from './react';
export { type CaptureListener, createSound, type Sound } from './sound';
