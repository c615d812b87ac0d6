import type { Handlers } from '@shared/ipc/api';
import type { AppInfo, DiagnosticsSnapshot } from '@shared/models/app';
import type { StorageView } from '@shared/models/recorder';
import type { AccountsService } from '../services/accounts/index';
import type { ArchiveService } from '../services/archive/index';
import type { BatchesService } from '../services/batches/index';
import type { CallsService } from '../services/calls/index';
import type { DraftsService } from '../services/drafts/index';
import type { FilesService } from '../services/files/index';
import type { LiveService } from '../services/live/index';
import type { MembersService } from '../services/members/index';
import type { MessagesService } from '../services/messages/index';
import type { NoticesService } from '../services/notices/index';
import type { OutboxService } from '../services/outbox/index';
import type { PeopleService } from '../services/people/index';
import type { PracticeService, RehearsalService } from '../services/practice/index';
import type { RecorderService } from '../services/recorder/index';
import type {
  ClipsService,
  ExportsService,
  ImportsService,
  RecordingsService,
} from '../services/recordings/index';
import type { RolesService } from '../services/roles/index';
import type { RoomPlansService } from '../services/room-plans/index';
import type { RoomsService } from '../services/rooms/index';
import type { RoutesService } from '../services/routes/index';
import type { SettingsStore } from '../services/settings/index';
import type { TemplatesService } from '../services/templates/index';
import type { ThreadsService } from '../services/threads/index';
import type { WebhooksService } from '../services/webhooks/index';
import type { WorkspaceService } from '../services/workspace/index';
import type { Logger } from '../support/logger';

/** The services a window can reach. */
export interface Services {
  accounts: AccountsService;
  archive: ArchiveService;
  batches: BatchesService;
  calls: CallsService;
  clips: ClipsService;
  drafts: DraftsService;
  exports: ExportsService;
  files: FilesService;
  imports: ImportsService;
  live: LiveService;
  members: MembersService;
  messages: MessagesService;
  notices: NoticesService;
  outbox: OutboxService;
  people: PeopleService;
  practice: PracticeService;
  recorder: RecorderService;
  recordings: RecordingsService;
  rehearsal: RehearsalService;
  roles: RolesService;
  roomPlans: RoomPlansService;
  rooms: RoomsService;
  routes: RoutesService;
  settings: SettingsStore;
  templates: TemplatesService;
  threads: ThreadsService;
  webhooks: WebhooksService;
  workspace: WorkspaceService;
}

export interface HandlerOptions {
  services: Services;
  info: AppInfo;
  diagnostics: () => DiagnosticsSnapshot;
  showInFolder: (path: string) => void;
  logger: Logger;
}

/** One handler for each call of the contract: a line each, because deciding is the services' work. */
export function createHandlers(options: HandlerOptions): Handlers {
  const { accounts, calls, messages, people, practice, recordings, rooms, settings, threads, workspace } =
    options.services;
  const { archive } = options.services;
  const { drafts, exports, files, imports, outbox, routes, templates, webhooks } = options.services;
  const { batches, members, rehearsal, roles } = options.services;
  const { live, notices, roomPlans } = options.services;
  const { review } = recordings;
  const { clips, recorder } = options.services;
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
      retryNow: () => accounts.retryNow(),
      createPassphraseVault: (input) => accounts.createPassphraseVault(input),
      unlockVault: (input) => accounts.unlockVault(input),
    },
    practice: {
      state: () => practice.state,
      stop: () => practice.stop(),
      rehearsal: () => rehearsal.state,
      setTrouble: (settings) => rehearsal.setTrouble(settings),
      calm: () => rehearsal.calm(),
      incident: (incident) => rehearsal.incident(incident),
      startStorm: (input) => rehearsal.startStorm(input),
      stopStorm: () => rehearsal.stopStorm(),
    },
    workspace: {
      snapshot: () => workspace.snapshot(),
    },
    rooms: {
      create: (input) => rooms.create(input),
      modify: (input) => rooms.modify(input),
      place: (input) => rooms.place(input),
      end: (input) => rooms.end(input),
      createMany: (input) => rooms.createMany(input),
      endMany: (input) => rooms.endMany(input),
      batches: () => batches.list(),
      cancelBatch: (input) => batches.cancel(input),
      setStatus: (input) => rooms.setStatus(input),
      startStage: (input) => rooms.startStage(input),
      setStageTopic: (input) => rooms.setStageTopic(input),
      endStage: (input) => rooms.endStage(input),
      regions: (input) => rooms.regions(input),
    },
    members: {
      get: (input) => members.get(input),
      move: (input) => members.move(input),
      setVoice: (input) => members.setVoice(input),
      setSuppressed: (input) => members.setSuppressed(input),
      actOnMany: (input) => members.actOnMany(input),
      timeOut: (input) => members.timeOut(input),
      setNickname: (input) => members.setNickname(input),
      setRole: (input) => members.setRole(input),
    },
    roles: {
      create: (input) => roles.create(input),
      modify: (input) => roles.modify(input),
      move: (input) => roles.move(input),
      delete: (input) => roles.delete(input),
      usage: (input) => roles.usage(input),
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
    files: {
      pick: () => files.pick(),
      stageDropped: ({ path }) => files.stageDropped(path),
      stagePasted: (input) => files.stagePasted(input),
      thumbnail: ({ fileId }) => files.thumbnail(fileId),
    },
    outbox: {
      list: () => outbox.list(),
      submit: (input) => outbox.submit(input),
      preview: (input) => outbox.preview(input),
      cancel: (input) => outbox.cancel(input),
      retry: (input) => outbox.retry(input),
      reschedule: (input) => outbox.reschedule(input),
      dismiss: (input) => outbox.dismiss(input),
    },
    drafts: {
      list: () => drafts.list(),
      save: (input) => drafts.save(input),
      discard: (input) => drafts.discard(input),
    },
    templates: {
      list: () => templates.list(),
      save: (input) => templates.save(input),
      remove: (input) => templates.remove(input),
    },
    routes: {
      list: () => routes.list(),
      save: (input) => routes.save(input),
      remove: (input) => routes.remove(input),
      check: (input) => routes.check(input),
    },
    webhooks: {
      list: (input) => webhooks.list(input),
      usable: () => webhooks.usable(),
      create: (input) => webhooks.create(input),
      modify: (input) => webhooks.modify(input),
      delete: (input) => webhooks.delete(input),
      importLink: (input) => webhooks.importLink(input),
      openMessage: (input) => webhooks.openMessage(input),
      editMessage: (input) => webhooks.editMessage(input),
      deleteMessage: (input) => webhooks.deleteMessage(input),
    },
    roomPlans: {
      state: () => roomPlans.state(),
      saveTemplate: (input) => roomPlans.saveTemplate(input),
      removeTemplate: (input) => roomPlans.removeTemplate(input),
      templateFrom: (input) => roomPlans.templateFrom(input),
      preview: (input) => roomPlans.preview(input),
      open: (input) => roomPlans.open(input),
      cancelOpening: (input) => roomPlans.cancelOpening(input),
      endSet: (input) => roomPlans.endSet(input),
      retry: (input) => roomPlans.retry(input),
      forgetSet: (input) => roomPlans.forgetSet(input),
      keep: (input) => roomPlans.keep(input),
      setTemporary: (input) => roomPlans.setTemporary(input),
      settle: (input) => roomPlans.settle(input),
      saveSchedule: (input) => roomPlans.saveSchedule(input),
      removeSchedule: (input) => roomPlans.removeSchedule(input),
      pauseSchedule: (input) => roomPlans.pauseSchedule(input),
      skipNext: (input) => roomPlans.skipNext(input),
      runNow: (input) => roomPlans.runNow(input),
      saveLobby: (input) => roomPlans.saveLobby(input),
      removeLobby: (input) => roomPlans.removeLobby(input),
      pauseLobby: (input) => roomPlans.pauseLobby(input),
    },
    notices: {
      state: () => notices.state(),
      saveRule: (input) => notices.saveRule(input),
      removeRule: (input) => notices.removeRule(input),
      setQuietHours: (input) => notices.setQuietHours(input),
      clearRecent: () => notices.clearRecent(),
    },
    archive: {
      status: () => archive.status(),
      search: (input) => archive.search(input),
      channels: () => archive.channels(),
      timeline: (input) => archive.timeline(input),
      attendance: (input) => archive.attendance(input),
      startBackfill: (input) => archive.startBackfill(input),
      pauseBackfill: (input) => archive.pauseBackfill(input),
      settings: () => archive.settings(),
      setSettings: (input) => archive.setSettings(input),
      traces: (input) => archive.traces(input),
      forget: (input) => archive.forget(input),
      remember: (input) => archive.remember(input),
      forgotten: () => archive.forgotten(),
      export: (input) => archive.export(input),
      cancelExport: (input) => archive.cancelExport(input),
    },
    calls: {
      state: () => calls.state,
      join: (input) => calls.join(input),
      leave: () => calls.depart(),
      setSelfMute: ({ muted }) => calls.setSelfMute(muted),
      setSpeakerVolume: (input) => calls.setSpeakerVolume(input),
      setMonitor: (input) => calls.setMonitor(input),
      startRecording: () => calls.startRecording(),
      stopRecording: () => calls.stopRecording(),
      addMarker: ({ text }) => calls.addMarker(text),
    },
    live: {
      state: () => live.state(),
      load: (input) => live.load(input),
      eject: (input) => live.eject(input),
      play: (input) => live.play(input),
      pause: (input) => live.pause(input),
      seek: (input) => live.seek(input),
      setDeck: (input) => live.setDeck(input),
      setCrossfader: (input) => live.setCrossfader(input),
      crossfade: (input) => live.crossfade(input),
      stopAll: (input) => live.stopAll(input),
      pickFiles: () => live.pickFiles(),
      openDropped: (input) => live.openDropped(input),
      enqueue: (input) => live.enqueue(input),
      moveInQueue: (input) => live.moveInQueue(input),
      dequeue: (input) => live.dequeue(input),
      next: () => live.next(),
      savePlaylist: (input) => live.savePlaylist(input),
      loadPlaylist: (input) => live.loadPlaylist(input),
      removePlaylist: (input) => live.removePlaylist(input),
      renamePlaylist: (input) => live.renamePlaylist(input),
      placeInPlaylist: (input) => live.placeInPlaylist(input),
      takeFromPlaylist: (input) => live.takeFromPlaylist(input),
      restorePlaylist: (input) => live.restorePlaylist(input),
      setPadItem: (input) => live.setPadItem(input),
      changePad: (input) => live.changePad(input),
      movePad: (input) => live.movePad(input),
      playPad: (input) => live.playPad(input),
      stopPad: (input) => live.stopPad(input),
      changeSettings: (input) => live.changeSettings(input),
      setBed: (input) => live.setBed(input),
      pushInput: (input) => live.pushInput(input),
      resetLoudness: () => live.resetLoudness(),
      abilities: () => live.abilities(),
      joinBroadcast: (input) => live.joinBroadcast(input),
      leaveBroadcast: (input) => live.leaveBroadcast(input),
      check: (input) => live.check(input),
      cancelCheck: () => live.cancelCheck(),
      startEcho: (input) => live.startEcho(input),
      stopEcho: () => live.stopEcho(),
      verificationCodes: (input) => live.verificationCodes(input),
      saveShow: (input) => live.saveShow(input),
      removeShow: (input) => live.removeShow(input),
      startShow: (input) => live.startShow(input),
      goNext: () => live.goNext(),
      skipCue: () => live.skipCue(),
      jumpToCue: (input) => live.jumpToCue(input),
      repeatCue: (input) => live.repeatCue(input),
      holdShow: (input) => live.holdShow(input),
      endShow: () => live.endShow(),
    },
    library: {
      storage: () => storageView(options.services),
      emptyTrash: async () => {
        await recordings.emptyTrash();
        return storageView(options.services);
      },
      estimateClip: (input) => clips.estimate(input),
      sendClip: (input) => clips.send(input),
      cancelClip: ({ sendId }) => clips.cancel(sendId),
      clearClip: ({ sendId }) => clips.clear(sendId),
      clips: () => clips.list(),
    },
    recorder: {
      state: () => recorder.freshState(),
      changeSettings: (patch) => recorder.changeSettings(patch),
      pickClip: () => recorder.pickClip(),
      removeClip: () => recorder.removeClip(),
      setSkipped: ({ person, skipped }) => recorder.setSkipped(person, skipped),
      saveReplay: () => recorder.saveReplay(),
      splitNow: () => recorder.splitNow(),
      tellAgain: () => recorder.tellAgain(),
      continueSession: ({ recordingId }) => recorder.continueSession(recordingId),
      consentLog: ({ recordingId }) => recorder.consentLog(recordingId),
    },
    recordings: {
      list: () => recordings.list(),
      search: ({ text }) => recordings.search(text),
      activity: ({ recordingId }) => recordings.activity(recordingId),
      open: ({ recordingId }) => recordings.open(recordingId),
      peaks: (input) => recordings.peaks(input),
      peaksWithin: (input) => recordings.peaksWithin(input),
      closeUp: (input) => recordings.closeUp(input),
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
    review: {
      session: ({ recordingId }) => review.session(recordingId),
      saveMarker: ({ recordingId, marker }) => review.saveMarker(recordingId, marker),
      removeMarker: ({ recordingId, markerId }) => review.removeMarker(recordingId, markerId),
      setTags: ({ recordingId, tags }) => review.setTags(recordingId, tags),
      withhold: ({ recordingId, ...wanted }) => review.withhold(recordingId, wanted),
      release: ({ recordingId, withheldId }) => review.release(recordingId, withheldId),
      purge: ({ recordingId, withheldId }) => review.purge(recordingId, withheldId),
      setTrackGain: ({ recordingId, trackId, gainDb }) => review.setTrackGain(recordingId, trackId, gainDb),
      setLevelMatching: ({ recordingId, enabled }) => review.setLevelMatching(recordingId, enabled),
      choices: () => review.choices(),
      setChoices: (change) => review.setChoices(change),
    },
    exports: {
      list: () => exports.list(),
      start: (request) => exports.start(request),
      cancel: ({ exportId }) => exports.cancel(exportId),
      clear: ({ exportId }) => exports.clear(exportId),
      show: ({ exportId }) => exports.show(exportId),
    },
    imports: {
      list: () => imports.list(),
      start: ({ kind }) => imports.start(kind),
      startDropped: ({ path }) => imports.startDropped(path),
      cancel: ({ importId }) => imports.cancel(importId),
    },
  };
}

async function storageView({ recordings, recorder }: Services): Promise<StorageView> {
  const [storage, disk] = await Promise.all([recordings.storage(), recorder.disk()]);
  return { ...storage, disk };
}
