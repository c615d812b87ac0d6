import { ChannelId, GuildId, MessageId, snowflakeAt, UserId } from '../../src/shared/discord/snowflake';
import type { AccountsSnapshot, ConnectionState } from '../../src/shared/models/accounts';
import type { PracticeState, Settings } from '../../src/shared/models/app';
import type { CallState, SpeakerState } from '../../src/shared/models/calls';
import type { LiveChange, LiveState } from '../../src/shared/models/live';
import type { MessageView } from '../../src/shared/models/messages';
import type { OutboxEntry, SubmitInput } from '../../src/shared/models/outbox';
import type { RecorderState } from '../../src/shared/models/recorder';
import {
  ACTIVITY_PARTS,
  type PlaybackState,
  type RecordingActivity,
  type RecordingDetail,
  type RecordingHits,
  type RecordingSummary,
} from '../../src/shared/models/recordings';
import { DEFAULT_REVIEW_PLACE } from '../../src/shared/models/review-place';
import type {
  Occupant,
  RoomSummary,
  TextChannelSummary,
  WorkspaceChange,
  WorkspaceSnapshot,
} from '../../src/shared/models/workspace';
import { type ContractDouble, createContractDouble, type PartialHandlers } from './contract-double';
import { createArchiveDouble } from './double/archive';
import { createDeskDouble, deskWorkspace } from './double/desk';
import { sampleDiagnostics, sampleRest } from './double/diagnostics';
import { createLiveDouble } from './double/live';
import { messageHandlers } from './double/messages';
import { createRecorderDouble } from './double/recorder';
import { rehearsalHandlers } from './double/rehearsal';
import { createReviewDouble } from './double/review';
import { createPlansDouble } from './double/room-plans';
import { createRoomsDouble, GUILD_DEFAULTS, ROOM_DEFAULTS, sampleRoles } from './double/rooms';
import { createTransferDouble } from './double/transfer';

/** A practice guild behind the contract double: it keeps state, so that what the window does has consequences. */
export interface PracticeDouble extends ContractDouble {
  guildId: GuildId;
  rooms: { lobby: ChannelId; stage: ChannelId; studio: ChannelId };
  general: ChannelId;
  people: Record<PersonName, UserId>;
  signIn(): void;
  setConnection(connection: ConnectionState): void;
  /** Applies changes to the workspace and announces them under the next revision. */
  change(...changes: WorkspaceChange[]): void;
  /** Announces under a revision of the caller's choice, to make gaps. */
  changeAt(revision: number, ...changes: WorkspaceChange[]): void;
  enter(name: PersonName, room: ChannelId, extra?: Partial<Occupant>): void;
  exit(name: PersonName): void;
  /** Something came to a channel that was not read. */
  unread(channelId: string, unread: number, mentions?: number): void;
  say(name: PersonName, content: string, extra?: Partial<MessageView>): MessageView;
  setCall(change: (call: ActiveCall) => ActiveCall): void;
  call(): CallState;
  live(): LiveState;
  /** Changes parts of the Live desk's state and announces them. */
  setLive(change: LiveChange): void;
  recorder(): RecorderState;
  /** Changes parts of the recorder's state and announces them. */
  setRecorder(change: Partial<RecorderState>): void;
  settings(): Settings;
  recordings(): RecordingSummary[];
  playback(): PlaybackState;
  setPlayback(playback: PlaybackState): void;
}

type ActiveCall = Extract<CallState, { kind: 'active' }>;
const NAMES = ['You', 'Mira', 'Tomás', 'Ayo', 'Lin', 'Bex'] as const;
export type PersonName = (typeof NAMES)[number];

export interface PracticeDoubleOptions {
  nowMs?: number;
  /** Starts signed in to the practice guild, people in rooms; else signed out. */
  signedIn?: boolean;
  /** How many messages #general holds. */
  messageCount?: number;
  recordings?: boolean;
  /** False: nothing was ever kept. */
  archive?: boolean;
  /** Channels of every kind, threads, DMs, webhooks, routes and unread messages besides. */
  fullDesk?: boolean;
  settings?: Partial<Settings>;
}

const ALL_ABILITIES: TextChannelSummary['abilities'] = [
  'send',
  'sendInThreads',
  'readHistory',
  'attachFiles',
  'embedLinks',
  'addReactions',
  'externalEmoji',
  'manageMessages',
  'pinMessages',
  'createThreads',
  'createPrivateThreads',
  'manageThreads',
  'manageWebhooks',
  'manageChannel',
];

const CHANNEL_DEFAULTS = {
  nsfw: false,
  slowModeMs: 0,
  lastMessageId: null,
  tags: [],
  tagRequired: false,
} satisfies Partial<TextChannelSummary>;

const TALK = [
  'Morning all, is the stage free at ten?',
  'It is. I booked it until noon.',
  'Could somebody check the **levels** before we go on air?',
  'On it. `-18 dBFS` on the programme feels right.',
  'The intro is here: https://example.org/intro.flac',
  'Thanks <@3>! I will take the second half.',
  'We had a few dropouts yesterday around twenty past, the recording shows them well. Let us keep an eye on it today and leave a marker when it happens again, so that we find the place.',
  'ok',
  '*Tuesday stage* was the best one so far',
  '```\n10:00 welcome\n10:10 interview\n10:40 questions\n```',
];

export function createPracticeDouble(options: PracticeDoubleOptions = {}): PracticeDouble {
  const nowMs = options.nowMs ?? Date.now();
  const guildId = GuildId.parse('100');
  const channel = (id: string) => ChannelId.parse(id);
  const rooms = { lobby: channel('201'), stage: channel('202'), studio: channel('203') };
  const general = channel('301');
  const people = Object.fromEntries(NAMES.map((name, i) => [name, UserId.parse(String(i + 1))])) as Record<
    PersonName,
    UserId
  >;
  const ownUser = { userId: people.You, username: 'roomtone', displayName: 'Roomtone', avatarUrl: null };

  let settings: Settings = {
    theme: 'system',
    desk: 'rooms',
    sidebarWidthPx: 260,
    panelWidthPx: 340,
    panel: null,
    foldedIds: [],
    monitorGainDb: 0,
    monitorEnabled: true,
    reviewGainDb: 0,
    lastGuildId: null,
    lastTextChannelId: null,
    deskTabs: {},
    deskSound: { echoCancellation: true, noiseSuppression: true, autoGainControl: false },
    drafts: {},
    keys: {},
    review: DEFAULT_REVIEW_PLACE,
    undoMs: 0,
    ...options.settings,
  };
  let accounts: AccountsSnapshot = {
    revision: 1,
    connection: { kind: 'signedOut' },
    saved: [],
    vault: {
      kind: 'session',
      locked: false,
      canCreatePassphrase: true,
      explanation: 'There is no keychain on this computer, so a token is kept until Roomtone quits.',
    },
  };
  let practice: PracticeState = { kind: 'stopped' };
  let workspace: WorkspaceSnapshot = {
    revision: 1,
    guilds: [],
    categories: [],
    rooms: [],
    textChannels: [],
    occupants: [],
    threads: [],
    directChannels: [],
    roles: [],
    emojis: [],
  };
  let call: CallState = { kind: 'idle' };
  let playback: PlaybackState = { kind: 'closed' };
  let nextId = 900;
  const messages = new Map<string, MessageView[]>();
  const outbox = new Map<string, OutboxEntry>();
  const outboxEntry = (input: SubmitInput): OutboxEntry => {
    nextId += 1;
    const channelId = input.destination.kind === 'channel' ? input.destination.channelId : null;
    return {
      entryId: `entry-${nextId}`,
      nonce: `nonce-${nextId}`,
      accountKey: 'practice',
      destination: input.destination,
      where: '#general · Practice Guild',
      channelId,
      content: input.content,
      repeat: input.repeat,
      createdAtMs: Date.now(),
      attempts: 0,
      state: { kind: 'queued', reason: 'turn', untilMs: null },
    };
  };
  let recordings: RecordingSummary[] = options.recordings === false ? [] : sampleRecordings(nowMs);
  const trashed = new Map<string, RecordingSummary>();

  const room = (
    channelId: ChannelId,
    name: string,
    position: number,
    extra: Partial<RoomSummary> = {},
  ): RoomSummary => ({
    channelId,
    guildId,
    name,
    kind: 'voice',
    categoryId: channel('402'),
    position,
    userLimit: 0,
    bitrateBps: 64_000,
    status: null,
    canConnect: true,
    canSpeak: true,
    canManage: true,
    ...ROOM_DEFAULTS,
    ...extra,
  });
  const occupant = (name: PersonName, channelId: ChannelId, extra: Partial<Occupant> = {}): Occupant => ({
    guildId,
    channelId,
    userId: people[name],
    displayName: name === 'You' ? 'Roomtone' : name,
    avatarUrl: null,
    isBot: name === 'You',
    isSelf: name === 'You',
    sinceMs: Date.now(),
    selfMute: false,
    selfDeaf: false,
    serverMute: false,
    serverDeaf: false,
    streaming: false,
    video: false,
    suppressed: false,
    wantsToSpeakSinceMs: null,
    standing: name === 'You' ? 'self' : name === 'Ayo' ? 'owner' : 'below',
    ...extra,
  });
  const message = (
    name: PersonName,
    channelId: ChannelId,
    content: string,
    atMs: number,
    extra: Partial<MessageView> = {},
  ): MessageView => {
    nextId += 1;
    return {
      messageId: MessageId.parse((BigInt(snowflakeAt(atMs)) + BigInt(nextId % 4_000)).toString()),
      channelId,
      author: {
        userId: people[name],
        displayName: name === 'You' ? 'Roomtone' : name,
        avatarUrl: null,
        isBot: name === 'You',
        isSelf: name === 'You',
        colour: null,
      },
      guildId,
      webhookId: null,
      content,
      mentions: { '3': 'Tomás' },
      mentionsSelf: false,
      sentAtMs: atMs,
      editedAtMs: null,
      reply: null,
      forwarded: null,
      attachments: [],
      embeds: [],
      components: [],
      componentsV2: false,
      reactions: [],
      pinned: false,
      crossposted: false,
      silent: false,
      suppressEmbeds: false,
      thread: null,
      stickers: [],
      command: null,
      nonce: null,
      system: null,
      ...extra,
    };
  };

  const fullWorkspace = (revision: number): WorkspaceSnapshot => ({
    revision,
    guilds: [
      {
        guildId,
        name: 'Practice Guild',
        iconUrl: null,
        memberCount: 24,
        available: true,
        canManageRooms: true,
        ...GUILD_DEFAULTS,
      },
    ],
    categories: [
      { channelId: channel('401'), guildId, name: 'Text', position: 0 },
      { channelId: channel('402'), guildId, name: 'Rooms', position: 1 },
      { channelId: channel('403'), guildId, name: 'Backstage', position: 2 },
    ],
    rooms: [
      room(rooms.lobby, 'Lobby', 0),
      room(rooms.stage, 'Tuesday stage', 1, {
        kind: 'stage',
        status: 'Questions at half past',
        bitrateBps: 96_000,
      }),
      room(channel('204'), 'Reading circle', 2, { userLimit: 8 }),
      room(rooms.studio, 'Studio', 0, { categoryId: channel('403'), userLimit: 4 }),
      room(channel('205'), 'Staff', 1, { categoryId: channel('403'), canConnect: false, canManage: false }),
    ],
    textChannels: [
      {
        channelId: general,
        guildId,
        name: 'general',
        kind: 'text',
        categoryId: channel('401'),
        position: 0,
        topic: 'Everything that has no room of its own',
        ...CHANNEL_DEFAULTS,
        abilities: ALL_ABILITIES,
      },
      {
        channelId: channel('302'),
        guildId,
        name: 'show-notes',
        kind: 'text',
        categoryId: channel('401'),
        position: 1,
        topic: null,
        ...CHANNEL_DEFAULTS,
        abilities: ALL_ABILITIES,
      },
      {
        channelId: channel('303'),
        guildId,
        name: 'announcements',
        kind: 'announcement',
        categoryId: channel('401'),
        position: 2,
        topic: null,
        ...CHANNEL_DEFAULTS,
        abilities: ['readHistory'],
      },
    ],
    occupants: [
      occupant('Mira', rooms.lobby, { sinceMs: nowMs - 840_000 }),
      occupant('Tomás', rooms.stage, { sinceMs: nowMs - 2_400_000 }),
      occupant('Ayo', rooms.stage, { sinceMs: nowMs - 1_200_000, selfMute: true }),
      occupant('Lin', rooms.stage, {
        sinceMs: nowMs - 60_000,
        serverMute: true,
        suppressed: true,
        selfDeaf: true,
        selfMute: true,
      }),
    ],
    threads: [],
    directChannels: [],
    roles: sampleRoles(guildId),
    emojis: [],
  });

  const desk = createDeskDouble({
    guildId,
    nowMs,
    full: options.fullDesk ?? false,
    workspace: () => workspace,
    change: (...changes) => change(...changes),
    emitReadStates: (states) => double.emit('messages', 'readStatesChanged', { states }),
  });

  const recorder = createRecorderDouble(() => double);
  const living = createLiveDouble((change) => double.emit('live', 'changed', change));
  const planning = createPlansDouble({
    plans: (state) => double.emit('roomPlans', 'changed', state),
    notices: (state) => double.emit('notices', 'changed', state),
  });
  const archiving = createArchiveDouble(nowMs, {
    isEmpty: options.archive === false,
    backfill: (channelId, state) => double.emit('archive', 'backfillChanged', { channelId, state }),
    exported: (exportId, title) =>
      double.emit('archive', 'exportChanged', { exportId, title, state: { kind: 'running', done: 40 } }),
  });
  const rooming = createRoomsDouble({
    guildId,
    workspace: () => workspace,
    change: (...changes) => change(...changes),
    emitBatch: (batch) => double.emit('rooms', 'batchChanged', batch),
  });

  const applyToWorkspace = (change: WorkspaceChange) => {
    const w = workspace;
    switch (change.type) {
      case 'reset':
        workspace = change.snapshot;
        return;
      case 'roomUpserted':
        workspace = {
          ...w,
          rooms: [...w.rooms.filter((r) => r.channelId !== change.room.channelId), change.room],
        };
        return;
      case 'roomRemoved':
        workspace = {
          ...w,
          rooms: w.rooms.filter((r) => r.channelId !== change.channelId),
          occupants: w.occupants.filter((o) => o.channelId !== change.channelId),
        };
        return;
      case 'occupantUpserted':
        workspace = {
          ...w,
          occupants: [...w.occupants.filter((o) => o.userId !== change.occupant.userId), change.occupant],
        };
        return;
      case 'rolesChanged':
        workspace = { ...w, roles: change.roles };
        return;
      case 'occupantRemoved':
        workspace = { ...w, occupants: w.occupants.filter((o) => o.userId !== change.userId) };
        return;
      case 'threadUpserted':
        workspace = {
          ...w,
          threads: [...w.threads.filter((t) => t.channelId !== change.thread.channelId), change.thread],
        };
        return;
      case 'threadRemoved':
        workspace = { ...w, threads: w.threads.filter((t) => t.channelId !== change.channelId) };
        return;
      case 'directChannelUpserted':
        workspace = {
          ...w,
          directChannels: [
            ...w.directChannels.filter((d) => d.channelId !== change.channel.channelId),
            change.channel,
          ],
        };
        return;
      case 'guildUpserted':
        workspace = {
          ...w,
          guilds: [...w.guilds.filter((g) => g.guildId !== change.guild.guildId), change.guild],
        };
        return;
      case 'guildRemoved':
        workspace = { ...w, guilds: w.guilds.filter((g) => g.guildId !== change.guildId) };
        return;
      case 'categoryUpserted':
        workspace = {
          ...w,
          categories: [
            ...w.categories.filter((c) => c.channelId !== change.category.channelId),
            change.category,
          ],
        };
        return;
      case 'categoryRemoved':
        workspace = { ...w, categories: w.categories.filter((c) => c.channelId !== change.channelId) };
        return;
      case 'textChannelUpserted':
        workspace = {
          ...w,
          textChannels: [
            ...w.textChannels.filter((c) => c.channelId !== change.channel.channelId),
            change.channel,
          ],
        };
        return;
      case 'textChannelRemoved':
        workspace = { ...w, textChannels: w.textChannels.filter((c) => c.channelId !== change.channelId) };
    }
  };

  const setConnection = (connection: ConnectionState) => {
    accounts = { ...accounts, revision: accounts.revision + 1, connection };
    double.emit('accounts', 'changed', accounts);
  };
  const connected: ConnectionState = {
    kind: 'connected',
    target: 'practice',
    label: 'Practice server',
    user: ownUser,
    sinceMs: nowMs,
    latencyMs: 3,
  };
  const change = (...changes: WorkspaceChange[]) => {
    for (const one of changes) applyToWorkspace(one);
    workspace = { ...workspace, revision: workspace.revision + 1 };
    double.emit('workspace', 'changed', { revision: workspace.revision, changes });
  };
  const fillGuild = () => {
    workspace = fullWorkspace(workspace.revision + 1);
    if (options.fullDesk) {
      const more = deskWorkspace(guildId, nowMs, ALL_ABILITIES);
      workspace = { ...workspace, ...more, textChannels: [...workspace.textChannels, ...more.textChannels] };
    }
    const count = options.messageCount ?? 130;
    const authors = ['Mira', 'Tomás', 'Mira', 'Ayo', 'Lin'] as const;
    messages.set(
      general,
      Array.from({ length: count }, (_, i) =>
        message(
          authors[(i >> 1) % 5] ?? 'Mira',
          general,
          TALK[i % TALK.length] ?? 'hello',
          nowMs - (count - i) * 700_000,
        ),
      ),
    );
  };
  const publishCall = () => double.emit('calls', 'changed', call);
  const setCall = (update: (active: ActiveCall) => ActiveCall) => {
    if (call.kind !== 'active') return;
    call = update(call);
    publishCall();
  };
  const speakersOf = (channelId: ChannelId): SpeakerState[] =>
    workspace.occupants
      .filter((o) => o.channelId === channelId)
      .map((o) => ({
        userId: o.userId,
        displayName: o.displayName,
        avatarUrl: null,
        isSelf: o.isSelf,
        speaking: !o.isSelf && !o.selfMute,
        gainDb: 0,
        mutedForMe: false,
      }));
  const leave = () => {
    if (call.kind !== 'active') return;
    change({ type: 'occupantRemoved', guildId, userId: people.You });
    const recordingId = call.recording.kind === 'recording' ? call.recording.recordingId : null;
    call = { kind: 'ended', channelId: call.channelId, roomName: call.roomName, error: null, recordingId };
    publishCall();
  };
  /** Where each recording was left, as main remembers it. */
  const heardTo = new Map<string, number>();
  const setPlayback = (next: PlaybackState) => {
    playback = next;
    if (next.kind !== 'closed' && next.kind !== 'failed') heardTo.set(next.recordingId, next.positionMs);
    double.emit('recordings', 'playback', playback);
  };
  const patchPlayback = (patch: Partial<Extract<PlaybackState, { positionMs: number }>>) => {
    if (playback.kind === 'closed' || playback.kind === 'failed') return;
    setPlayback({ ...playback, ...patch });
  };
  const publishRecordings = () => double.emit('recordings', 'changed', { recordings });
  const find = (recordingId: string): RecordingSummary => {
    const found = recordings.find((r) => r.recordingId === recordingId);
    if (!found) throw new Error('no such recording');
    return found;
  };

  const handlers = {
    app: {
      info: () => ({ version: '0.1.0', electronVersion: null, platform: 'linux' }),
      settings: () => settings,
      updateSettings: (patch) => {
        settings = { ...settings, ...(patch as Settings) };
        return settings;
      },
      diagnostics: () =>
        sampleDiagnostics(nowMs, accounts.connection.kind === 'signedOut' ? null : sampleRest()),
      log: () => undefined,
    },
    accounts: {
      snapshot: () => accounts,
      startPractice: () => {
        practice = { kind: 'running', rest: 'http://127.0.0.1:4010/api', seed: 7, members: 5 };
        double.emit('practice', 'changed', practice);
        fillGuild();
        setConnection(connected);
        double.emit('workspace', 'changed', {
          revision: workspace.revision,
          changes: [{ type: 'reset', snapshot: workspace }],
        });
        return { kind: 'connected', user: ownUser, notRemembered: null };
      },
      connectBot: ({ token, baseUrl }) => {
        if (token.length < 20) return { kind: 'badToken' };
        fillGuild();
        setConnection({
          ...connected,
          target: baseUrl === null ? 'discord' : 'selfHosted',
          label: baseUrl ?? 'Discord',
        });
        return { kind: 'connected', user: ownUser, notRemembered: null };
      },
      connectSaved: () => {
        fillGuild();
        setConnection(connected);
        return { kind: 'connected', user: ownUser, notRemembered: null };
      },
      forget: ({ accountId }) => {
        accounts = { ...accounts, saved: accounts.saved.filter((a) => a.accountId !== accountId) };
      },
      signOut: () => {
        workspace = {
          revision: workspace.revision + 1,
          guilds: [],
          categories: [],
          rooms: [],
          textChannels: [],
          occupants: [],
          threads: [],
          directChannels: [],
          roles: [],
          emojis: [],
        };
        setConnection({ kind: 'signedOut' });
      },
      createPassphraseVault: () => {
        accounts = {
          ...accounts,
          revision: accounts.revision + 1,
          vault: {
            kind: 'passphrase',
            locked: false,
            canCreatePassphrase: false,
            explanation: 'Tokens are kept in a file that only your passphrase opens.',
          },
        };
        return accounts.vault;
      },
      unlockVault: () => {
        accounts = {
          ...accounts,
          revision: accounts.revision + 1,
          vault: { ...accounts.vault, locked: false },
        };
        return accounts.vault;
      },
    },
    practice: {
      state: () => practice,
      stop: () => {
        practice = { kind: 'stopped' };
        double.emit('practice', 'changed', practice);
      },
      ...rehearsalHandlers(() => double),
    },
    workspace: { snapshot: () => workspace },
    ...planning,
    ...archiving,
    rooms: {
      create: (input) => {
        if (/[<>]/.test(input.name))
          return { kind: 'invalid', fields: { name: 'A name cannot hold < or >.' } };
        nextId += 1;
        const made = room(channel(String(nextId)), input.name, 9, {
          userLimit: input.userLimit,
          categoryId: input.categoryId,
          kind: input.kind ?? 'voice',
          access: input.access ?? { kind: 'everyone' },
          region: input.region ?? null,
          slowModeMs: input.slowModeMs ?? 0,
          bitrateBps: input.bitrateBps ?? 64_000,
        });
        change({ type: 'roomUpserted', room: made });
        return { kind: 'created', room: made };
      },
      end: ({ channelId }) => {
        if (!workspace.rooms.some((r) => r.channelId === channelId)) return { kind: 'alreadyGone' };
        change({ type: 'roomRemoved', channelId });
        return { kind: 'ended' };
      },
      ...rooming.handlers.rooms,
    },
    members: rooming.handlers.members,
    roles: rooming.handlers.roles,
    messages: {
      list: ({ channelId, from, limit }) => {
        const all = messages.get(channelId) ?? [];
        const at = from.kind === 'newest' ? all.length : all.findIndex((m) => m.messageId === from.messageId);
        const start = Math.max(0, startOf(from.kind, at, limit));
        const end = from.kind === 'before' ? at : Math.min(all.length, start + limit);
        return { messages: all.slice(start, end), hasOlder: start > 0, hasNewer: end < all.length };
      },
      ...messageHandlers({
        all: messages,
        emit: (changes) => double.emit('messages', 'changed', { changes }),
        nowMs: () => Date.now(),
      }),
      readStates: () => desk.readStates(),
      markRead: ({ channelId }) => desk.markRead(channelId),
      typing: () => undefined,
    },
    outbox: {
      list: () => [...outbox.values()],
      submit: (input) => {
        const entry = outboxEntry(input);
        if (input.content.type === 'message' && entry.channelId !== null) {
          const sent = message('You', entry.channelId, input.content.body.content, Date.now(), {
            nonce: entry.nonce,
          });
          messages.set(entry.channelId, [...(messages.get(entry.channelId) ?? []), sent]);
          queueMicrotask(() => {
            double.emit('messages', 'changed', { changes: [{ type: 'upserted', message: sent }] });
          });
        }
        return { kind: 'accepted', entry };
      },
    },
    drafts: {
      list: () => [],
      save: ({ key, body, post = null, baseRevision }) => ({
        draft: { key, body, post, revision: baseRevision + 1, updatedAtMs: Date.now() },
        conflict: null,
      }),
      discard: () => undefined,
    },
    templates: { list: () => [] },
    ...desk.handlers,
    ...living.handlers,
    calls: {
      state: () => call,
      join: ({ channelId }) => {
        const joined = workspace.rooms.find((r) => r.channelId === channelId);
        if (!joined) return { kind: 'cancelled' };
        const inside = workspace.occupants.filter((o) => o.channelId === channelId).length;
        if (joined.userLimit > 0 && inside >= joined.userLimit)
          return { kind: 'roomFull', userLimit: joined.userLimit };
        change({ type: 'occupantUpserted', occupant: occupant('You', channelId) });
        call = {
          kind: 'active',
          guildId,
          channelId,
          roomName: joined.name,
          phase: 'ready',
          reason: null,
          startedAtMs: Date.now() - 240,
          readyAtMs: Date.now(),
          joinMs: 240,
          selfMute: false,
          monitor: { enabled: settings.monitorEnabled, gainDb: settings.monitorGainDb },
          encryptionMode: 'aead_aes256_gcm_rtpsize',
          dave: { active: true, epoch: 2, privacyCode: '482913002817744920155028813946' },
          speakers: speakersOf(channelId),
          recording: { kind: 'off' },
          stats: {
            packetsSent: 0,
            packetsReceived: 1_204,
            lost: 2,
            malformed: 0,
            undecryptable: 0,
            lateTicks: 0,
            pingMs: 12,
          },
        };
        publishCall();
        return { kind: 'joined', joinMs: 240 };
      },
      leave,
      setSelfMute: ({ muted }) => setCall((c) => ({ ...c, selfMute: muted })),
      setSpeakerVolume: ({ userId, gainDb, muted }) =>
        setCall((c) => ({
          ...c,
          speakers: c.speakers.map((s) => (s.userId === userId ? { ...s, gainDb, mutedForMe: muted } : s)),
        })),
      setMonitor: (monitor) => setCall((c) => ({ ...c, monitor })),
      startRecording: () => {
        setCall((c) => ({
          ...c,
          recording: {
            kind: 'recording',
            recordingId: 'rec-new',
            startedAtMs: Date.now(),
            trackCount: c.speakers.length,
            bytes: 48_200,
          },
        }));
        return { recordingId: 'rec-new' };
      },
      stopRecording: () => {
        setCall((c) => ({ ...c, recording: { kind: 'off' } }));
        const first = recordings[0] ?? sampleRecordings(nowMs)[0];
        if (first)
          recordings = [
            { ...first, recordingId: 'rec-new', title: 'Lobby', startedAtMs: Date.now() },
            ...recordings,
          ];
        publishRecordings();
        return { recordingId: 'rec-new' };
      },
      addMarker: () => undefined,
    },
    recordings: {
      list: () => recordings,
      search: ({ text }) => searchRecordings(recordings, text),
      activity: ({ recordingId }) => sampleActivity(find(recordingId)),
      open: ({ recordingId }) => detailOf(find(recordingId)),
      closeUp: ({ trackId, fromMs, bucketMs }) => ({ trackId, fromMs, bucketMs, values: new Int8Array(8) }),
      peaksWithin: ({ trackId, bucketMs, recordingId, fromMs, toMs }) => {
        const first = Math.floor(fromMs / bucketMs);
        const values = samplePeaks(trackId, find(recordingId).durationMs, bucketMs);
        return {
          ...{ trackId, bucketMs, fromMs: first * bucketMs },
          values: values.slice(first * 2, Math.ceil(toMs / bucketMs) * 2),
        };
      },
      peaks: ({ trackId, bucketMs, recordingId }) => ({
        trackId,
        bucketMs,
        values: samplePeaks(trackId, find(recordingId).durationMs, bucketMs),
      }),
      rename: ({ recordingId, title }) => {
        recordings = recordings.map((r) => (r.recordingId === recordingId ? { ...r, title } : r));
        publishRecordings();
        return find(recordingId);
      },
      trash: ({ recordingId }) => {
        trashed.set(recordingId, find(recordingId));
        recordings = recordings.filter((r) => r.recordingId !== recordingId);
        publishRecordings();
      },
      restore: ({ recordingId }) => {
        const back = trashed.get(recordingId);
        if (back) recordings = [...recordings, back];
        publishRecordings();
        return find(recordingId);
      },
      showInFolder: () => undefined,
      openPlayback: ({ recordingId }) => {
        setPlayback({
          kind: 'paused',
          recordingId,
          positionMs: heardTo.get(recordingId) ?? 0,
          durationMs: find(recordingId).durationMs,
          soloTrackIds: [],
          mutedTrackIds: [],
        });
        return playback;
      },
      play: () => patchPlayback({ kind: 'playing' }),
      pause: () => patchPlayback({ kind: 'paused' }),
      seek: ({ positionMs }) => patchPlayback({ positionMs }),
      setSolo: ({ trackId, solo }) => {
        if (playback.kind === 'closed' || playback.kind === 'failed') return;
        const rest = playback.soloTrackIds.filter((id) => id !== trackId);
        patchPlayback({ soloTrackIds: solo ? [...rest, trackId] : rest });
      },
      setMute: ({ trackId, muted }) => {
        if (playback.kind === 'closed' || playback.kind === 'failed') return;
        const rest = playback.mutedTrackIds.filter((id) => id !== trackId);
        patchPlayback({ mutedTrackIds: muted ? [...rest, trackId] : rest });
      },
      closePlayback: () => {
        playback = { kind: 'closed' };
      },
    },
    review: createReviewDouble(
      () => double,
      (recordingId) => detailOf(find(recordingId)),
    ),
    ...createTransferDouble(() => double),
    ...recorder.handlers,
  } satisfies PartialHandlers;

  const double = createContractDouble(handlers);
  if (options.signedIn) {
    fillGuild();
    accounts = { ...accounts, connection: connected };
    practice = { kind: 'running', rest: 'http://127.0.0.1:4010/api', seed: 7, members: 5 };
  }
  return {
    ...double,
    guildId,
    rooms,
    general,
    people,
    setConnection,
    change,
    setCall,
    setPlayback,
    signIn: () => void handlers.accounts.startPractice(),
    changeAt: (revision, ...changes) => double.emit('workspace', 'changed', { revision, changes }),
    enter: (name, channelId, extra) => {
      change({ type: 'occupantUpserted', occupant: occupant(name, channelId, extra) });
      setCall((c) => (c.channelId === channelId ? { ...c, speakers: speakersOf(channelId) } : c));
    },
    exit: (name) => {
      change({ type: 'occupantRemoved', guildId, userId: people[name] });
      setCall((c) => ({ ...c, speakers: c.speakers.filter((s) => s.userId !== people[name]) }));
    },
    unread: desk.unread,
    say: (name, content, extra) => {
      const said = message(name, general, content, Date.now(), extra);
      messages.set(general, [...(messages.get(general) ?? []), said]);
      double.emit('messages', 'changed', { changes: [{ type: 'upserted', message: said }] });
      return said;
    },
    call: () => call,
    live: living.state,
    setLive: living.set,
    recorder: recorder.state,
    setRecorder: recorder.set,
    settings: () => settings,
    recordings: () => recordings,
    playback: () => playback,
  };
}

function sampleRecordings(nowMs: number): RecordingSummary[] {
  const base = {
    guildName: 'Practice Guild',
    roomName: 'Tuesday stage',
    trackCount: 4,
    tags: [],
    people: [
      { userId: '1', displayName: 'Roomtone', isSelf: true },
      { userId: '2', displayName: 'Mira', isSelf: false },
      { userId: '3', displayName: 'Tomás', isSelf: false },
      { userId: '4', displayName: 'Ayo', isSelf: false },
    ],
  };
  const hour = 3_600_000;
  return [
    {
      ...base,
      recordingId: 'rec-1',
      title: 'Tuesday stage',
      tags: ['weekly'],
      startedAtMs: nowMs - 2 * hour,
      durationMs: 754_000,
      bytes: 18_400_000,
      health: { kind: 'ok' },
    },
    {
      ...base,
      recordingId: 'rec-2',
      title: 'Sound check',
      roomName: 'Lobby',
      trackCount: 2,
      people: base.people.slice(0, 2),
      startedAtMs: nowMs - 27 * hour,
      durationMs: 94_000,
      bytes: 1_204_000,
      health: {
        kind: 'repaired',
        lostMs: 900,
        note: 'The computer stopped while it was recorded; up to 0.9 s is missing at the end.',
      },
    },
    {
      ...base,
      recordingId: 'rec-3',
      title: 'Interview, second take',
      startedAtMs: nowMs - 75 * hour,
      durationMs: 4_120_000,
      bytes: 96_300_000,
      health: { kind: 'ok' },
    },
    {
      ...base,
      recordingId: 'rec-4',
      title: 'Reading circle',
      roomName: 'Reading circle',
      trackCount: 0,
      people: [],
      startedAtMs: nowMs - 120 * hour,
      durationMs: 0,
      bytes: 512,
      health: { kind: 'damaged', reason: 'Its list of tracks cannot be read.' },
    },
  ];
}

function searchRecordings(recordings: readonly RecordingSummary[], text: string): RecordingHits[] {
  const word = text.toLowerCase();
  return recordings.flatMap(({ recordingId, title, people, tags }) => {
    const lines: RecordingHits['hits'] = [
      { kind: 'title', text: title, atMs: null },
      ...people.map(({ displayName }) => ({ kind: 'person' as const, text: displayName, atMs: null })),
      ...tags.map((tag) => ({ kind: 'tag' as const, text: tag, atMs: null })),
      { kind: 'chat', text: `Mira: the plan for ${title}`, atMs: 31_000 },
    ];
    const hits = lines.filter((line) => line.text.toLowerCase().includes(word));
    return hits.length === 0 ? [] : [{ recordingId, hits, more: 0 }];
  });
}

/** People speak in turn. */
function sampleActivity({ recordingId, people }: RecordingSummary): RecordingActivity {
  const lanes = people.map(({ userId, displayName }, index) => ({
    trackId: `t${userId}`,
    userId,
    displayName,
    colourIndex: index,
    values: Uint8Array.from({ length: ACTIVITY_PARTS }, (_, part) =>
      (part >> 2) % people.length === index ? 120 + ((part * 37) % 120) : 0,
    ),
  }));
  return { recordingId, lanes };
}

function detailOf(summary: RecordingSummary): RecordingDetail {
  const share = summary.durationMs;
  return {
    summary,
    tracks: summary.people.map((person, i) => ({
      trackId: `t${person.userId}`,
      userId: person.userId,
      displayName: person.displayName,
      isSelf: person.isSelf,
      colourIndex: i,
      firstSoundMs: i * 4_000,
      durationMs: share - i * 4_000,
      activity: [0.62, 0.31, 0.22, 0.08][i] ?? 0.1,
    })),
    journal: [
      { atMs: 0, kind: 'started', userId: null, text: 'Recording started' },
      { atMs: share * 0.12, kind: 'joined', userId: '4', text: 'Ayo joined' },
      { atMs: share * 0.34, kind: 'marker', userId: null, text: 'Good quote' },
      { atMs: share * 0.61, kind: 'trouble', userId: null, text: 'Voice connection lost for 1.2 s' },
      { atMs: share * 0.8, kind: 'left', userId: '4', text: 'Ayo left' },
    ],
  };
}

/** Speech-like bursts, the same for the same track each time. */
export function samplePeaks(trackId: string, durationMs: number, bucketMs: number): Int8Array<ArrayBuffer> {
  const count = Math.ceil(durationMs / bucketMs);
  const values = new Int8Array(count * 2);
  const phase = [...trackId].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  for (let i = 0; i < count; i += 1) {
    const t = (i * bucketMs) / 1_000;
    const turn = Math.sin(t / 7 + phase) + 0.6 * Math.sin(t / 2.3 + phase * 2);
    const loud =
      turn > 0.35
        ? Math.min(1, turn) * (0.35 + 0.55 * Math.abs(Math.sin(t * 5.1 + phase) * Math.cos(t * 13.7)))
        : 0.01;
    values[i * 2] = Math.round(-118 * loud);
    values[i * 2 + 1] = Math.round(112 * loud);
  }
  return values;
}

/** Index of the first message of a page. */
function startOf(kind: 'newest' | 'before' | 'after' | 'around', at: number, limit: number): number {
  if (kind === 'after') return at + 1;
  return kind === 'around' ? at - Math.floor(limit / 2) : at - limit;
}
