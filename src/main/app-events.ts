import type { AppContext } from './app-context';
import type { IpcBinding } from './ipc/bind';
import type { Services } from './ipc/handlers';

/** Tells the window what the services announce, a line each; a part of `app.ts`. */
export function announceAll({ scope }: AppContext, binding: IpcBinding, services: Services): void {
  const {
    accounts,
    archive,
    batches,
    calls,
    clips,
    exports,
    imports,
    live,
    messages,
    notices,
    outbox,
    practice,
    recorder,
    recordings,
    rehearsal,
    roomPlans,
    routes,
    templates,
    workspace,
  } = services;
  scope.add(accounts.onChanged((snapshot) => binding.emit('accounts', 'changed', snapshot)));
  scope.add(archive.onStatus((status) => binding.emit('archive', 'statusChanged', status)));
  scope.add(archive.onTimeline((grown) => binding.emit('archive', 'timelineGrew', grown)));
  scope.add(archive.onBackfill((changed) => binding.emit('archive', 'backfillChanged', changed)));
  scope.add(archive.onExport((state) => binding.emit('archive', 'exportChanged', state)));
  scope.add(practice.onChanged((state) => binding.emit('practice', 'changed', state)));
  scope.add(rehearsal.onChanged((state) => binding.emit('practice', 'rehearsalChanged', state)));
  scope.add(workspace.onChanged((changed) => binding.emit('workspace', 'changed', changed)));
  scope.add(batches.onChanged((batch) => binding.emit('rooms', 'batchChanged', batch)));
  scope.add(roomPlans.onChanged((state) => binding.emit('roomPlans', 'changed', state)));
  scope.add(roomPlans.onNews((news) => binding.emit('roomPlans', 'news', news)));
  scope.add(notices.onChanged((state) => binding.emit('notices', 'changed', state)));
  scope.add(notices.onShown((notice) => binding.emit('notices', 'shown', notice)));
  scope.add(notices.onRoomWanted((room) => binding.emit('notices', 'roomWanted', room)));
  scope.add(messages.onChanged((changed) => binding.emit('messages', 'changed', changed)));
  scope.add(messages.onReadStates((changed) => binding.emit('messages', 'readStatesChanged', changed)));
  scope.add(outbox.onChanged((changed) => binding.emit('outbox', 'changed', changed)));
  scope.add(templates.onChanged((list) => binding.emit('templates', 'changed', { templates: list })));
  scope.add(routes.onChanged((list) => binding.emit('routes', 'changed', { routes: list })));
  scope.add(calls.onChanged((state) => binding.emit('calls', 'changed', state)));
  scope.add(calls.onRecordingEndFailed((end) => binding.emit('calls', 'recordingEndFailed', end)));
  scope.add(clips.onChanged((sending) => binding.emit('library', 'clipChanged', sending)));
  scope.add(recorder.onChanged((state) => binding.emit('recorder', 'changed', state)));
  scope.add(live.onChanged((change) => binding.emit('live', 'changed', change)));
  scope.add(live.onEngineLost(() => binding.emit('live', 'engineLost', {})));
  scope.add(recordings.onChanged((list) => binding.emit('recordings', 'changed', { recordings: list })));
  scope.add(recordings.onPlayback((state) => binding.emit('recordings', 'playback', state)));
  scope.add(recordings.review.onAnnotated((changed) => binding.emit('review', 'annotated', changed)));
  scope.add(exports.onChanged((job) => binding.emit('exports', 'changed', job)));
  scope.add(imports.onChanged((job) => binding.emit('imports', 'changed', job)));
  scope.add(recordings.review.onLane((changed) => binding.emit('review', 'laneMeasured', changed)));
}
