import { join } from 'node:path';
import { matchingGainDb } from '@shared/audio/level-matching';
import { AppError } from '@shared/errors/app-error';
import type {
  Annotations,
  MarkerDraft,
  PlaybackChoices,
  ReviewLane,
  ReviewSession,
  TrackLoudness,
  Withheld,
} from '@shared/models/review';
import {
  describeSession,
  isBeside,
  type Manifest,
  type ReadJournal,
  readJournal,
  type Span,
  type TrackManifest,
  withheldSpans,
} from '../../recording';
import type { ReadThrough } from '../../recording/loudness-cache';
import type { ReviewHost } from '../../review-process/port';
import type { ReviewCommand } from '../../review-process/protocol';
import type { Clock } from '../../support/clock';
import { Emitter } from '../../support/emitter';
import type { Logger } from '../../support/logger';
import {
  AnnotationsFile,
  withheldIn,
  withMarker,
  withoutWithheld,
  withPurged,
  withWithheld,
} from './annotations';
import { LoudnessQueue } from './loudness-queue';
import { ReviewState } from './review-state';
import { hasBins, readBins } from './shelf';

/** A session as the library has it now. */
export interface ReviewedSession {
  recordingId: string;
  sessionDir: string;
  manifest: Manifest;
  durationMs: number;
  /** Still being recorded. */
  live: boolean;
}

export interface ReviewOptions {
  host: ReviewHost;
  /** @throws AppError `recording/not-found`, `recording/damaged` */
  sessionOf: (recordingId: string) => Promise<ReviewedSession>;
  /** The recording on the player; null when there is none. */
  openId: () => string | null;
  /** Remembers choices and positions; left out: for this run. */
  stateFile?: string;
  clock: Clock;
  logger: Logger;
}

type OpenTracks = Extract<ReviewCommand, { type: 'open' }>['tracks'];

interface Known {
  journal: ReadJournal;
  file: AnnotationsFile;
  /** Waveforms of tracks of which the journal says nothing. */
  bins: ReadonlyMap<string, Uint8Array | null>;
  loudness: Map<string, TrackLoudness>;
  /** What of tracks that were looked through cannot be read, ms. */
  damaged: Map<string, readonly Span[]>;
}

/** What a reviewer reads out of a recording and adds to it, and how it is played. */
export class ReviewService {
  readonly #options: ReviewOptions;
  readonly #state: ReviewState;
  readonly #loudness: LoudnessQueue;
  readonly #annotated = new Emitter<{ recordingId: string; annotations: Annotations }>();
  readonly onAnnotated = this.#annotated.on;
  readonly #lanes = new Emitter<{ recordingId: string; lane: ReviewLane }>();
  /** A lane is another one: it was measured, or something of it is withheld or shown again. */
  readonly onLane = this.#lanes.on;
  /** Read lately: hours of journal take a while, and are read once for all who need them. */
  readonly #journals = new Map<string, Promise<ReadJournal>>();
  readonly #known = new Map<string, Promise<Known>>();
  readonly #unsubscribe: () => void;
  /** Tracks whose waveform was made again, or tried to be. */
  readonly #redrawn = new Set<string>();
  #requestId = 0;

  private constructor(options: ReviewOptions, state: ReviewState) {
    this.#options = options;
    this.#state = state;
    this.#loudness = new LoudnessQueue(options.host, options.logger, (what, found) => {
      this.#measured(what.recordingId, what.track.trackId, found).catch((error: unknown) =>
        options.logger.warn('a lane could not be told', { error }),
      );
    });
    this.#unsubscribe = options.host.onEvent((event) => {
      if (event.type !== 'state' || event.state.kind === 'closed') return;
      const { kind, recordingId, positionMs } = event.state;
      state.setPosition(recordingId, kind === 'ended' ? 0 : positionMs);
    });
    options.host.send({ type: 'setChoices', choices: state.choices });
  }

  static async create(options: ReviewOptions): Promise<ReviewService> {
    return new ReviewService(options, await ReviewState.open(options.stateFile, options));
  }

  /** All that is shown besides sound and waveforms. Tracks that were never measured are, in the background. */
  async session(recordingId: string): Promise<ReviewSession> {
    const session = await this.#options.sessionOf(recordingId);
    if (session.live) this.forget(recordingId);
    const known = await this.#know(session);
    if (!session.live) await this.#askLoudness(session, known, known.file.value);
    const described = describe(session, known);
    this.#tellPlayer(session, described);
    if (described.annotations.levelMatching) this.#tellGains(session, known);
    return described;
  }

  /** What happened in a recording, as its journal has it now. */
  journal(session: Pick<ReviewedSession, 'recordingId' | 'sessionDir' | 'live'>): Promise<ReadJournal> {
    const { recordingId, sessionDir, live } = session;
    const before = live ? undefined : this.#journals.get(recordingId);
    if (before !== undefined) return before;
    for (const oldest of [...this.#journals.keys()].slice(0, -2)) this.#journals.delete(oldest);
    const reading = readJournal(sessionDir);
    this.#journals.set(recordingId, reading);
    reading.catch(() => this.#journals.delete(recordingId));
    return reading;
  }

  async annotations(recordingId: string): Promise<Annotations> {
    return (await this.#know(await this.#options.sessionOf(recordingId))).file.value;
  }

  saveMarker(recordingId: string, marker: MarkerDraft): Promise<Annotations> {
    return this.#change(recordingId, (now) => withMarker(now, marker));
  }

  removeMarker(recordingId: string, markerId: string): Promise<Annotations> {
    return this.#change(recordingId, (now) => ({
      ...now,
      markers: now.markers.filter((marker) => marker.markerId !== markerId),
    }));
  }

  setTags(recordingId: string, tags: readonly string[]): Promise<Annotations> {
    return this.#change(recordingId, (now) => ({ ...now, tags: [...new Set(tags)] }));
  }

  withhold(
    recordingId: string,
    wanted: Pick<Withheld, 'userId' | 'fromMs' | 'toMs' | 'reason'>,
  ): Promise<Annotations> {
    return this.#change(recordingId, (now) => withWithheld(now, wanted, this.#options.clock.now()));
  }

  release(recordingId: string, withheldId: string): Promise<Annotations> {
    return this.#change(recordingId, (now) => withoutWithheld(now, withheldId));
  }

  /** Overwrites what is withheld with silence. Refused while it is being recorded; cannot be undone. */
  async purge(recordingId: string, withheldId: string): Promise<Annotations> {
    const session = await this.#options.sessionOf(recordingId);
    if (session.live) {
      throw new AppError('recording/write-failed', 'It can be purged when the recording has ended.');
    }
    const one = withheldIn(await this.annotations(recordingId), withheldId);
    const tracks = session.manifest.tracks
      .filter((track) => one.userId === null || track.userId === one.userId)
      .map((track) => purgedTrack(session, track, withheldSpans([one], track.userId, session.durationMs)));
    const reason = await this.#purge(recordingId, tracks);
    if (reason !== null) throw new AppError('recording/write-failed', reason);
    return this.#change(recordingId, (now) => withPurged(now, withheldId, this.#options.clock.now()));
  }

  setTrackGain(recordingId: string, trackId: string, gainDb: number): Promise<Annotations> {
    return this.#change(recordingId, (now) => {
      const others = now.mix.filter((one) => one.trackId !== trackId);
      return { ...now, mix: gainDb === 0 ? others : [...others, { trackId, gainDb }] };
    });
  }

  setLevelMatching(recordingId: string, enabled: boolean): Promise<Annotations> {
    return this.#change(recordingId, (now) => ({ ...now, levelMatching: enabled }));
  }

  choices(): PlaybackChoices {
    return this.#state.choices;
  }

  async setChoices(
    change: {
      [K in keyof PlaybackChoices]?: PlaybackChoices[K] | undefined;
    },
  ): Promise<PlaybackChoices> {
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const choices: PlaybackChoices = { ...this.#state.choices, ...given };
    const { loop } = choices;
    if (loop && loop.toMs < loop.fromMs) choices.loop = { fromMs: loop.toMs, toMs: loop.fromMs };
    this.#state.setChoices(choices);
    this.#options.host.send({ type: 'setChoices', choices });
    return choices;
  }

  /** How the player is to open a session: nothing that is withheld is heard from the first frame on. */
  async opening(session: ReviewedSession): Promise<{ tracks: OpenTracks; positionMs: number }> {
    const known = await this.#know(session);
    const annotations = known.file.value;
    // A loop is a place in one recording.
    if (this.#state.latest !== session.recordingId && this.#state.choices.loop) {
      await this.setChoices({ loop: null });
    }
    const at = this.#state.positionOf(session.recordingId);
    return {
      positionMs: at < session.durationMs - 1_000 ? at : 0,
      tracks: session.manifest.tracks.map((track) => ({
        trackId: track.trackId,
        path: join(session.sessionDir, track.file),
        withheld: pairs(withheldSpans(annotations.withheld, track.userId, session.durationMs)),
        gainDb: gainOf(track, annotations, known),
        // Beside what the room heard the own voice would be there twice.
        muted: isBeside(track, session.manifest),
      })),
    };
  }

  /** The session is gone, renamed or another one: it is read again when it is asked for. */
  forget(recordingId: string): void {
    this.#journals.delete(recordingId);
    this.#known.delete(recordingId);
  }

  async close(): Promise<void> {
    this.#unsubscribe();
    this.#loudness.close();
    this.#annotated.clear();
    this.#lanes.clear();
    await this.#state.close();
  }

  #know(session: ReviewedSession): Promise<Known> {
    const { recordingId } = session;
    const before = this.#known.get(recordingId);
    if (before !== undefined) return before;
    // One session is under review at a time; another few are remembered for coming back to.
    for (const oldest of [...this.#known.keys()].slice(0, -2)) this.#known.delete(oldest);
    const reading = this.#read(session);
    this.#known.set(recordingId, reading);
    reading.catch(() => this.forget(recordingId));
    return reading;
  }

  async #read(session: ReviewedSession): Promise<Known> {
    const { recordingId, sessionDir, manifest, live } = session;
    const journal = await this.journal(session);
    const heard = new Set(journal.entries.flatMap((entry) => (entry.type === 'sound' ? [entry.track] : [])));
    const bins = new Map<string, Uint8Array | null>();
    for (const track of manifest.tracks) {
      if (heard.has(track.number)) {
        // Where there is sound is known without it; to be seen it is made again all the same.
        if (!live && !(await hasBins(sessionDir, track))) this.#redraw(recordingId, sessionDir, track);
        continue;
      }
      const found = await this.#waveformOf(session, track);
      if (found === null && !live) this.#redraw(recordingId, sessionDir, track);
      // Of what has only just begun to be recorded there is none yet.
      bins.set(track.trackId, found ?? (live ? new Uint8Array() : null));
    }
    const file = await AnnotationsFile.open(sessionDir, journal.entries, this.#options);
    return { journal, file, bins, loudness: new Map(), damaged: new Map() };
  }

  async #change(recordingId: string, change: (now: Annotations) => Annotations): Promise<Annotations> {
    const session = await this.#options.sessionOf(recordingId);
    const known = await this.#know(session);
    const before = known.file.value;
    const annotations = await known.file.change(change);
    this.#annotated.emit({ recordingId, annotations });
    if (before.withheld !== annotations.withheld) {
      if (!session.live) await this.#askLoudness(session, known, annotations);
      const described = describe(session, known);
      this.#tellPlayer(session, described);
      for (const lane of described.lanes) this.#lanes.emit({ recordingId, lane });
    }
    if (before.mix !== annotations.mix || before.levelMatching !== annotations.levelMatching) {
      this.#tellGains(session, known);
    }
    return annotations;
  }

  async #askLoudness(session: ReviewedSession, known: Known, annotations: Annotations): Promise<void> {
    const { recordingId, sessionDir, durationMs } = session;
    await Promise.all(
      session.manifest.tracks.map(async (track) => {
        const withheld = withheldSpans(annotations.withheld, track.userId, durationMs);
        const durationSamples = track.durationSamples ?? Math.round(durationMs * 48);
        const asked = { recordingId, sessionDir, track, durationSamples, withheld };
        note(known, track.trackId, await this.#loudness.ask(asked));
      }),
    );
  }

  async #measured(recordingId: string, trackId: string, found: ReadThrough): Promise<void> {
    const known = await this.#known.get(recordingId);
    if (!known) return;
    note(known, trackId, found);
    const session = await this.#options.sessionOf(recordingId);
    const lane = describe(session, known).lanes.find((one) => one.trackId === trackId);
    if (lane) this.#lanes.emit({ recordingId, lane });
    if (known.file.value.levelMatching) this.#tellGains(session, known);
  }

  #tellPlayer({ recordingId, manifest, durationMs }: ReviewedSession, described: ReviewSession): void {
    if (this.#options.openId() !== recordingId) return;
    const { withheld } = described.annotations;
    const users = new Map(manifest.tracks.map((track) => [track.trackId, track.userId]));
    this.#options.host.send({
      type: 'setSpans',
      recordingId,
      tracks: described.lanes.map(({ trackId, speech }) => ({
        trackId,
        speech,
        withheld: pairs(withheldSpans(withheld, users.get(trackId) ?? null, durationMs)),
      })),
    });
  }

  #tellGains({ recordingId, manifest }: ReviewedSession, known: Known): void {
    if (this.#options.openId() !== recordingId) return;
    for (const track of manifest.tracks) {
      const gainDb = gainOf(track, known.file.value, known);
      this.#options.host.send({ type: 'setGain', trackId: track.trackId, gainDb });
    }
  }

  /** Null when there is none, or none that can be read: one bad waveform keeps nobody from the rest of a recording. */
  async #waveformOf({ recordingId, sessionDir }: ReviewedSession, track: TrackManifest) {
    try {
      return await readBins(sessionDir, track);
    } catch (error) {
      this.#options.logger.warn('a waveform cannot be read', { recordingId, error });
      return null;
    }
  }

  /** Has a waveform made again in the background, once in this run; the lanes are told when it is there. */
  #redraw(recordingId: string, sessionDir: string, track: TrackManifest): void {
    const path = join(sessionDir, track.file);
    if (this.#redrawn.has(path)) return;
    this.#redrawn.add(path);
    this.#requestId += 1;
    const requestId = this.#requestId;
    const { host, logger } = this.#options;
    const unsubscribe = host.onEvent((event) => {
      if (event.type !== 'redrawn' || event.requestId !== requestId) return;
      unsubscribe();
      if (event.reason !== null) {
        logger.warn('a waveform could not be made again', { recordingId, reason: event.reason });
        return;
      }
      this.forget(recordingId);
      this.#tellLanes(recordingId).catch((error: unknown) =>
        logger.warn('a lane could not be told', { error }),
      );
    });
    host.send({ type: 'redraw', requestId, path, peaksPath: join(sessionDir, track.peaksFile) });
  }

  async #tellLanes(recordingId: string): Promise<void> {
    for (const lane of (await this.session(recordingId)).lanes) this.#lanes.emit({ recordingId, lane });
  }

  #purge(recordingId: string, tracks: Extract<ReviewCommand, { type: 'purge' }>['tracks']) {
    this.#requestId += 1;
    const requestId = this.#requestId;
    return new Promise<string | null>((resolve) => {
      const unsubscribe = this.#options.host.onEvent((event) => {
        if (event.type !== 'purged' || event.requestId !== requestId) return;
        unsubscribe();
        resolve(event.reason);
      });
      this.#options.host.send({ type: 'purge', requestId, recordingId, tracks });
    });
  }
}

function describe({ recordingId, manifest, durationMs }: ReviewedSession, known: Known): ReviewSession {
  const described = describeSession({
    recordingId,
    manifest,
    durationMs,
    journal: known.journal,
    annotations: known.file.value,
    loudness: known.loudness,
    damaged: known.damaged,
    binsOf: (track) => known.bins.get(track.trackId) ?? null,
  });
  if (known.file.problem !== null) described.integrity.notes.push(known.file.problem);
  return described;
}

/** What is known of a track by now. What cannot be read of it does not depend on what is withheld. */
function note(known: Known, trackId: string, found: ReadThrough | null): void {
  if (found?.loudness) known.loudness.set(trackId, found.loudness);
  else known.loudness.delete(trackId);
  if (found?.damaged) known.damaged.set(trackId, found.damaged);
}

/** What a person has set, and what brings all to one loudness. */
function gainOf(track: TrackManifest, annotations: Annotations, known: Known): number {
  const set = annotations.mix.find((one) => one.trackId === track.trackId)?.gainDb ?? 0;
  const measured = known.loudness.get(track.trackId);
  if (!annotations.levelMatching || !measured) return set;
  return set + matchingGainDb(measured.loudnessLufs, measured.truePeakDbtp);
}

function purgedTrack(
  { sessionDir, manifest }: ReviewedSession,
  track: TrackManifest,
  spans: readonly Span[],
) {
  return {
    trackId: track.trackId,
    path: join(sessionDir, track.file),
    peaksPath: join(sessionDir, track.peaksFile),
    spans: pairs(spans),
    tags: {
      title: manifest.title,
      artist: track.displayName,
      album: `${manifest.guild.name} / ${manifest.channel.name}`,
      date: new Date(manifest.startedAtMs).toISOString().slice(0, 10),
    },
  };
}

function pairs(spans: readonly Span[]): [number, number][] {
  return spans.map(([from, to]) => [from, to]);
}
