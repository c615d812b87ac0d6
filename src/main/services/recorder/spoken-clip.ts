import { AppError } from '@shared/errors/app-error';
import type { Clock } from '../../support/clock';
import type { VoiceHost } from '../../voice-process/port';
import type { VoiceEvent } from '../../voice-process/protocol';
import { type Trouble, troubleOf } from './trouble';

/** The console's place for it, beside the pads of the desk. */
const PAD_ID = 'recording-notice';
const START_MS = 8_000;

/** Plays a file into the room. Resolves when it can be heard, with null, or with why it cannot. */
export function playSpokenClip(
  file: { path: string; name: string },
  parts: { voice: VoiceHost; clock: Clock },
): Promise<Trouble | null> {
  const { voice, clock } = parts;
  return new Promise((resolve) => {
    const end = (problem: string | null) => {
      cancelTimer();
      unsubscribe();
      const error = problem === null ? null : new AppError('media/unreadable', problem);
      resolve(error && troubleOf('clip', error, () => null));
    };
    const cancelTimer = clock.setTimer(() => end('It did not begin to play.'), START_MS);
    const unsubscribe = voice.onEvent((event: VoiceEvent) => {
      if (event.type !== 'console') return;
      const playing = event.console.pads.find(({ padId }) => padId === PAD_ID);
      if (playing?.error) end(playing.error.message);
      else if (playing?.status === 'playing') end(null);
    });
    const { path, name } = file;
    voice.send({
      type: 'padPlay',
      padId: PAD_ID,
      source: { kind: 'file', path, name, loudnessLufs: null },
      gainDb: 0,
      loop: false,
      fadeOutMs: 200,
    });
  });
}
