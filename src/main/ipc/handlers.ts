import { AppError } from '@shared/errors/app-error';
import type { Handlers } from '@shared/ipc/api';
import type { AppInfo, DiagnosticsSnapshot } from '@shared/models/app';
import type { AccountsService } from '../services/accounts/index';
import type { CallsService } from '../services/calls/index';
import type { MessagesService } from '../services/messages/index';
import type { PeopleService } from '../services/people/index';
import type { PracticeService } from '../services/practice/index';
import type { RecordingsService } from '../services/recordings/index';
import type { RoomsService } from '../services/rooms/index';
import type { SettingsStore } from '../services/settings/index';
import type { ThreadsService } from '../services/threads/index';
import type { WorkspaceService } from '../services/workspace/index';
import type { Logger } from '../support/logger';

/** The services a window can reach. */
export interface Services {
  accounts: AccountsService;
  calls: CallsService;
  messages: MessagesService;
  people: PeopleService;
  practice: PracticeService;
  recordings: RecordingsService;
  rooms: RoomsService;
  settings: SettingsStore;
  threads: ThreadsService;
  workspace: WorkspaceService;
}

export interface HandlerOptions {
  services: Services;
  info: AppInfo;
  diagnostics: () => DiagnosticsSnapshot;
  showInFolder: (path: string) => void;
  logger: Logger;
}

const later = (): never => {
  throw new AppError('internal', 'This part of the messages desk has no service yet.');
};

/** One handler for each call of the contract: a line each, because deciding is the services' work. */
export function createHandlers(options: HandlerOptions): Handlers {
  const { accounts, calls, messages, people, practice, recordings, rooms, settings, threads, workspace } =
    options.services;
  return {
    app: {
      info: () => options.info,
      settings: () => settings.get(),
      updateSettings: (change) => settings.update(change),
      diagnostics: options.diagnostics,
      log: ({ level, area, message }) => options.logger.child(`window/${area}`)[level](message),
    },
    accounts: {
      snapshot: () => accounts.snapshot(),
      startPractice: (input) => accounts.startPractice(input),
      connectBot: (input) => accounts.connectBot(input),
      connectSaved: (input) => accounts.connectSaved(input),
      forget: (input) => accounts.forget(input),
      signOut: () => accounts.signOut(),
      createPassphraseVault: (input) => accounts.createPassphraseVault(input),
      unlockVault: (input) => accounts.unlockVault(input),
    },
    practice: {
      state: () => practice.state,
      stop: () => practice.stop(),
    },
    workspace: {
      snapshot: () => workspace.snapshot(),
    },
    rooms: {
      create: (input) => rooms.create(input),
      end: (input) => rooms.end(input),
    },
    messages: {
      list: (input) => messages.list(input),
      get: (input) => messages.get(input),
      edit: (input) => messages.edit(input),
      delete: (input) => messages.delete(input),
      undoDelete: (input) => messages.undoDelete(input),
      setReaction: (input) => messages.setReaction(input),
      clearReactions: (input) => messages.clearReactions(input),
      reactors: (input) => messages.reactors(input),
      setPinned: (input) => messages.setPinned(input),
      pins: (input) => messages.pins(input),
      crosspost: (input) => messages.crosspost(input),
      setEmbedsSuppressed: (input) => messages.setEmbedsSuppressed(input),
      typing: (input) => messages.typing(input),
      search: (input) => messages.search(input),
      readStates: () => messages.readStates(),
      markRead: (input) => messages.markRead(input),
    },
    threads: {
      create: (input) => threads.create(input),
      modify: (input) => threads.modify(input),
      delete: (input) => threads.delete(input),
      setJoined: (input) => threads.setJoined(input),
      setMember: (input) => threads.setMember(input),
      members: (input) => threads.members(input),
      archived: (input) => threads.archived(input),
    },
    people: {
      search: (input) => people.search(input),
      get: (input) => people.get(input),
      openDirect: (input) => people.openDirect(input),
    },
    files: { pick: later, stageDropped: later, stagePasted: later, thumbnail: later },
    outbox: {
      list: later,
      submit: later,
      preview: later,
      cancel: later,
      retry: later,
      reschedule: later,
      dismiss: later,
    },
    drafts: { list: later, save: later, discard: later },
    templates: { list: later, save: later, remove: later },
    routes: { list: later, save: later, remove: later, check: later },
    webhooks: {
      list: later,
      usable: later,
      create: later,
      modify: later,
      delete: later,
      importLink: later,
      openMessage: later,
      editMessage: later,
      deleteMessage: later,
    },
    calls: {
      state: () => calls.state,
      join: (input) => calls.join(input),
      leave: () => calls.leave(),
      setSelfMute: ({ muted }) => calls.setSelfMute(muted),
      pickAudio: () => calls.pickAudio(),
      openDroppedAudio: ({ path }) => calls.openDroppedAudio(path),
      play: (input) => calls.play(input),
      pause: () => calls.pause(),
      resume: () => calls.resume(),
      seek: ({ positionMs }) => calls.seek(positionMs),
      stop: () => calls.stop(),
      setLoop: ({ loop }) => calls.setLoop(loop),
      setProgrammeGain: ({ gainDb }) => calls.setProgrammeGain(gainDb),
      setSpeakerVolume: (input) => calls.setSpeakerVolume(input),
      setMonitor: (input) => calls.setMonitor(input),
      startRecording: () => calls.startRecording(),
      stopRecording: () => calls.stopRecording(),
      addMarker: ({ text }) => calls.addMarker(text),
    },
    recordings: {
      list: () => recordings.list(),
      open: ({ recordingId }) => recordings.open(recordingId),
      peaks: (input) => recordings.peaks(input),
      rename: ({ recordingId, title }) => recordings.rename(recordingId, title),
      trash: ({ recordingId }) => recordings.trash(recordingId),
      restore: ({ recordingId }) => recordings.restore(recordingId),
      showInFolder: ({ recordingId }) => options.showInFolder(recordings.folderOf(recordingId)),
      openPlayback: ({ recordingId }) => recordings.openPlayback(recordingId),
      play: () => recordings.play(),
      pause: () => recordings.pause(),
      seek: ({ positionMs }) => recordings.seek(positionMs),
      setSolo: ({ trackId, solo }) => recordings.setSolo(trackId, solo),
      setMute: ({ trackId, muted }) => recordings.setMute(trackId, muted),
      closePlayback: () => recordings.closePlayback(),
    },
  };
}
