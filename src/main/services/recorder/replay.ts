import { AppError } from '@shared/errors/app-error';
import type { ConsentLine, ReplayState } from '@shared/models/recorder';
import type { Clock } from '../../support/clock';
import type { Logger } from '../../support/logger';
import type { VoiceHost } from '../../voice-process/port';
import type { VoiceEvent } from '../../voice-process/protocol';
import type { Person } from './consent';
import { ConsentLog } from './consent-log';
import type { ShelfPort } from './ports';
import { type Trouble, wordTrouble } from './trouble';

/** The room we are in, with everybody in it but ourselves and other bots. */
export interface ReplayPlace {
  /** Tells one stay in a room from the next. */
  stay: string;
  channelId: string;
  guildName: string;
  roomName: string;
  people: readonly Person[];
}

export interface ReplayOptions {
  voice: VoiceHost;
  shelf: ShelfPort;
  /** Where the engine puts what does not fit into memory. */
  folder: string;
  /** Tells the room; null when it was told. */
  announce: (channelId: string, text: string) => Promise<Trouble | null>;
  onChanged: () => void;
  clock: Clock;
  logger: Logger;
}

type Kept = Omit<ConsentLine, 'atMs'> & { atMs: number };

interface Stay {
  key: string;
  place: ReplayPlace;
  minutes: number;
  status: 'announcing' | 'on' | 'refused';
  trouble: Trouble | null;
  heldMs: number;
  saving: boolean;
  /** What goes beside a session that is saved. */
  lines: Kept[];
  known: Set<string>;
}

/** A slow disk and two hours of many people. */
const SAVE_MS = 120_000;

/**
 * Keeps the last minutes of a room, to be saved after the fact (B4). It begins only when the room was told: where that is
 * refused, nothing is kept.
 */
export class Replay {
  readonly #options: ReplayOptions;
  #minutes: number | null = null;
  #stay: Stay | null = null;
  readonly #saving = new Map<string, (error: AppError | null) => void>();

  constructor(options: ReplayOptions) {
    this.#options = options;
  }

  get state(): ReplayState {
    const stay = this.#stay;
    if (this.#minutes === null) return { kind: 'off' };
    if (!stay) return { kind: 'waiting' };
    if (stay.status === 'announcing') return { kind: 'announcing' };
    if (stay.status === 'refused' && stay.trouble) return { kind: 'refused', trouble: stay.trouble };
    return { kind: 'on', heldMs: stay.heldMs, saving: stay.saving };
  }

  /** Whether the engine holds sound, so that journal lines are wanted. */
  get holds(): boolean {
    return this.#stay?.status === 'on';
  }

  /** Says where we are and what is wished; the same again does nothing. */
  look(place: ReplayPlace | null, minutes: number | null): void {
    this.#minutes = minutes;
    const key = place && minutes !== null ? `${place.stay}:${minutes}` : null;
    const stay = this.#stay;
    if (stay && key === stay.key && place) {
      stay.place = place;
      this.#noteJoined(stay, place);
      return;
    }
    if (stay) {
      this.#stay = null;
      if (stay.status === 'on') this.#send(null);
    }
    if (place && minutes !== null && key !== null) this.#begin(key, place, minutes);
    if (stay || key !== null) this.#options.onChanged();
  }

  heard(event: VoiceEvent): void {
    if (event.type === 'replay' && this.#stay?.status === 'on') {
      this.#stay.heldMs = event.on ? event.heldMs : 0;
      this.#options.onChanged();
    }
    if (event.type === 'replaySaved') {
      this.#saving.get(event.recordingId)?.(event.error && AppError.fromView(event.error));
    }
  }

  /** The engine ended and is there again: it knows nothing of a buffer. */
  engineGone(): void {
    for (const settle of [...this.#saving.values()]) {
      settle(new AppError('voice/disconnected', 'The voice engine ended before it was saved'));
    }
    this.look(null, this.#minutes);
  }

  /** Makes a session of what is held; null when nothing is. @throws AppError when it cannot be written. */
  async save(): Promise<{ recordingId: string | null }> {
    const stay = this.#stay;
    if (stay?.status !== 'on' || stay.heldMs <= 0 || stay.saving) return { recordingId: null };
    const { shelf, clock, voice, logger } = this.#options;
    const { guildName, roomName, people } = stay.place;
    const startedAtMs = clock.now() - stay.heldMs;
    const { recordingId, sessionDir } = shelf.allot({ startedAtMs, roomName });
    stay.saving = true;
    shelf.started(recordingId);
    this.#options.onChanged();
    try {
      await new Promise<void>((resolve, reject) => {
        const cancelTimer = clock.setTimer(
          () => settle(new AppError('recording/write-failed', 'It took too long to be saved')),
          SAVE_MS,
        );
        const settle = (error: AppError | null) => {
          cancelTimer();
          this.#saving.delete(recordingId);
          if (error) reject(error);
          else resolve();
        };
        this.#saving.set(recordingId, settle);
        voice.send({
          type: 'saveReplay',
          recordingId,
          sessionDir,
          // Told apart from a recording of the same evening.
          title: `${roomName}, replay`,
          guildName,
          roomName,
          people: people.map(({ userId, displayName }) => ({ userId, displayName })),
        });
      });
      const log = new ConsentLog(sessionDir, clock, logger);
      for (const { atMs, ...line } of stay.lines) log.add(line, atMs);
      await log.close();
      return { recordingId };
    } finally {
      stay.saving = false;
      shelf.finished(recordingId);
      this.#options.onChanged();
    }
  }

  close(): void {
    this.look(null, null);
    for (const settle of [...this.#saving.values()]) {
      settle(new AppError('voice/disconnected', 'Roomtone was closed before it was saved'));
    }
  }

  #begin(key: string, place: ReplayPlace, minutes: number): void {
    const known = new Set(place.people.map(({ userId }) => userId));
    const stay: Stay = {
      key,
      place,
      minutes,
      status: 'announcing',
      trouble: null,
      heldMs: 0,
      saving: false,
      lines: [],
      known,
    };
    this.#stay = stay;
    this.#announce(stay).catch((error: unknown) =>
      this.#options.logger.error('the replay could not be announced', { error }),
    );
  }

  async #announce(stay: Stay): Promise<void> {
    const { announce, onChanged, logger } = this.#options;
    const text = replayNotice(stay.minutes);
    const trouble = await announce(stay.place.channelId, text);
    if (this.#stay !== stay) return;
    stay.trouble = trouble;
    stay.status = trouble ? 'refused' : 'on';
    if (trouble) logger.info('replay stays off', { why: wordTrouble(trouble) });
    else {
      for (const person of stay.place.people) {
        this.#line(stay, { kind: 'present', text: 'In the room when it was announced', ...person });
      }
      this.#line(stay, { kind: 'replayAnnounced', text, userId: null, displayName: null });
      this.#send(stay.minutes);
    }
    onChanged();
  }

  #noteJoined(stay: Stay, place: ReplayPlace): void {
    for (const { userId, displayName } of place.people) {
      if (stay.known.has(userId)) continue;
      stay.known.add(userId);
      const text = 'Came while the last minutes were kept';
      this.#line(stay, { kind: 'joinedWhileRecording', text, userId, displayName });
    }
  }

  #line(stay: Stay, line: Omit<ConsentLine, 'atMs'>): void {
    stay.lines.push({ ...line, atMs: this.#options.clock.now() });
  }

  #send(minutes: number | null): void {
    this.#options.voice.send({ type: 'setReplay', minutes, folder: this.#options.folder });
  }
}

/** What the room is told when its last minutes are kept. */
export function replayNotice(minutes: number): string {
  const last = minutes === 1 ? 'last minute' : `last ${minutes} minutes`;
  return `From now on the ${last} of this room are kept, and may be saved as a recording.`;
}
