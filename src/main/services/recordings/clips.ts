import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChannelId } from '@shared/discord/snowflake';
import { AppError, toAppError } from '@shared/errors/app-error';
import type { StagedFile } from '@shared/models/message-body';
import type { SubmitInput, SubmitOutcome } from '@shared/models/outbox';
import type { ClipEstimate, ClipFormat, ClipSending } from '@shared/models/recorder';
import type { Annotations, Marker } from '@shared/models/review';
import type { JobHost } from '../../export-process/port';
import type { JobEvent } from '../../export-process/protocol';
import { Emitter } from '../../support/emitter';
import type { Logger } from '../../support/logger';

/** As `main/export` encodes them, bits a second. */
const BITS_PER_SECOND: Record<ClipFormat, number> = { opus: 128_000, mp3: 192_000, m4a: 192_000 };
/** Headers, and a page begun. */
const OVERHEAD_BYTES = 6_000;
/** Ended ones stay listed up to this many. */
const ENDED_KEPT = 20;

export interface ClipWish {
  recordingId: string;
  markerId: string;
  channelId: ChannelId;
  format: ClipFormat;
  /** Goes with it. */
  text: string;
}

export interface ClipsOptions {
  host: JobHost;
  /** Clips are made here, a folder each, gone as soon as the outbox has them. */
  workDir: string;
  folderOf: (recordingId: string) => string;
  annotations: (recordingId: string) => Promise<Annotations>;
  /** What a message into this channel may carry in one file. */
  limitBytes: (channelId: string) => number;
  stage: (path: string) => Promise<StagedFile>;
  submit: (input: SubmitInput) => Promise<SubmitOutcome>;
  logger: Logger;
}

interface Job {
  sending: ClipSending;
  wish: ClipWish;
  folder: string;
}

/** Clips on their way into channels: made into a file, then given to the outbox, which sends it and shows how far it is. */
export class ClipsService {
  readonly #options: ClipsOptions;
  readonly #jobs = new Map<string, Job>();
  readonly #changes: Emitter<ClipSending>;
  readonly onChanged: Emitter<ClipSending>['on'];
  readonly #unsubscribe: () => void;

  constructor(options: ClipsOptions) {
    this.#options = options;
    this.#changes = new Emitter((error) => options.logger.error('a listener failed', { error }));
    this.onChanged = this.#changes.on;
    this.#unsubscribe = options.host.onEvent((event) => this.#onEvent(event));
  }

  list(): ClipSending[] {
    return [...this.#jobs.values()].map(({ sending }) => sending);
  }

  /** About how large it will be, told before anything is made. */
  async estimate(
    wish: Pick<ClipWish, 'recordingId' | 'markerId' | 'channelId' | 'format'>,
  ): Promise<ClipEstimate> {
    const { atMs, endMs } = await this.#clip(wish);
    const durationMs = endMs - atMs;
    const bytes = Math.round((durationMs / 1_000) * (BITS_PER_SECOND[wish.format] / 8)) + OVERHEAD_BYTES;
    return { durationMs, bytes, limitBytes: this.#options.limitBytes(wish.channelId) };
  }

  async send(wish: ClipWish): Promise<ClipSending> {
    const { label } = await this.#clip(wish);
    const sessionDir = this.#options.folderOf(wish.recordingId);
    const sendId = randomUUID();
    const folder = join(this.#options.workDir, sendId);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const sending: ClipSending = {
      sendId,
      recordingId: wish.recordingId,
      label,
      status: 'making',
      progress: 0,
      entryId: null,
      bytes: null,
      problem: null,
    };
    const job = { sending, wish, folder };
    this.#jobs.set(sendId, job);
    this.#changes.emit(sending);
    this.#options.host.send({
      type: 'run',
      jobId: sendId,
      order: {
        kind: 'export',
        sessionDir,
        folder,
        request: {
          recordingId: wish.recordingId,
          what: { kind: 'clips', markerIds: [wish.markerId] },
          format: wish.format,
          range: null,
          targetLufs: null,
          speechOnly: false,
        },
      },
    });
    return sending;
  }

  /** While it is being made; once it waits in the outbox, it is taken back there. */
  cancel(sendId: string): void {
    if (this.#jobs.get(sendId)?.sending.status === 'making')
      this.#options.host.send({ type: 'cancel', jobId: sendId });
  }

  /** Takes an ended one off the list. */
  clear(sendId: string): void {
    if (this.#jobs.get(sendId)?.sending.status !== 'making') this.#jobs.delete(sendId);
  }

  async close(): Promise<void> {
    this.#unsubscribe();
    this.#changes.clear();
    await rm(this.#options.workDir, { recursive: true, force: true });
  }

  async #clip(wish: Pick<ClipWish, 'recordingId' | 'markerId'>): Promise<Marker & { endMs: number }> {
    const { markers } = await this.#options.annotations(wish.recordingId);
    const marker = markers.find(({ markerId }) => markerId === wish.markerId);
    if (marker?.endMs == null) throw new AppError('recording/not-found', 'This clip is gone.');
    return { ...marker, endMs: marker.endMs };
  }

  #onEvent(event: JobEvent): void {
    const job = this.#jobs.get(event.jobId);
    if (!job) return;
    if (event.type === 'progress') {
      this.#set(job, { progress: event.progress });
      return;
    }
    this.#ended(job, event.outcome)
      .catch((error: unknown) => this.#set(job, { status: 'failed', problem: toAppError(error).message }))
      .then(() => rm(job.folder, { recursive: true, force: true }))
      .catch((error: unknown) => this.#options.logger.warn('a clip could not be removed', { error }));
  }

  async #ended(job: Job, outcome: Extract<JobEvent, { type: 'ended' }>['outcome']): Promise<void> {
    if (outcome.kind === 'cancelled') return this.#set(job, { status: 'cancelled' });
    if (outcome.kind === 'failed')
      return this.#set(job, { status: 'failed', problem: outcome.error.message });
    const [file] = outcome.kind === 'exported' ? outcome.files : [];
    if (!file) return this.#set(job, { status: 'failed', problem: 'Nothing was made of it.' });
    const { stage, submit, limitBytes } = this.#options;
    const { channelId, text } = job.wish;
    this.#set(job, { progress: 1, bytes: file.bytes });
    if (file.bytes > limitBytes(channelId)) return this.#set(job, { status: 'tooLarge' });
    const staged = await stage(join(job.folder, file.name));
    const submitted = await submit({
      destination: { kind: 'channel', channelId },
      content: {
        type: 'message',
        body: {
          content: text,
          embeds: [],
          components: [],
          componentsV2: false,
          files: [staged],
          allowedMentions: { everyone: false, roles: false, users: false, repliedUser: false },
          silent: false,
          suppressEmbeds: false,
          replyTo: null,
          identity: { username: null, avatarUrl: null },
        },
      },
      sendAtMs: null,
      repeat: null,
      holdMs: 0,
    });
    if (submitted.kind === 'accepted') this.#set(job, { status: 'queued', entryId: submitted.entry.entryId });
    else
      this.#set(job, {
        status: 'failed',
        problem: submitted.problems.map(({ message }) => message).join(' '),
      });
  }

  #set(job: Job, change: Partial<ClipSending>): void {
    job.sending = { ...job.sending, ...change };
    const ended = [...this.#jobs.values()].filter(({ sending }) => sending.status !== 'making');
    for (const old of ended.slice(0, Math.max(0, ended.length - ENDED_KEPT)))
      this.#jobs.delete(old.sending.sendId);
    this.#changes.emit(job.sending);
  }
}
