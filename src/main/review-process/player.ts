import { SAMPLE_RATE_HZ } from '@shared/audio/constants';
import { gainDbToFactor } from '@shared/audio/levels';
import { type PcmFromSink, type PcmToSink, parseFromSink } from '@shared/audio/pcm-stream';
import type { PlaybackChoices } from '@shared/models/review';
import type { OpusFrameDecoder } from '../discord/voice/codec';
import { type Span, speechOnlySpans } from '../recording';
import type { AudioPort } from '../support/audio-port';
import { Program, toSampleSpans } from './program';
import type { ReviewCommand, ReviewState } from './protocol';
import { ProgramSource } from './source';
import { TrackStream } from './track-stream';

/** While playing, the position is announced when it has moved this far. */
const ANNOUNCE_MS = 200;

export interface ReviewPlayerOptions {
  createDecoder: () => OpusFrameDecoder;
  onState: (state: ReviewState) => void;
  /** Sending sound failed (the disk went away): playback has stopped. */
  onFailure: (error: unknown) => void;
}

type OpenCommand = Extract<ReviewCommand, { type: 'open' }>;

interface OpenSession {
  recordingId: string;
  durationSamples: number;
  streams: TrackStream[];
  paths: ReadonlyMap<string, string>;
  /** Where tracks have speech, ms; those that are known. */
  speech: Map<string, readonly Span[]>;
  unreadable: { trackId: string; reason: string }[];
}

/**
 * Plays a session: takes the tracks' sound at one position, mixes 20 ms frames and sends as many as the sink
 * has asked for. Position is the place on the session clock in samples, the same for every track, so tracks
 * cannot drift apart. What the listener hears trails what is sent; pausing goes back to what was heard.
 */
export class ReviewPlayer {
  readonly #options: ReviewPlayerOptions;
  #session: OpenSession | undefined;
  #port: AudioPort | undefined;
  #kind: 'paused' | 'playing' | 'ended' = 'paused';
  readonly #solo = new Set<string>();
  readonly #muted = new Set<string>();
  readonly #gains = new Map<string, number>();
  #choices: PlaybackChoices = { speed: 1, speechOnly: false, loop: null };
  /** What is sent next; made anew by every jump and choice. */
  #source: ProgramSource | undefined;
  #heardAt = 0;
  #announcedAt = 0;
  #epoch = 0;
  #credits = 0;
  #endSent = false;
  #pumping = false;
  /** Commands that touch the streams run one after the other. */
  #turn: Promise<void> = Promise.resolve();

  constructor(options: ReviewPlayerOptions) {
    this.#options = options;
  }

  get state(): ReviewState {
    const session = this.#session;
    if (!session) return { kind: 'closed' };
    return {
      kind: this.#kind,
      recordingId: session.recordingId,
      positionMs: toMs(this.#heardAt),
      durationMs: toMs(session.durationSamples),
      soloTrackIds: [...this.#solo],
      mutedTrackIds: [...this.#muted],
      unreadable: session.unreadable,
    };
  }

  /** Connects the sink; one that was connected before is closed. */
  connect(port: AudioPort): void {
    this.#port?.close();
    this.#port = port;
    port.on('message', (message) => {
      const parsed = parseFromSink(message);
      if (parsed && port === this.#port) this.#onSink(parsed);
    });
    this.#credits = 0;
    port.postMessage({
      type: 'flush',
      epoch: this.#epoch,
      positionSamples: this.#heardAt,
    } satisfies PcmToSink);
    if (this.#session) void this.#inTurn(() => this.#moveTo(this.#heardAt));
  }

  /** Opens a session, paused at 0. Tracks that cannot be read are named in the state; the others play. */
  open(command: OpenCommand): Promise<void> {
    return this.#inTurn(async () => {
      await this.#closeSession();
      const session: OpenSession = {
        recordingId: command.recordingId,
        durationSamples: Math.round(command.durationMs * (SAMPLE_RATE_HZ / 1_000)),
        streams: [],
        paths: new Map(command.tracks.map(({ trackId, path }) => [trackId, path])),
        speech: new Map(),
        unreadable: [],
      };
      const opened = await Promise.all(
        command.tracks.map(({ trackId, path }) =>
          TrackStream.open(trackId, path, this.#options.createDecoder),
        ),
      );
      for (const [at, result] of opened.entries()) {
        const track = command.tracks[at];
        if (!track) continue;
        this.setGain(track.trackId, track.gainDb ?? 0);
        setMember(this.#muted, track.trackId, track.muted ?? false);
        if (result.kind === 'open') {
          result.stream.withhold(toSampleSpans(track.withheld ?? []));
          session.streams.push(result.stream);
        } else {
          session.unreadable.push({ trackId: track.trackId, reason: result.reason });
        }
      }
      for (const stream of session.streams) {
        session.durationSamples = Math.max(session.durationSamples, stream.durationSamples);
      }
      this.#session = session;
      this.#kind = 'paused';
      await this.#moveTo(Math.min(session.durationSamples, Math.round((command.positionMs ?? 0) * 48)));
      this.#announce();
    });
  }

  /** How it is played from now on: at the place that is heard. */
  setChoices(choices: PlaybackChoices): Promise<void> {
    return this.#inTurn(async () => {
      this.#choices = choices;
      await this.#replan();
    });
  }

  /** What is known of the tracks of an open session, ms. Withheld is silent from the next frame on. */
  setSpans(command: Extract<ReviewCommand, { type: 'setSpans' }>): Promise<void> {
    return this.#inTurn(async () => {
      const session = this.#session;
      if (!session || session.recordingId !== command.recordingId) return;
      let isOther = false;
      for (const { trackId, speech, withheld } of command.tracks) {
        const isKnown = String(session.speech.get(trackId)) === String(speech);
        if (this.#choices.speechOnly && !isKnown) isOther = true;
        session.speech.set(trackId, speech);
        const stream = session.streams.find((one) => one.trackId === trackId);
        const silent = toSampleSpans(withheld);
        if (!stream || String(stream.withheld) === String(silent)) continue;
        stream.withhold(silent);
        isOther = true;
      }
      // What waits at the sink may hold what is to be heard no more.
      if (isOther) await this.#replan();
    });
  }

  /** A track's file is another one now (it was purged): what is open of the old one is let go. */
  reopen(trackId: string): Promise<void> {
    return this.#inTurn(async () => {
      const session = this.#session;
      const path = session?.paths.get(trackId);
      const at = session?.streams.findIndex((stream) => stream.trackId === trackId) ?? -1;
      const old = session?.streams[at];
      if (!session || path === undefined || !old) return;
      const opened = await TrackStream.open(trackId, path, this.#options.createDecoder);
      if (opened.kind === 'open') {
        opened.stream.withhold(old.withheld);
        session.streams[at] = opened.stream;
      } else {
        session.streams.splice(at, 1);
        session.unreadable.push({ trackId, reason: opened.reason });
      }
      await old.close();
      await this.#replan();
    });
  }

  play(): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#session || this.#kind === 'playing') return;
      if (this.#kind === 'ended') await this.#moveTo(0);
      this.#kind = 'playing';
      this.#announce();
      this.#pump();
    });
  }

  /** Silence at once: what the sink still holds is thrown away, and will be sent again on play. */
  pause(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#kind !== 'playing') return;
      this.#kind = 'paused';
      await this.#moveTo(this.#heardAt);
      this.#announce();
    });
  }

  seek(positionMs: number): Promise<void> {
    return this.#inTurn(async () => {
      const session = this.#session;
      if (!session) return;
      const samples = Math.round(positionMs * (SAMPLE_RATE_HZ / 1_000));
      if (this.#kind === 'ended') this.#kind = 'paused';
      await this.#moveTo(Math.min(samples, session.durationSamples));
      this.#announce();
      this.#pump();
    });
  }

  setSolo(trackId: string, solo: boolean): void {
    setMember(this.#solo, trackId, solo);
    this.#announce();
    this.#audibleChanged();
  }

  setMute(trackId: string, muted: boolean): void {
    setMember(this.#muted, trackId, muted);
    this.#announce();
    this.#audibleChanged();
  }

  setGain(trackId: string, gainDb: number): void {
    this.#gains.set(trackId, gainDbToFactor(gainDb));
  }

  close(): Promise<void> {
    return this.#inTurn(async () => {
      const wasOpen = this.#session !== undefined;
      await this.#closeSession();
      if (wasOpen) this.#announce();
    });
  }

  /** Closes everything; the player is not to be used after. */
  async dispose(): Promise<void> {
    await this.close();
    this.#port?.close();
    this.#port = undefined;
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work);
    // The caller hears of a failure; the next in turn goes on.
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async #closeSession(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    this.#source = undefined;
    this.#kind = 'paused';
    this.#solo.clear();
    this.#muted.clear();
    this.#gains.clear();
    this.#newEpoch(0);
    for (const stream of session?.streams ?? []) await stream.close();
  }

  /** The next frame begins at `positionSamples` (or at what is played next), and nothing older will be heard. */
  async #moveTo(positionSamples: number): Promise<void> {
    const session = this.#session;
    if (!session) {
      this.#newEpoch(positionSamples);
      return;
    }
    const source = new ProgramSource({
      streams: session.streams,
      program: new Program({
        durationSamples: session.durationSamples,
        kept: this.#kept(session),
        loop: this.#loop(),
      }),
      gainOf: (trackId) => this.#gainOf(trackId),
      speed: this.#choices.speed,
      startSamples: positionSamples,
    });
    this.#source = source;
    this.#newEpoch(source.position);
    await source.start();
  }

  /** Goes on where the listener is, in another way. */
  async #replan(): Promise<void> {
    if (!this.#session) return;
    if (this.#kind === 'ended') return;
    await this.#moveTo(this.#heardAt);
    this.#announce();
    this.#pump();
  }

  /** Which silence is shared depends on who is heard. */
  #audibleChanged(): void {
    if (this.#choices.speechOnly) this.#inTurn(() => this.#replan()).catch(this.#options.onFailure);
  }

  #loop(): Span | null {
    const { loop } = this.#choices;
    return loop === null ? null : [Math.round(loop.fromMs * 48), Math.round(loop.toMs * 48)];
  }

  /** Null when all of it is played, also when nobody is known to have spoken. */
  #kept(session: OpenSession): readonly Span[] | null {
    if (!this.#choices.speechOnly) return null;
    const speech = [...session.speech].filter(([trackId]) => this.#gainOf(trackId) > 0);
    const kept = speechOnlySpans(
      speech.map(([, spans]) => spans),
      toMs(session.durationSamples),
    );
    return kept.length === 0 ? null : toSampleSpans(kept);
  }

  #newEpoch(positionSamples: number): void {
    this.#heardAt = positionSamples;
    this.#epoch += 1;
    this.#credits = 0;
    this.#endSent = false;
    this.#post({ type: 'flush', epoch: this.#epoch, positionSamples: this.#heardAt });
  }

  #onSink(message: PcmFromSink): void {
    if (message.epoch !== this.#epoch || !this.#session) return;
    switch (message.type) {
      case 'credit':
        this.#credits += message.frames;
        this.#pump();
        return;
      case 'heard':
        if (this.#kind !== 'playing') return;
        this.#heardAt = Math.min(message.positionSamples, this.#session.durationSamples);
        if (Math.abs(this.#heardAt - this.#announcedAt) >= ANNOUNCE_MS * 48) this.#announce();
        return;
      case 'drained':
        if (!this.#endSent || this.#kind !== 'playing') return;
        this.#kind = 'ended';
        this.#heardAt = this.#session.durationSamples;
        this.#announce();
        return;
    }
  }

  /** Sends what there is credit for; one run at a time, and another when credit came just as it ended. */
  #pump(): void {
    if (this.#pumping || this.#endSent || this.#kind !== 'playing' || this.#credits === 0) return;
    this.#pumping = true;
    this.#inTurn(() => this.#sendFrames()).then(
      () => {
        this.#pumping = false;
        this.#pump();
      },
      (error: unknown) => {
        this.#pumping = false;
        this.#kind = 'paused';
        this.#announce();
        this.#options.onFailure(error);
      },
    );
  }

  async #sendFrames(): Promise<void> {
    while (this.#source && this.#session && this.#kind === 'playing' && this.#credits > 0) {
      const frame = await this.#source.frame();
      if (!frame) {
        if (!this.#endSent) this.#post({ type: 'end', epoch: this.#epoch });
        this.#endSent = true;
        return;
      }
      this.#post({ type: 'frame', epoch: this.#epoch, ...frame });
      this.#credits -= 1;
    }
  }

  /** Solo wins over mute, as on a mixing desk. */
  #gainOf(trackId: string): number {
    const heard = this.#solo.size > 0 ? this.#solo.has(trackId) : !this.#muted.has(trackId);
    return heard ? (this.#gains.get(trackId) ?? 1) : 0;
  }

  #post(message: PcmToSink): void {
    this.#port?.postMessage(message);
  }

  #announce(): void {
    this.#announcedAt = this.#heardAt;
    this.#options.onState(this.state);
  }
}

function setMember(set: Set<string>, member: string, present: boolean): void {
  if (present) set.add(member);
  else set.delete(member);
}

function toMs(samples: number): number {
  return Math.round(samples / 4.8) / 10;
}
