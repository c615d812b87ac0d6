import type { OpusFrameDecoder } from '../discord/voice/codec';
import { repairSession } from '../recording';
import type { AudioPort } from '../support/audio-port';
import { ReviewPlayer } from './player';
import type { ReviewCommand, ReviewEvent } from './protocol';

export interface ReviewEngine {
  command(command: ReviewCommand): void;
  connectAudio(port: AudioPort): void;
  close(): Promise<void>;
}

/** Carries out commands: playback by the player, repairs one after the other beside it. Never throws. */
export function createReviewEngine(
  createDecoder: () => OpusFrameDecoder,
  emit: (event: ReviewEvent) => void,
): ReviewEngine {
  let recordingId = '';
  const fail = (error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    emit({ type: 'failed', recordingId, reason });
  };
  const player = new ReviewPlayer({
    createDecoder,
    onState: (state) => emit({ type: 'state', state }),
    onFailure: fail,
  });
  let repairs: Promise<void> = Promise.resolve();

  const watch = (work: Promise<void>) => void work.catch(fail);

  async function repair(requestId: number, sessionDir: string): Promise<void> {
    try {
      const outcome = await repairSession(sessionDir, {
        nowMs: Date.now(),
        createDecoder: () => {
          const decoder = createDecoder();
          return (opus) => {
            const decoded = decoder.decode(opus);
            return decoded.kind === 'pcm' ? decoded.pcm : null;
          };
        },
      });
      const reason = outcome.kind === 'damaged' ? outcome.reason : '';
      emit({ type: 'repaired', requestId, outcome: outcome.kind, reason });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      emit({ type: 'repaired', requestId, outcome: 'failed', reason });
    }
  }

  return {
    command(command) {
      switch (command.type) {
        case 'open':
          recordingId = command.recordingId;
          watch(player.open(command));
          return;
        case 'play':
          watch(player.play());
          return;
        case 'pause':
          watch(player.pause());
          return;
        case 'seek':
          watch(player.seek(command.positionMs));
          return;
        case 'setSolo':
          player.setSolo(command.trackId, command.solo);
          return;
        case 'setMute':
          player.setMute(command.trackId, command.muted);
          return;
        case 'setGain':
          player.setGain(command.trackId, command.gainDb);
          return;
        case 'close':
          watch(player.close());
          return;
        case 'repair':
          repairs = repairs.then(() => repair(command.requestId, command.sessionDir));
          return;
        case 'shutdown':
          return;
      }
    },
    connectAudio: (port) => player.connect(port),
    async close() {
      await player.dispose();
      await repairs;
    },
  };
}
