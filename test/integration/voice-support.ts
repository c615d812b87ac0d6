import { resolve } from 'node:path';
import WebSocket from 'ws';
import { MembersDirector } from '../../src/main/practice-server/members/director';
import { type PracticeServer, startPracticeServer } from '../../src/main/practice-server/practice-server';
import {
  startVoiceServer,
  type VoiceServer,
  type VoiceServerOptions,
} from '../../src/main/practice-server/voice/voice-server';
import { systemClock } from '../../src/main/support/clock';
import { createInProcessVoiceHost } from '../../src/main/voice-process/in-process';
import type { VoiceHost } from '../../src/main/voice-process/port';
import type { VoiceCommandOf, VoiceEvent, VoiceEventOf } from '../../src/main/voice-process/protocol';
import type { ChannelId, GuildId, UserId } from '../../src/shared/discord/snowflake';
import type { DeckState } from '../../src/shared/models/console';

export const VOICES = resolve('resources/practice-voices');

/** A bot on the practice server's main gateway that does nothing but voice signalling. */
export class SignallingBot {
  userId = '';
  sessionId = '';
  #socket: WebSocket;
  #sequence: number | null = null;
  #heartbeat: NodeJS.Timeout | undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  static async login(server: PracticeServer, host: VoiceHost): Promise<SignallingBot> {
    const socket = new WebSocket(`${server.gateway}/?v=10&encoding=json`);
    const bot = new SignallingBot(socket);
    await new Promise<void>((ready, fail) => {
      socket.once('error', fail);
      socket.on('message', (data) => {
        const { op, d, s, t } = JSON.parse(String(data)) as {
          op: number;
          d: Record<string, unknown>;
          s: number | null;
          t: string | null;
        };
        if (s !== null && s !== undefined) bot.#sequence = s;
        if (op === 10) bot.#identify(server.token, Number(d.heartbeat_interval));
        if (t === 'READY') {
          bot.userId = String((d.user as { id: string }).id);
          ready();
        }
        if (t === 'VOICE_STATE_UPDATE' && d.user_id === bot.userId) {
          host.send({
            type: 'voiceStateUpdate',
            guildId: d.guild_id as GuildId,
            sessionId: String(d.session_id),
            channelId: d.channel_id as ChannelId | null,
          });
        }
        if (t === 'VOICE_SERVER_UPDATE') {
          host.send({
            type: 'voiceServerUpdate',
            guildId: d.guild_id as GuildId,
            token: String(d.token),
            endpoint: d.endpoint as string | null,
          });
        }
      });
    });
    host.onEvent((event) => {
      if (event.type === 'signal') bot.send(4, event.payload);
    });
    return bot;
  }

  send(op: number, d: unknown): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify({ op, d }));
  }

  close(): void {
    clearInterval(this.#heartbeat);
    this.#socket.removeAllListeners('error');
    this.#socket.on('error', () => undefined);
    this.#socket.terminate();
  }

  #identify(token: string, intervalMs: number): void {
    this.#heartbeat = setInterval(() => this.send(1, this.#sequence), intervalMs);
    const properties = { os: 'linux', browser: 'roomtone', device: 'roomtone' };
    this.send(2, { token, intents: 1 | (1 << 7), properties });
  }
}

export type TestSound =
  | { kind: 'file'; path: string }
  | { kind: 'tone'; frequencyHz: number; durationMs: number };

/** Everything a voice test needs: a quiet practice server, a signed-in bot, the engine, what it announced. */
export class VoiceRig {
  readonly events: VoiceEvent[] = [];
  readonly #checks = new Set<() => void>();
  readonly #cleanups: (() => unknown)[] = [];
  private constructor(
    readonly server: PracticeServer,
    public voice: VoiceServer,
    private readonly voiceOptions: VoiceServerOptions,
    readonly director: MembersDirector,
    readonly host: VoiceHost,
    readonly bot: SignallingBot,
  ) {
    host.onEvent((event) => {
      this.events.push(event);
      // Conditions ask for figures themselves; theirs must not set them off again.
      if (event.type === 'stats') return;
      for (const check of [...this.#checks]) check();
    });
  }

  /** `options`: what the voice server is to be besides the usual, e.g. the encryption modes it offers. */
  static async start(options: Partial<VoiceServerOptions> = {}): Promise<VoiceRig> {
    let voice: VoiceServer | undefined;
    let voiceOptions: VoiceServerOptions | undefined;
    const server = await startPracticeServer({
      seed: 'voice-engine',
      scripted: false,
      startVoice: async (dependencies) => {
        voiceOptions = { ...dependencies, voicesDir: VOICES, ...options };
        voice = await startVoiceServer(voiceOptions);
        return voice;
      },
    });
    if (!voice || !voiceOptions) throw new Error('the practice server has started no voice server');
    const director = new MembersDirector(server.world, systemClock, voice.memberVoice);
    const host = createInProcessVoiceHost();
    const bot = await SignallingBot.login(server, host);
    const rig = new VoiceRig(server, voice, voiceOptions, director, host, bot);
    rig.#cleanups.push(
      () => server.close(),
      () => director.close(),
      () => bot.close(),
      () => host.close(),
    );
    for (const occupant of director.simulatedIn(rig.guild, server.voiceChannelId))
      director.leaveRoom(rig.guild, occupant.id);
    return rig;
  }

  /** The voice server goes away without a word. */
  async stopVoice(): Promise<void> {
    this.server.world.voiceEndpoint = null;
    await this.voice.close();
  }

  /** Another one takes its place, at another address. */
  async startVoice(): Promise<void> {
    this.voice = await startVoiceServer(this.voiceOptions);
    this.#cleanups.push(() => this.voice.close());
    this.server.world.voiceEndpoint = this.voice.endpoint;
  }

  get guild() {
    const guild = this.server.world.guild(this.server.guildId);
    if (!guild) throw new Error('the practice guild is gone');
    return guild;
  }

  get channel() {
    const channel = this.guild.channels.get(this.server.voiceChannelId);
    if (!channel) throw new Error('the voice channel is gone');
    return channel;
  }

  /** Ids of simulated people, in a stable order. */
  get people(): string[] {
    return [...this.guild.members.keys()].filter((id) => this.server.world.user(id)?.bot === false);
  }

  /** Puts the n-th simulated person into the room; answers its id. */
  enter(index: number): string {
    const id = this.people[index] ?? '';
    this.director.enterRoom(this.guild, id, this.channel);
    return id;
  }

  join(): void {
    this.host.send({
      type: 'join',
      guildId: this.server.guildId as GuildId,
      channelId: this.server.voiceChannelId as ChannelId,
      userId: this.bot.userId as UserId,
      bitrateBps: 64_000,
      selfMute: false,
      selfDeaf: false,
      insecureLoopback: true,
    } satisfies VoiceCommandOf<'join'>);
  }

  /** Puts something on deck A and plays it. */
  play(source: TestSound, { gainDb = 0, loop = false } = {}): void {
    const known = source.kind === 'file' ? { loudnessLufs: null, name: 'file', ...source } : source;
    this.host.send({
      type: 'deckLoad',
      deckId: 'a',
      itemId: 'test',
      source: known,
      gainDb,
      loop,
      play: true,
    });
  }

  /** Deck A as it was last told. */
  get deck(): DeckState | undefined {
    return this.last('console')?.console.decks[0];
  }

  last<T extends VoiceEvent['type']>(type: T): VoiceEventOf<T> | undefined {
    return this.events.findLast((event): event is VoiceEventOf<T> => event.type === type);
  }

  get phase(): string {
    const connection = this.last('connection')?.connection;
    return connection?.kind === 'active' ? connection.phase : (connection?.kind ?? 'none');
  }

  get dave() {
    const connection = this.last('connection')?.connection;
    return connection?.kind === 'active'
      ? connection.dave
      : { active: false, epoch: null, privacyCode: null };
  }

  /** Fresh figures of the engine. */
  get stats(): VoiceEventOf<'stats'>['stats'] {
    this.host.send({ type: 'probe' });
    const stats = this.last('stats')?.stats;
    if (!stats) throw new Error('the engine gave no stats');
    return stats;
  }

  /** Waits until `condition` holds, looking at every event and 40 times a second. */
  async until(what: string, condition: () => boolean, timeoutMs = 30_000): Promise<void> {
    await new Promise<void>((done, fail) => {
      const finish = (error?: Error) => {
        this.#checks.delete(check);
        clearInterval(poll);
        clearTimeout(timer);
        if (error) fail(error);
        else done();
      };
      const check = () => {
        if (condition()) finish();
      };
      const poll = setInterval(check, 25);
      const timer = setTimeout(() => {
        const story = this.events.filter((event) => event.type !== 'stats').slice(-12);
        finish(new Error(`waited in vain for ${what}; the engine said ${JSON.stringify(story)}`));
      }, timeoutMs);
      this.#checks.add(check);
      check();
    });
  }

  async close(): Promise<void> {
    for (const cleanup of this.#cleanups.splice(0).reverse()) await cleanup();
  }
}
