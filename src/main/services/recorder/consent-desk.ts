import type { ConsentLine, ConsentState, RecorderSettings } from '@shared/models/recorder';
import type { SessionSource } from '../../discord/session';
import type { Clock } from '../../support/clock';
import type { Logger } from '../../support/logger';
import {
  type ConsentDuty,
  type ConsentMemory,
  nextConsent,
  type Person,
  type RecordingSight,
} from './consent';
import { ConsentLog } from './consent-log';
import { postInRoom } from './notice';
import type { RestoreOutcome, RoomStatus } from './room-status';
import { TellingAgain } from './telling-again';
import { type Trouble, wordTrouble } from './trouble';

export interface ConsentDeskOptions {
  sessions: SessionSource;
  status: RoomStatus;
  settings: () => RecorderSettings;
  folderOf: (recordingId: string) => string;
  roomName: (channelId: string) => string;
  /** Plays the clip into the room; a trouble when it could not be heard. */
  playClip: () => Promise<Trouble | null>;
  onChanged: () => void;
  clock: Clock;
  logger: Logger;
}

type Line = Omit<ConsentLine, 'atMs' | 'userId' | 'displayName'> & { person?: Person };
type Step = ConsentState['notice'];

/** Carries out what `consent.ts` decides, and writes down what became of it. */
export class ConsentDesk {
  readonly #options: ConsentDeskOptions;
  readonly #ending = new AbortController();
  readonly #work = new Set<Promise<unknown>>();
  #memory: ConsentMemory = null;
  #log: ConsentLog | null = null;
  #state: ConsentState | null = null;
  #restoreTrouble: Trouble | null = null;
  /** Who came and could not be greeted. */
  #ungreeted: Person[] = [];

  readonly #retry: TellingAgain;

  constructor(options: ConsentDeskOptions) {
    this.#options = options;
    this.#retry = new TellingAgain(options.clock, () => this.#again(true));
  }

  get state(): ConsentState | null {
    return this.#state;
  }

  /** Why a room still wears our status; null when none does. */
  get restoreTrouble(): Trouble | null {
    return this.#restoreTrouble;
  }

  /** Says what is recorded now, and who is there. */
  look(sight: RecordingSight | null): void {
    const { memory, duties } = nextConsent(this.#memory, sight, this.#options.settings());
    this.#memory = memory;
    for (const duty of duties) this.#do(duty);
    if (duties.length > 0) this.#options.onChanged();
  }

  /** A choice made while it is recorded. */
  noteSkipped(person: Person, skipped: boolean): void {
    const text = skipped ? 'Not recorded from now on' : 'Recorded again from now on';
    this.#note({ kind: skipped ? 'skipped' : 'unskipped', text, person });
  }

  /** Does once more what failed while this was recorded, as a person asks. By itself it is done later and later. */
  tellAgain(): void {
    this.#retry.reset();
    this.#again(false);
  }

  /** @param byItself nobody asked: what failed stays told until it worked, and a clip that is late is not played */
  #again(byItself: boolean): void {
    const memory = this.#memory;
    const state = this.#state;
    if (!memory || !state) return;
    const { guildId, channelId } = memory;
    const kept = byItself ? state.troubles : [];
    if (state.status === 'failed') this.#track(this.#status(guildId, channelId, kept));
    if (state.notice === 'failed') this.#track(this.#notice(channelId, kept));
    if (state.clip === 'failed' && !byItself) this.#do({ kind: 'clip' });
    const greeting = this.#ungreeted;
    this.#ungreeted = [];
    if (greeting.length > 0) this.#step('joinNotice', 'pending', null, kept);
    for (const person of greeting) this.#track(this.#greet(channelId, person));
    this.#change((now) => ({ ...now, retryAtMs: this.#retry.atMs }));
  }

  /** Puts the room's status back now, before we leave it: from outside it may not be ours to change. */
  async settle(): Promise<void> {
    this.#restore();
    await Promise.allSettled([...this.#work]);
  }

  async close(): Promise<void> {
    this.look(null);
    await Promise.allSettled([...this.#work]);
    this.#ending.abort();
  }

  #do(duty: ConsentDuty): void {
    switch (duty.kind) {
      case 'openLog':
        this.#open(duty.recordingId);
        break;
      case 'closeLog':
        this.#close();
        break;
      case 'notePresent':
        for (const person of duty.people) {
          this.#note({ kind: 'present', text: 'In the room when it began', person });
        }
        break;
      case 'noteMoved':
        this.#note({
          kind: 'moved',
          text: `The recording went on in ${this.#options.roomName(duty.channelId)}`,
        });
        break;
      case 'noteContinued':
        this.#note({ kind: 'continued', text: `Told as written in ${duty.from}` });
        break;
      case 'noteSkipped':
        for (const person of duty.people) this.noteSkipped(person, true);
        break;
      case 'notice':
        this.#track(this.#notice(duty.channelId));
        break;
      case 'status':
        this.#track(this.#status(duty.guildId, duty.channelId));
        break;
      case 'restore':
        this.#restore();
        break;
      case 'clip':
        this.#track(this.#clip());
        break;
      case 'joined':
        this.#note({ kind: 'joinedWhileRecording', text: 'Came while it was recorded', person: duty.person });
        this.#change((state) => ({ ...state, joined: state.joined + 1 }));
        if (duty.greet) this.#track(this.#greet(duty.channelId, duty.person));
        break;
    }
  }

  #open(recordingId: string): void {
    const before = this.#state;
    this.#close();
    const { folderOf, clock, logger } = this.#options;
    this.#log = new ConsentLog(folderOf(recordingId), clock, logger);
    // Split: what was told of the session before counts on.
    this.#state = before
      ? { ...before, recordingId, retryAtMs: null }
      : { recordingId, notice: 'off', status: 'off', clip: 'off', joined: 0, troubles: [], retryAtMs: null };
    if (this.#leftToTell) this.#retryLater();
  }

  /** What is still under way is written down before its log closes. */
  #close(): void {
    const log = this.#log;
    this.#log = null;
    this.#state = null;
    this.#ungreeted = [];
    this.#retry.reset();
    if (!log) return;
    const pending = [...this.#work];
    this.#track(Promise.allSettled(pending).then(() => log.close()));
  }

  async #notice(channelId: string, kept: readonly Trouble[] = []): Promise<void> {
    const { text } = this.#options.settings().notice;
    this.#step('notice', 'pending', null, kept);
    const note = this.#noter();
    const trouble = await this.#post(channelId, text, 'notice');
    note(trouble ? failed('The notice', trouble) : { kind: 'noticePosted', text });
    this.#step('notice', trouble ? 'failed' : 'done', trouble);
  }

  async #greet(channelId: string, person: Person): Promise<void> {
    const text = this.#options.settings().joinNotice.text.replaceAll('{name}', person.displayName);
    const note = this.#noter();
    const trouble = await this.#post(channelId, text, 'joinNotice');
    note(trouble ? failed('The notice', trouble, person) : { kind: 'joinNoticePosted', text, person });
    if (!trouble) {
      if (this.#ungreeted.length === 0) this.#step('joinNotice', 'done');
      return;
    }
    this.#ungreeted.push(person);
    this.#step('joinNotice', 'failed', trouble);
  }

  async #status(guildId: string, channelId: string, kept: readonly Trouble[] = []): Promise<void> {
    const { text } = this.#options.settings().status;
    this.#step('status', 'pending', null, kept);
    const note = this.#noter();
    const outcome = await this.#options.status.set(guildId, channelId, text);
    if (outcome.kind === 'set') note({ kind: 'statusSet', text: wordStatus(text, outcome.before) });
    else note(failed('The room’s status', outcome.trouble));
    this.#step(
      'status',
      outcome.kind === 'set' ? 'done' : 'failed',
      outcome.kind === 'set' ? null : outcome.trouble,
    );
  }

  #restore(): void {
    if (!this.#options.status.isBorrowed) return;
    const note = this.#noter();
    this.#track(
      this.#options.status.restore().then((outcomes) => {
        for (const outcome of outcomes) {
          note(wordRestored(outcome));
          this.#restoreTrouble = outcome.kind === 'failed' ? outcome.trouble : null;
        }
        this.#options.onChanged();
      }),
    );
  }

  async #clip(): Promise<void> {
    const { spokenClip } = this.#options.settings();
    this.#step('clip', 'pending');
    const note = this.#noter();
    const trouble = await this.#options.playClip();
    note(trouble ? failed('The spoken clip', trouble) : { kind: 'clipPlayed', text: spokenClip ?? '' });
    this.#step('clip', trouble ? 'failed' : 'done', trouble);
  }

  #post(channelId: string, text: string, about: Trouble['about']): Promise<Trouble | null> {
    const { sessions, clock } = this.#options;
    const { signal } = this.#ending;
    return postInRoom(sessions.current, channelId, text, { about, nowMs: clock.now(), signal });
  }

  /**
   * How one of the ways of telling stands; that of greeting is known by its troubles alone.
   * @param kept troubles that stay to be seen while it is tried again
   */
  #step(
    name: 'notice' | 'status' | 'clip' | 'joinNotice',
    step: Step,
    trouble: Trouble | null = null,
    kept: readonly Trouble[] = [],
  ): void {
    const known = trouble ?? kept.find(({ about }) => about === name);
    this.#change((state) => ({
      ...state,
      ...(name === 'joinNotice' ? {} : { [name]: step }),
      troubles: [...state.troubles.filter(({ about }) => about !== name), ...(known ? [known] : [])],
    }));
    if (step === 'failed' && name !== 'clip') this.#retryLater();
    if (step === 'done' && !this.#leftToTell) this.#retry.reset();
  }

  /** Whether a retry has something to do. */
  get #leftToTell(): boolean {
    const { notice, status } = this.#state ?? {};
    return notice === 'failed' || status === 'failed' || this.#ungreeted.length > 0;
  }

  #retryLater(): void {
    if (!this.#state) return;
    this.#retry.failed();
    this.#change((state) => ({ ...state, retryAtMs: this.#retry.atMs }));
  }

  #change(change: (state: ConsentState) => ConsentState): void {
    if (!this.#state) return;
    this.#state = change(this.#state);
    this.#options.onChanged();
  }

  #note(line: Line): void {
    this.#noter()(line);
  }

  /** Writes into the log of now, whichever session is recorded when the answer comes. */
  #noter(): (line: Line) => void {
    const log = this.#log;
    return ({ person, ...line }) =>
      log?.add({ ...line, userId: person?.userId ?? null, displayName: person?.displayName ?? null });
  }

  #track(work: Promise<unknown>): void {
    const tracked = work
      .catch((error: unknown) => this.#options.logger.error('the room could not be told', { error }))
      .finally(() => this.#work.delete(tracked));
    this.#work.add(tracked);
  }
}

function failed(what: string, trouble: Trouble, person?: Person): Line {
  const line: Line = { kind: 'failed', text: `${what}: ${wordTrouble(trouble)}` };
  return person ? { ...line, person } : line;
}

function wordStatus(ours: string, before: string | null): string {
  return before === null ? ours : `${ours} (before: ${before})`;
}

function wordRestored(outcome: RestoreOutcome): Line {
  switch (outcome.kind) {
    case 'restored':
      return { kind: 'statusRestored', text: outcome.before ?? 'No status, as before' };
    case 'left':
      return { kind: 'statusLeft', text: 'Somebody had changed it; theirs stays' };
    case 'failed':
      return failed('Putting back the room’s status', outcome.trouble);
  }
}
