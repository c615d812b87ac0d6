import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '@shared/errors/app-error';
import type { TroubleInput, TroubleSettings } from '@shared/models/practice-trouble';
import { type Clock, systemClock } from '../support/clock';
import { type Logger, silentLogger } from '../support/logger';
import { Scope } from '../support/scope';
import { createControlApi } from './control/control-api';
import { createGatewayServer } from './gateway/gateway-server';
import { GatewayHub } from './gateway/hub';
import { PRIVILEGED_INTENTS } from './gateway/intents';
import { Incidents } from './gateway/trouble/incidents';
import { MembersDirector } from './members/director';
import { Storm } from './members/storm';
import type { StartVoiceServer, VoiceServerHandle } from './members/voice-port';
import { sendJson } from './rest/answer';
import { MAX_BODY_BYTES } from './rest/body';
import { isFilePath, serveFile } from './rest/file-server';
import { RestApi } from './rest/http-server';
import { Limits } from './rest/limits/limits';
import type { LimitInput } from './rest/limits/settings';
import type { ApiServices } from './rest/route';
import { apiRoutes } from './rest/routes';
import { ScenarioPlayer } from './scenario/player';
import { TroubleDial } from './trouble/dial';
import { VoiceDial } from './trouble/voice-dial';
import { voiceStarter } from './voice/voice-server';
import { findVoicesDir } from './voices-dir';
import { type FileEntry, loadFiles } from './world/file-snapshot';
import { ChannelType, type WorldState } from './world/model';
import { buildWorld } from './world/population/build-world';
import { seatCrowd } from './world/population/crowd';
import { loadSnapshot } from './world/snapshot';
import { SnapshotKeeper } from './world/snapshot-keeper';
import { World } from './world/world';

/** GATEWAY_PRESENCE_LIMITED, GATEWAY_GUILD_MEMBERS_LIMITED, GATEWAY_MESSAGE_CONTENT_LIMITED. */
const APPLICATION_FLAGS = (1 << 13) | (1 << 15) | (1 << 19);

/** The largest world that can be asked for. Discord allows a guild 500 channels; ours has some of its own. */
export const MOST = { members: 200_000, rooms: 450, guilds: 500, messages: 5_000_000, shards: 64 } as const;

export interface PracticeServerOptions {
  /** 0 or absent: any free port of 127.0.0.1. */
  port?: number;
  /** Decides who lives here, their ids, and what they do when. */
  seed?: string;
  /** Simulated members beside the bot. */
  members?: number;
  /** Messages of a further channel `long-talk`, which are made when somebody scrolls to them. */
  messages?: number;
  /** Voice rooms of the first guild beside those that every world has. */
  rooms?: number;
  /** Guilds in all; 1 when absent. */
  guilds?: number;
  /** So many of the first guild's people sit in its rooms from the start. */
  inVoice?: number;
  /** The largest request with its files; 25 MiB when absent. */
  maxUploadBytes?: number;
  /** Where the world is kept between runs; loaded at start when it is there and of the seed and size asked for. */
  snapshotPath?: string;
  clock?: Clock;
  logger?: Logger;
  /** False: members stay still unless told (control API, scenario). */
  scripted?: boolean;
  /** Another voice side than the built-in one; null: none (VOICE_SERVER_UPDATE has a null endpoint). */
  startVoice?: StartVoiceServer | null;
  /** Folder of the members' prerecorded voices; `resources/practice-voices` when absent. */
  voicesDir?: string;
  heartbeatIntervalMs?: number;
  identifyIntervalMs?: number;
  /** Identifies in 24 hours; 1000 as at Discord when absent. */
  identifiesPerDay?: number;
  /** How many shards may identify at the same time. */
  maxConcurrency?: number;
  /** Shards a bot has to log in with (4011 for fewer); 1 when absent. */
  requiredShards?: number;
  resumeWindowMs?: number;
  replayBuffer?: number;
  /** Opens `/practice/…` beside the bot token; random when absent. */
  controlToken?: string;
  /** Bits of privileged intents that the application may use; all of them by default. */
  privilegedIntents?: number;
  /** Rate limits other than Discord's; `/practice/limits` changes them later. */
  limits?: LimitInput;
  /** Trouble from the start; `/practice/trouble` changes it later. */
  trouble?: TroubleInput;
}

/** What one needs to connect: the JSON line of the command, and `ready` of the process entry. */
export interface PracticeServerInfo {
  /** Base of the REST API without its version; a client appends `/v10`. */
  rest: string;
  gateway: string;
  token: string;
  applicationId: string;
  guildId: string;
  voiceChannelId: string;
  textChannelId: string;
}

export interface PracticeServer extends PracticeServerInfo {
  readonly world: World;
  readonly hub: GatewayHub;
  readonly director: MembersDirector;
  readonly scenarios: ScenarioPlayer;
  readonly storm: Storm;
  readonly voice: VoiceServerHandle | null;
  readonly controlToken: string;
  readonly info: PracticeServerInfo;
  /** Writes the snapshot now; does nothing without a path. */
  save(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a local Discord on loopback. Fails with `practice/start-failed` when the port cannot be had. */
export async function startPracticeServer(options: PracticeServerOptions = {}): Promise<PracticeServer> {
  const clock = options.clock ?? systemClock;
  const logger = options.logger ?? silentLogger;
  const scope = new Scope();
  try {
    return await start(options, clock, logger, scope);
  } catch (error) {
    await scope.close();
    if (error instanceof AppError) throw error;
    throw new AppError('practice/start-failed', 'The practice server could not start', { cause: error });
  }
}

async function start(
  options: PracticeServerOptions,
  clock: Clock,
  logger: Logger,
  scope: Scope,
): Promise<PracticeServer> {
  const initial = await initialState(options, clock, logger);
  const world = new World(initial.state, () => clock.now());
  if (options.snapshotPath !== undefined) await loadFiles(world.files, initial.files, options.snapshotPath);
  const hub = new GatewayHub(world, clock, logger.child('gateway'), {
    privilegedIntents: options.privilegedIntents ?? PRIVILEGED_INTENTS,
    identifyIntervalMs: options.identifyIntervalMs ?? 5000,
    identifiesPerDay: options.identifiesPerDay ?? 1000,
    maxConcurrency: options.maxConcurrency ?? 1,
    requiredShards: options.requiredShards ?? 1,
    resumeWindowMs: options.resumeWindowMs ?? 120_000,
    replayBuffer: options.replayBuffer ?? 20_000,
    applicationFlags: APPLICATION_FLAGS,
  });
  const gatewayServer = createGatewayServer(
    hub,
    clock,
    logger.child('gateway'),
    options.heartbeatIntervalMs ?? 41_250,
  );
  const http = createServer();
  const port = await listen(http, options.port ?? 0);
  scope.add(() => closeHttp(http));
  scope.add(() => gatewayServer.close());
  world.origin = `http://127.0.0.1:${port}`;
  const rest = `${world.origin}/api`;
  const gateway = `ws://127.0.0.1:${port}/gateway`;
  hub.resumeUrl = gateway;
  const services: ApiServices = {
    world,
    hub,
    clock,
    limiter: new Limits(options.limits),
    gatewayUrl: gateway,
    maxUploadBytes: options.maxUploadBytes ?? MAX_BODY_BYTES,
    applicationFlags: APPLICATION_FLAGS,
    privilegedIntents: options.privilegedIntents ?? PRIVILEGED_INTENTS,
  };
  const voice = await startVoice(options, world, clock, logger, scope);
  const incidents = new Incidents(hub, hub.trouble, clock);
  scope.add(() => incidents.close());
  const voiceDial = new VoiceDial(world, clock, voice?.control ?? null);
  scope.add(() => voiceDial.close());
  const gatewayDial = {
    set(settings: TroubleSettings['gateway']) {
      hub.trouble.set(settings);
      incidents.restart();
    },
    get settings() {
      return hub.trouble.settings;
    },
    state: () => hub.trouble.state(),
  };
  const trouble = new TroubleDial(clock, { gateway: gatewayDial, voice: voiceDial }, options.trouble);
  const api = new RestApi(services, apiRoutes, trouble.rest, logger.child('rest'));
  scope.add(() => api.close());
  world.voiceEndpoint = voice?.endpoint ?? null;
  const firstGuild = [...world.state.guilds.values()][0];
  if (options.inVoice && firstGuild) seatCrowd(world, firstGuild, options.inVoice);
  const director = new MembersDirector(world, clock, voice?.memberVoice ?? null);
  scope.add(() => director.close());
  const scenarios = new ScenarioPlayer(director, hub, clock, logger.child('scenario'));
  scope.add(() => scenarios.stop());
  const storm = new Storm(director, clock);
  scope.add(() => storm.close());
  const controlToken = options.controlToken ?? randomBytes(24).toString('base64url');
  const control = createControlApi(
    {
      world,
      hub,
      director,
      scenarios,
      storm,
      clock,
      limits: services.limiter,
      trouble,
      voiceTrouble: voiceDial,
      controlToken,
      certificatePem: voice?.certificatePem ?? null,
    },
    logger.child('control'),
  );
  http.on('request', (request, response) => {
    const path = request.url ?? '/';
    if (path === '/api' || path.startsWith('/api/')) void api.handle(request, response);
    else if (isFilePath(path)) serveFile(world, request, response);
    else if (path.startsWith('/practice/')) void control(request, response);
    else sendJson(response, 404, { message: '404: Not Found', code: 0 });
  });
  http.on('upgrade', (request: IncomingMessage, socket, head) => {
    if (/^\/gateway\/?(\?|$)/.test(request.url ?? '')) gatewayServer.upgrade(request, socket, head);
    else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
  });

  if (options.scripted ?? true) director.resume();
  const snapshots = new SnapshotKeeper(world, options.snapshotPath, clock, logger.child('snapshot'));
  scope.add(() => snapshots.close());
  const info: PracticeServerInfo = { rest, gateway, ...landmarks(world) };
  return {
    ...info,
    info,
    world,
    hub,
    director,
    scenarios,
    storm,
    voice,
    controlToken,
    save: () => snapshots.save(),
    async close() {
      try {
        if (!scope.closed) await snapshots.save();
      } finally {
        await scope.close();
      }
    },
  };
}

async function initialState(
  options: PracticeServerOptions,
  clock: Clock,
  logger: Logger,
): Promise<{ state: WorldState; files: readonly FileEntry[] }> {
  const fresh = () => ({
    state: buildWorld({
      seed: options.seed ?? 'roomtone',
      members: options.members ?? 24,
      startMs: clock.now(),
      longHistory: options.messages ?? 0,
      rooms: options.rooms ?? 0,
      guilds: options.guilds ?? 1,
    }),
    files: [],
  });
  if (options.snapshotPath === undefined) return fresh();
  const loaded = await loadSnapshot(options.snapshotPath);
  switch (loaded.kind) {
    case 'loaded':
      if (isAskedFor(loaded.state, options)) return loaded;
      logger.info('the snapshot is of another world, starting a new one');
      return fresh();
    case 'absent':
      return fresh();
    case 'damaged':
      logger.warn('the snapshot is damaged, starting a new world', { reason: loaded.reason });
      return fresh();
  }
}

/** A seed or a size that was named wins over a snapshot made with others. */
function isAskedFor(state: WorldState, options: PracticeServerOptions): boolean {
  const people = [...state.users.values()].filter((user) => !user.bot).length;
  const messages = state.long_history?.count ?? 0;
  return (
    (options.seed ?? state.seed) === state.seed &&
    (options.members ?? people) === people &&
    (options.messages ?? messages) === messages &&
    (options.rooms ?? state.size.rooms) === state.size.rooms &&
    (options.guilds ?? state.size.guilds) === state.size.guilds
  );
}

async function startVoice(
  options: PracticeServerOptions,
  world: World,
  clock: Clock,
  logger: Logger,
  scope: Scope,
): Promise<VoiceServerHandle | null> {
  if (options.startVoice === null) return null;
  const starter = options.startVoice ?? voiceStarter(options.voicesDir ?? findVoicesDir());
  const voice = await starter({
    authority: world.seats,
    clock,
    logger: logger.child('voice'),
    seed: world.state.seed,
  });
  scope.add(() => voice.close());
  return voice;
}

/** The token, and one place of each kind that a newcomer can try first. */
function landmarks(world: World): Omit<PracticeServerInfo, 'rest' | 'gateway'> {
  const guild = [...world.state.guilds.values()][0];
  const channels = [...(guild?.channels.values() ?? [])];
  const voiceChannel = channels.find((channel) => channel.type === ChannelType.VOICE);
  const general =
    channels.find((channel) => channel.id === guild?.system_channel_id) ??
    channels.find((channel) => channel.type === ChannelType.TEXT);
  return {
    token: [...world.state.tokens.keys()][0] ?? '',
    applicationId: world.state.application.id,
    guildId: guild?.id ?? '',
    voiceChannelId: voiceChannel?.id ?? '',
    textChannelId: general?.id ?? '',
  };
}

function listen(http: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, '127.0.0.1', () => {
      http.off('error', reject);
      resolve((http.address() as AddressInfo).port);
    });
  });
}

function closeHttp(http: Server): Promise<void> {
  return new Promise((resolve) => {
    http.close(() => resolve());
    http.closeAllConnections();
  });
}
