export { SoundProvider, useCallSound, useSound } from './react';
export { createSound, type Sound } from './sound';
