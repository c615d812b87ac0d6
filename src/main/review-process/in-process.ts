import { createOpusDecoder } from '../discord/voice/codec';
import { toAudioPort } from '../support/audio-port';
import { Emitter } from '../support/emitter';
import { createReviewEngine } from './engine';
import type { ReviewHost } from './port';
import type { ReviewEvent } from './protocol';

/** The player in this very process, for tests and headless runs. */
export function createInProcessReviewHost(): ReviewHost {
  const events = new Emitter<ReviewEvent>();
  const engine = createReviewEngine(createOpusDecoder, (event) => events.emit(event));
  let closed = false;
  return {
    send(command) {
      if (!closed) engine.command(command);
    },
    onEvent: events.on,
    connectAudio: (port) => engine.connectAudio(toAudioPort(port)),
    async close() {
      if (closed) return;
      closed = true;
      await engine.close();
      events.clear();
    },
  };
}
