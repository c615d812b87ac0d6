import type { Contract } from './define';

/**
 * Names alone, without zod, so that the preload stays small. `contract/` must have exactly these domains
 * and names (`satisfies ChannelTable`), each of the kind said here.
 */
export const channels = {
  app: { info: 'call', settings: 'call', updateSettings: 'call', diagnostics: 'call', log: 'call' },
  accounts: {
    snapshot: 'call',
    changed: 'event',
    startPractice: 'call',
    connectBot: 'call',
    connectSaved: 'call',
    forget: 'call',
    signOut: 'call',
    retryNow: 'call',
    createPassphraseVault: 'call',
    unlockVault: 'call',
  },
  practice: {
    state: 'call',
    changed: 'event',
    stop: 'call',
    rehearsal: 'call',
    rehearsalChanged: 'event',
    setTrouble: 'call',
    calm: 'call',
    incident: 'call',
    startStorm: 'call',
    stopStorm: 'call',
  },
  workspace: { snapshot: 'call', changed: 'event', wasAway: 'event' },
  rooms: {
    create: 'call',
    modify: 'call',
    place: 'call',
    end: 'call',
    createMany: 'call',
    endMany: 'call',
    batches: 'call',
    cancelBatch: 'call',
    batchChanged: 'event',
    setStatus: 'call',
    startStage: 'call',
    setStageTopic: 'call',
    endStage: 'call',
    regions: 'call',
  },
  members: {
    get: 'call',
    move: 'call',
    setVoice: 'call',
    setSuppressed: 'call',
    actOnMany: 'call',
    timeOut: 'call',
    setNickname: 'call',
    setRole: 'call',
  },
  roles: { create: 'call', modify: 'call', move: 'call', delete: 'call', usage: 'call' },
  messages: {
    list: 'call',
    get: 'call',
    edit: 'call',
    delete: 'call',
    undoDelete: 'call',
    setReaction: 'call',
    clearReactions: 'call',
    reactors: 'call',
    setPinned: 'call',
    pins: 'call',
    crosspost: 'call',
    setEmbedsSuppressed: 'call',
    typing: 'call',
    search: 'call',
    readStates: 'call',
    markRead: 'call',
    readStatesChanged: 'event',
    changed: 'event',
  },
  threads: {
    create: 'call',
    modify: 'call',
    delete: 'call',
    setJoined: 'call',
    setMember: 'call',
    members: 'call',
    archived: 'call',
  },
  people: {
    search: 'call',
    get: 'call',
    openDirect: 'call',
  },
  files: {
    pick: 'call',
    stageDropped: 'call',
    stagePasted: 'call',
    thumbnail: 'call',
  },
  outbox: {
    list: 'call',
    submit: 'call',
    preview: 'call',
    cancel: 'call',
    retry: 'call',
    reschedule: 'call',
    dismiss: 'call',
    changed: 'event',
  },
  drafts: {
    list: 'call',
    save: 'call',
    discard: 'call',
  },
  templates: {
    list: 'call',
    save: 'call',
    remove: 'call',
    changed: 'event',
  },
  routes: {
    list: 'call',
    save: 'call',
    remove: 'call',
    check: 'call',
    changed: 'event',
  },
  webhooks: {
    list: 'call',
    usable: 'call',
    create: 'call',
    modify: 'call',
    delete: 'call',
    importLink: 'call',
    openMessage: 'call',
    editMessage: 'call',
    deleteMessage: 'call',
  },
  roomPlans: {
    state: 'call',
    changed: 'event',
    news: 'event',
    saveTemplate: 'call',
    removeTemplate: 'call',
    templateFrom: 'call',
    preview: 'call',
    open: 'call',
    cancelOpening: 'call',
    endSet: 'call',
    retry: 'call',
    forgetSet: 'call',
    keep: 'call',
    setTemporary: 'call',
    settle: 'call',
    saveSchedule: 'call',
    removeSchedule: 'call',
    pauseSchedule: 'call',
    skipNext: 'call',
    runNow: 'call',
    saveLobby: 'call',
    removeLobby: 'call',
    pauseLobby: 'call',
  },
  notices: {
    state: 'call',
    changed: 'event',
    shown: 'event',
    roomWanted: 'event',
    saveRule: 'call',
    removeRule: 'call',
    setQuietHours: 'call',
    clearRecent: 'call',
  },
  archive: {
    status: 'call',
    statusChanged: 'event',
    search: 'call',
    channels: 'call',
    timeline: 'call',
    timelineGrew: 'event',
    attendance: 'call',
    startBackfill: 'call',
    pauseBackfill: 'call',
    backfillChanged: 'event',
    settings: 'call',
    setSettings: 'call',
    traces: 'call',
    forget: 'call',
    remember: 'call',
    forgotten: 'call',
    export: 'call',
    cancelExport: 'call',
    exportChanged: 'event',
  },
  calls: {
    state: 'call',
    changed: 'event',
    join: 'call',
    leave: 'call',
    setSelfMute: 'call',
    pickAudio: 'call',
    openDroppedAudio: 'call',
    play: 'call',
    pause: 'call',
    resume: 'call',
    seek: 'call',
    stop: 'call',
    setLoop: 'call',
    setProgrammeGain: 'call',
    setSpeakerVolume: 'call',
    setMonitor: 'call',
    startRecording: 'call',
    stopRecording: 'call',
    addMarker: 'call',
    levels: 'port',
    monitor: 'port',
  },
  recordings: {
    list: 'call',
    changed: 'event',
    open: 'call',
    peaks: 'call',
    rename: 'call',
    trash: 'call',
    restore: 'call',
    showInFolder: 'call',
    playback: 'event',
    openPlayback: 'call',
    play: 'call',
    pause: 'call',
    seek: 'call',
    setSolo: 'call',
    setMute: 'call',
    closePlayback: 'call',
    audio: 'port',
  },
} as const;

export type Channels = typeof channels;

/** The shape a contract must have to match `channels`, name by name and kind by kind. */
export type ChannelTable = {
  readonly [D in keyof Channels]: {
    readonly [N in keyof Channels[D]]: Extract<Contract[string][string], { type: Channels[D][N] }>;
  };
};

/** The wire name of one channel: `messages.send`. */
export function channelName(domain: string, name: string): string {
  return `${domain}.${name}`;
}

/**
 * Calls that take a path. The page is given no function for them: the preload alone makes them, with the path of a
 * file that was really dropped or chosen, so that a page that was taken over cannot name one.
 */
const PATH_CALLS: ReadonlySet<string> = new Set(['calls.openDroppedAudio', 'files.stageDropped']);

/** Whether a call is the preload's alone. */
export function takesPath(channel: string): boolean {
  return PATH_CALLS.has(channel);
}

/** The name of the one channel on which ports are handed over. */
export const PORT_CHANNEL = 'roomtone.port';
