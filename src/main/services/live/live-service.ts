import type { ChannelId, GuildId } from '@shared/discord/snowflake';
import { AppError } from '@shared/errors/app-error';
import type { DeckId, LiveId, LiveInputId } from '@shared/models/console';
import type {
  AudioItem,
  CheckSheet,
  JoinBroadcastOutcome,
  LiveSettings,
  LiveSettingsPatch,
  LiveState,
  Pad,
  PadPatch,
  Playlist,
  VerificationCode,
} from '@shared/models/live';
import type { Show } from '@shared/models/show';
import type { AudioPort, MainMessagePort } from '../../support/audio-port';
import type { Clock } from '../../support/clock';
import { Emitter } from '../../support/emitter';
import type { Logger } from '../../support/logger';
import { createRestartBudget } from '../../support/restart-budget';
import { Scope } from '../../support/scope';
import type { VoiceHost } from '../../voice-process/port';
import type { VoiceEvent } from '../../voice-process/protocol';
import { LiveAnnouncer } from './announcer';
import { type CheckInput, CheckRunner } from './check/check-runner';
import type { CheckNeighbours, MissingFiles } from './check/ports';
import { CodeQuestions } from './code-questions';
import { DeckControl } from './deck-control';
import { EngineNews } from './engine-news';
import { FileWatch } from './file-watch';
import { type Given, withoutUndefined } from './given';
import { Library, type Opened } from './library';
import { LiveFile } from './live-file';
import { PadDesk } from './pad-desk';
import { Playlists } from './playlists';
import type {
  AudioFilesDialog,
  BroadcastPort,
  CallPort,
  ShortcutName,
  SystemShortcuts,
  SystemSoundAbility,
} from './ports';
import { ProgrammeReturn } from './programme-return';
import { SettingsDesk } from './settings-desk';
import { ShortcutDesk } from './shortcuts';
import { performAction, type ShowNeighbours } from './show-actions';
import { ShowDesk } from './show-desk';

export interface LiveOptions {
  dataDir: string;
  voice: VoiceHost;
  dialog: AudioFilesDialog;
  broadcast: BroadcastPort;
  call: CallPort;
  neighbours: ShowNeighbours;
  checkNeighbours: CheckNeighbours;
  /** How long the echo test of the check records, ms. */
  checkEchoMs?: number;
  systemSound: SystemSoundAbility;
  shortcuts: SystemShortcuts | null;
  clock: Clock;
  logger: Logger;
}

/** The parts that show files: whether one is missing may show in each. */
const FILES = ['queue', 'cueItems', 'playlists', 'pads', 'settings'] as const;
/** How long "stop all" fades when nobody says. */
const STOP_FADE_MS = 300;
/** An engine that keeps crashing is not started again for what lies on the decks; the next command does. */
const MAX_REVIVALS = 3;
const REVIVAL_WINDOW_MS = 60_000;

/**
 * The host's desk: decks, queue, pads, inputs and choices, kept on disk and told to the engine, which is started when
 * something is to be heard, in a call or not. One `LiveState` holds all of it; changes are said part by part.
 */
export class LiveService {
  readonly #options: LiveOptions;
  readonly #file: LiveFile;
  readonly #decks: DeckControl;
  readonly #library: Library;
  readonly #playlists: Playlists;
  readonly #pads: PadDesk;
  readonly #settings: SettingsDesk;
  readonly #files: FileWatch;
  readonly #shows: ShowDesk;
  readonly #shortcuts: ShortcutDesk;
  readonly #checks: CheckRunner;
  readonly #news: EngineNews;
  readonly #announcer: LiveAnnouncer;
  readonly #codes: CodeQuestions;
  readonly #return: ProgrammeReturn;
  readonly #scope = new Scope();
  readonly #mayRevive: () => boolean;
  /** Something was heard, or a room joined, since the app began. */
  #engineStarted = false;
  readonly #engineLost: Emitter<void>;
  readonly onChanged: LiveAnnouncer['onChanged'];
  /** Ports that were handed to the engine lead nowhere from now on. */
  readonly onEngineLost: Emitter<void>['on'];

  static async create(options: LiveOptions): Promise<LiveService> {
    const { dataDir, clock, logger } = options;
    return new LiveService(options, await LiveFile.open({ dataDir, clock, logger }));
  }

  private constructor(options: LiveOptions, file: LiveFile) {
    const { voice, clock, logger, broadcast } = options;
    const onError = (error: unknown) => logger.error('a listener failed', { error });
    this.#options = options;
    this.#file = file;
    this.#mayRevive = createRestartBudget(MAX_REVIVALS, REVIVAL_WINDOW_MS, () => clock.monotonicMs());
    this.#announcer = new LiveAnnouncer(
      {
        console: () => this.#decks.console,
        queue: () => file.queue(),
        cueItems: () => file.cueItems(),
        playlists: () => file.playlists(),
        pads: () => file.pads(),
        settings: () => file.settings(),
        shortcutProblems: () => this.#shortcuts.problems,
        alarms: () => this.#news.alarms,
        signals: () => this.#news.signals,
        broadcast: () => broadcast.rooms(),
        shows: () => file.content.shows,
        run: () => this.#shows.run,
        check: () => this.#checks.sheet,
        echo: () => this.#news.echo,
      },
      clock,
      onError,
    );
    this.#news = new EngineNews((...parts) => this.#announcer.mark(...parts), onError);
    this.onChanged = this.#announcer.onChanged;
    this.#engineLost = new Emitter(onError);
    this.onEngineLost = this.#engineLost.on;
    this.#decks = new DeckControl({
      file,
      voice,
      logger,
      onChanged: (part) => this.#announcer.mark(part, ...(part === 'queue' ? ['cueItems' as const] : [])),
      onDeckTurn: (deckId, turn) => this.#shows.deckTurned(deckId, turn),
    });
    this.#shows = new ShowDesk({
      file,
      clock,
      logger,
      perform: (action) =>
        performAction(
          action,
          {
            load: (input) => this.load(input),
            crossfade: (input) => this.crossfade(input),
            silence: (fadeMs) => this.#silence(fadeMs),
            playPad: (input) => this.playPad(input),
            setMicrophone: (on) => this.setMicrophone(on),
          },
          options.neighbours,
        ),
      deckRuns: (deckId) => ['playing', 'loading'].includes(this.#decks.deck(deckId).status),
      onChanged: (part) => {
        if (part === 'shows') this.#announcer.mark('shows', 'cueItems');
        else {
          this.#announcer.mark('run');
          this.#followFiles();
        }
      },
    });
    this.#scope.add(() => this.#shows.close());
    this.#checks = new CheckRunner({
      neighbours: options.checkNeighbours,
      desk: {
        console: () => this.#decks.console,
        echo: () => this.#news.echo,
        onEcho: this.#news.onEcho,
        startEcho: (durationMs) => this.startEcho({ durationMs }),
        stopEcho: () => this.stopEcho(),
        missingFiles: () => this.#missingFiles(),
      },
      clock,
      logger,
      ...(options.checkEchoMs === undefined ? {} : { echoMs: options.checkEchoMs }),
      onChanged: () => this.#announcer.mark('check'),
    });
    this.#scope.add(() => this.#checks.cancel());
    this.#shortcuts = new ShortcutDesk(options.shortcuts, clock, (name) => this.#shortcutPressed(name));
    this.#scope.add(() => this.#shortcuts.close());
    this.#library = new Library(file);
    this.#playlists = new Playlists(file);
    const onChanged = (...parts: (keyof LiveState)[]) => this.#announcer.mark(...parts);
    this.#pads = new PadDesk({ file, library: this.#library, voice, onChanged: () => onChanged('pads') });
    this.#settings = new SettingsDesk({
      ...{ file, voice, shortcuts: this.#shortcuts, onChanged },
      onQueueRules: () => this.#decks.queueChanged(),
    });
    this.#files = new FileWatch(
      file,
      clock,
      logger,
      () => onChanged(...FILES),
      () => file.upcoming(this.#shows.cuesToCome()),
    );
    this.#scope.add(() => this.#files.close());
    this.#followFiles();
    this.#codes = new CodeQuestions((command) => voice.send(command), clock);
    this.#return = new ProgrammeReturn({
      ...{ call: options.call, broadcast },
      goOn: () => this.#decks.goOn(),
      letBe: () => this.#decks.letBe(),
    });
    this.#scope.add(options.call.onChanged(() => this.#return.look()));
    this.#scope.add(voice.onEvent((event) => this.#onVoiceEvent(event)));
    this.#scope.add(voice.onLife((life) => (life === 'started' ? this.#onStarted() : this.#onCrashed())));
    this.#scope.add(
      broadcast.onChanged(() => {
        this.#announcer.mark('broadcast');
        this.#return.look();
      }),
    );
  }

  state(): LiveState {
    this.#files.look();
    return this.#announcer.state();
  }

  /** Something of ours is audible to the room at this moment. */
  get isSounding(): boolean {
    return this.#decks.console.onAir;
  }

  load(input: { deckId: DeckId; itemId: LiveId; play: boolean }): Promise<void> {
    return this.#decks.load(input.deckId, input.itemId, input.play);
  }

  eject(input: { deckId: DeckId }): void {
    this.#decks.eject(input.deckId);
  }

  play(input: { deckId: DeckId }): void {
    this.#decks.play(input.deckId);
  }

  pause(input: { deckId: DeckId }): void {
    this.#decks.pause(input.deckId);
  }

  seek(input: { deckId: DeckId; positionMs: number }): void {
    this.#decks.seek(input.deckId, input.positionMs);
  }

  setDeck({
    deckId,
    ...change
  }: { deckId: DeckId } & Given<{ gainDb: number; loop: boolean; cue: boolean }>): void {
    this.#decks.set(deckId, withoutUndefined(change));
  }

  setCrossfader(input: { position: number }): void {
    this.#decks.setCrossfader(input.position);
  }

  crossfade(input: { to: DeckId; durationMs?: number | undefined }): void {
    this.#decks.crossfade(input.to, input.durationMs);
  }

  /** Silence, now: everything of ours fades out, inputs close, what waits to start does not, a running show is held. */
  stopAll(input: { fadeMs?: number | undefined }): void {
    this.#silence(input.fadeMs ?? STOP_FADE_MS);
    this.#shows.hold(true);
  }

  setMicrophone(on: boolean): void {
    this.#settings.setMicrophone(on);
  }

  async pickFiles(): Promise<AudioItem[]> {
    const paths = await this.#options.dialog.pickAudioFiles();
    const { items, refused } = await this.#library.open(paths);
    const [first] = refused;
    if (items.length === 0 && first) {
      throw new AppError('media/not-audio', `"${first.name}" cannot be played: ${first.reason}`);
    }
    return items;
  }

  openDropped(input: { paths: string[] }): Promise<Opened> {
    return this.#library.open(input.paths);
  }

  enqueue(input: { itemIds: LiveId[]; beforeId: LiveId | null }): void {
    this.#library.enqueue(input.itemIds, input.beforeId);
    this.#decks.queueChanged();
  }

  moveInQueue(input: { itemId: LiveId; beforeId: LiveId | null }): void {
    this.#library.moveInQueue(input.itemId, input.beforeId);
    this.#announcer.mark('queue');
  }

  dequeue(input: { itemIds: LiveId[] }): void {
    this.#library.dequeue(input.itemIds);
    this.#announcer.mark('queue');
  }

  next(): Promise<void> {
    return this.#decks.next();
  }

  savePlaylist(input: { playlistId: LiveId | null; name: string }): Playlist {
    const saved = this.#playlists.save(input);
    this.#announcer.mark('playlists');
    return saved;
  }

  loadPlaylist(input: { playlistId: LiveId; replace: boolean }): void {
    const itemIds = this.#playlists.itemIds(input.playlistId);
    if (!itemIds) return;
    this.#library.load(itemIds, input.replace);
    this.#decks.queueChanged();
  }

  removePlaylist(input: { playlistId: LiveId }): void {
    this.#playlists.remove(input.playlistId);
    this.#announcer.mark('playlists');
  }

  renamePlaylist(input: { playlistId: LiveId; name: string }): void {
    this.#playlists.rename(input);
    this.#announcer.mark('playlists');
  }

  placeInPlaylist(input: { playlistId: LiveId; itemIds: LiveId[]; beforeId: LiveId | null }): void {
    this.#playlists.place(input);
    this.#announcer.mark('playlists');
  }

  takeFromPlaylist(input: { playlistId: LiveId; itemIds: LiveId[] }): void {
    this.#playlists.take(input);
    this.#announcer.mark('playlists');
  }

  restorePlaylist(input: { playlistId: LiveId; name: string; itemIds: LiveId[] }): Playlist {
    const restored = this.#playlists.restore(input);
    this.#announcer.mark('playlists');
    return restored;
  }

  setPadItem(input: { padId: LiveId; itemId: LiveId | null }): Pad {
    return this.#pads.setItem(input.padId, input.itemId);
  }

  changePad(input: { padId: LiveId; patch: Given<PadPatch> }): Pad {
    return this.#pads.change(input.padId, input.patch);
  }

  movePad(input: { padId: LiveId; beforeId: LiveId | null }): void {
    this.#pads.move(input.padId, input.beforeId);
  }

  /** @throws AppError `media/unreadable` when the pad is empty or its file is gone. */
  playPad(input: { padId: LiveId }): Promise<void> {
    return this.#pads.play(input.padId);
  }

  stopPad(input: { padId: LiveId }): void {
    this.#pads.stop(input.padId);
  }

  changeSettings(patch: LiveSettingsPatch): LiveSettings {
    return this.#settings.change(patch);
  }

  setBed(input: { itemId: LiveId | null; afterMs: number }): LiveSettings {
    return this.#settings.setBed(input);
  }

  pushInput(input: { inputId: LiveInputId; pushed: boolean }): void {
    this.#options.voice.send({ type: 'pushInput', ...input });
  }

  /** Integrated loudness of what goes on air counts from now. */
  resetLoudness(): void {
    this.#options.voice.send({ type: 'resetLoudness' });
  }

  startEcho(input: { durationMs: number }): void {
    this.#options.voice.start();
    this.#options.voice.send({ type: 'startEcho', durationMs: input.durationMs });
  }

  stopEcho(): void {
    this.#options.voice.send({ type: 'stopEcho' });
  }

  /** Codes to compare aloud; null for who is in no group with us. */
  verificationCodes(input: { userIds: VerificationCode['userId'][] }): Promise<VerificationCode[]> {
    return this.#codes.ask(input.userIds);
  }

  /** What this system can do about its own sound and about keys while another app is in front. */
  abilities() {
    const { systemSound } = this.#options;
    return { systemSound, globalShortcuts: this.#shortcuts.available, globalKeyUp: false };
  }

  joinBroadcast(input: { guildId: GuildId; channelId: ChannelId }): JoinBroadcastOutcome {
    return this.#options.broadcast.join(input);
  }

  leaveBroadcast(input: { guildId: GuildId }): void {
    this.#options.broadcast.leave(input.guildId);
  }

  saveShow(show: Show): Show {
    return this.#shows.save(show);
  }

  removeShow(input: { showId: LiveId }): void {
    this.#shows.remove(input.showId);
  }

  startShow(input: { showId: LiveId; fromCueId: LiveId | null }): void {
    this.#shows.start(input.showId, input.fromCueId);
  }

  goNext(): void {
    this.#shows.goNext();
  }

  skipCue(): void {
    this.#shows.skip();
  }

  /** Makes a cue of the running show the next one; it goes by hand. */
  jumpToCue(input: { cueId: LiveId }): void {
    this.#shows.jumpTo(input.cueId);
  }

  /** Does a cue of the running show again, whatever is next. */
  repeatCue(input: { cueId: LiveId }): void {
    this.#shows.repeat(input.cueId);
  }

  holdShow(input: { held: boolean }): void {
    this.#shows.hold(input.held);
  }

  endShow(): void {
    this.#shows.end();
  }

  /** Runs the go-live check; its progress is announced. */
  check(input: CheckInput): Promise<CheckSheet> {
    return this.#checks.run(input);
  }

  cancelCheck(): Promise<void> {
    return this.#checks.cancel();
  }

  /** Hands the far end of a device's port to the engine. */
  connectInput(inputId: LiveInputId, port: AudioPort | MainMessagePort): void {
    this.#options.voice.connectPort(inputId, port);
  }

  async close(): Promise<void> {
    this.#announcer.close();
    this.#codes.close();
    await this.#scope.close();
    await this.#file.flush();
  }

  #shortcutPressed(name: ShortcutName): void {
    if (name === 'stopAll') this.stopAll({});
    else if (name === 'nextCue') this.goNext();
    else if (name === 'toggleMicrophone') this.setMicrophone(!this.#settings.microphoneIsOn);
    else {
      try {
        this.#options.neighbours.addMarker('');
      } catch (error) {
        // There is no call to mark; a key has nobody to tell.
        this.#options.logger.info('no marker was set', { error });
      }
    }
  }

  /** What cues, pads and queue will play is kept an eye on: a file that is gone is told before it is to be heard. */
  #followFiles(): void {
    this.#files.follow(this.#engineStarted || this.#shows.run !== null);
  }

  async #missingFiles(): Promise<MissingFiles> {
    await this.#files.lookNow(this.#file.referred());
    return this.#file.missing();
  }

  #silence(fadeMs: number): void {
    this.#decks.forgetIntents();
    this.#pads.forgetPresses();
    this.#options.voice.send({ type: 'stopAll', fadeMs });
    this.#settings.closeInputs();
  }

  /** A fresh engine knows nothing: it is told the choices and what lies on the decks. */
  #onStarted(): void {
    this.#engineStarted = true;
    this.#followFiles();
    this.#settings.tellEngine();
    this.#decks.tellEngine();
    this.#pads.tellEngine();
  }

  #onCrashed(): void {
    const { microphone, system } = this.#file.content.settings;
    const worthReviving = this.#decks.engineLost() || microphone.enabled || system.enabled;
    this.#return.engineLost();
    this.#news.forget();
    this.#codes.forget();
    this.#engineLost.emit();
    if (worthReviving && this.#mayRevive()) this.#options.voice.start();
  }

  #onVoiceEvent(event: VoiceEvent): void {
    switch (event.type) {
      case 'console':
        this.#decks.heard(event.console);
        break;
      case 'loudness':
        if (this.#file.items.learnLoudness(event.path, event.loudnessLufs)) {
          this.#file.touch();
          this.#announcer.mark(...FILES);
        }
        break;
      case 'verificationCodes':
        this.#codes.answered(event.requestId, event.codes);
        break;
      default:
        this.#news.heard(event);
        break;
    }
  }
}
