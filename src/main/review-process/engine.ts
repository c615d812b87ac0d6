import type { OpusFrameDecoder } from '../discord/voice/codec';
import { type DecodePacket, damagedSpans, rebuildPeaks, repairSession } from '../recording';
import type { AudioPort } from '../support/audio-port';
import { measureLoudness } from '../support/loudness';
import { closeUp } from './close-up';
import { ReviewPlayer } from './player';
import type { ReviewCommand, ReviewEvent } from './protocol';
import { purgeTrack } from './purge';

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
  let measures: Promise<void> = Promise.resolve();
  let closeUps: Promise<void> = Promise.resolve();
  const closing = new AbortController();

  const watch = (work: Promise<void>) => void work.catch(fail);

  function packetDecoder(): DecodePacket {
    const decoder = createDecoder();
    return (opus) => {
      const decoded = decoder.decode(opus);
      return decoded.kind === 'pcm' ? decoded.pcm : null;
    };
  }

  async function redraw({ requestId, path, peaksPath }: Extract<ReviewCommand, { type: 'redraw' }>) {
    let reason: string | null = null;
    try {
      const outcome = await rebuildPeaks(path, peaksPath, packetDecoder(), closing.signal);
      if (outcome.kind === 'unreadable') reason = outcome.reason;
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    }
    emit({ type: 'redrawn', requestId, reason });
  }

  async function repair(requestId: number, sessionDir: string): Promise<void> {
    try {
      const outcome = await repairSession(sessionDir, {
        nowMs: Date.now(),
        createDecoder: packetDecoder,
      });
      const reason = outcome.kind === 'damaged' ? outcome.reason : '';
      emit({ type: 'repaired', requestId, outcome: outcome.kind, reason });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      emit({ type: 'repaired', requestId, outcome: 'failed', reason });
    }
  }

  async function purge(command: Extract<ReviewCommand, { type: 'purge' }>): Promise<void> {
    const { requestId } = command;
    try {
      for (const track of command.tracks) {
        await purgeTrack(track);
        if (command.recordingId === recordingId) await player.reopen(track.trackId);
      }
      emit({ type: 'purged', requestId, reason: null });
    } catch (error) {
      emit({ type: 'purged', requestId, reason: error instanceof Error ? error.message : String(error) });
    }
  }

  async function measure(command: Extract<ReviewCommand, { type: 'measure' }>) {
    const { requestId, path, durationSamples, withheld } = command;
    const [damaged, loudness] = await Promise.allSettled([
      damagedSpans(path, durationSamples, closing.signal),
      measureLoudness(path, withheld, closing.signal),
    ]);
    emit({
      type: 'measured',
      requestId,
      // No FFmpeg here, or a file it cannot read: a lane without a figure, and levels as they are.
      loudness: loudness.status === 'fulfilled' ? loudness.value : null,
      damaged:
        damaged.status === 'fulfilled' ? damaged.value.map(([from, to]) => [from / 48, to / 48]) : null,
    });
  }

  async function lookClosely(command: Extract<ReviewCommand, { type: 'closeUp' }>) {
    const { requestId } = command;
    try {
      emit({ type: 'closeUp', requestId, values: await closeUp(command, createDecoder), reason: '' });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      emit({ type: 'closeUp', requestId, values: null, reason });
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
        case 'setChoices':
          watch(player.setChoices(command.choices));
          return;
        case 'setSpans':
          watch(player.setSpans(command));
          return;
        case 'purge':
          repairs = repairs.then(() => purge(command));
          return;
        case 'redraw':
          repairs = repairs.then(() => redraw(command));
          return;
        case 'measure':
          // One at a time: it is nothing that anybody waits for.
          measures = measures.then(() => measure(command));
          return;
        case 'closeUp':
          closeUps = closeUps.then(() => lookClosely(command));
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
      closing.abort();
      await player.dispose();
      await Promise.all([repairs, measures, closeUps]);
    },
  };
}
