import type { ExportFormat, ExportRequest } from '@shared/models/review';
import type { reviewStrings } from '../../strings/review';

/** What can be chosen under "What", as the value of an option. */
export type ExportKind = keyof typeof reviewStrings.exporting.kinds;

export interface ExportForm {
  recordingId: string;
  kind: ExportKind;
  trackIds: readonly string[];
  markerIds: readonly string[];
  format: ExportFormat;
  range: { fromMs: number; toMs: number } | null;
  targetLufs: number | null;
  speechOnly: boolean;
}

/** Whether sound is written, so that format, loudness and speech only mean something. */
export function writesSound(kind: ExportKind): boolean {
  return kind === 'mix' || kind === 'tracks' || kind === 'clips';
}

/** What a request asks for, as it was chosen. */
export function kindOf(what: ExportRequest['what']): ExportKind {
  switch (what.kind) {
    case 'mix':
    case 'tracks':
    case 'clips':
      return what.kind;
    case 'project':
      return `project ${what.app}`;
    case 'labels':
      return `labels ${what.as}`;
    case 'chat':
      return `chat ${what.as}`;
    case 'talkTime':
      return `talkTime ${what.as}`;
  }
}

/** The request for what is filled in; null while nothing is chosen to be written. */
export function requestOf(form: ExportForm): ExportRequest | null {
  const what = whatOf(form);
  if (!what) return null;
  const sound = writesSound(form.kind);
  return {
    recordingId: form.recordingId,
    what,
    format: form.format,
    // A clip brings its own stretch.
    range: form.kind === 'clips' ? null : form.range,
    targetLufs: sound ? form.targetLufs : null,
    speechOnly: sound && form.speechOnly,
  };
}

function whatOf({ kind, trackIds, markerIds }: ExportForm): ExportRequest['what'] | null {
  switch (kind) {
    case 'mix':
    case 'tracks':
      return trackIds.length === 0 ? null : { kind, trackIds: [...trackIds] };
    case 'clips':
      return markerIds.length === 0 ? null : { kind, markerIds: [...markerIds] };
    case 'project audacity':
      return { kind: 'project', app: 'audacity' };
    case 'project reaper':
      return { kind: 'project', app: 'reaper' };
    case 'labels txt':
      return { kind: 'labels', as: 'txt' };
    case 'labels srt':
      return { kind: 'labels', as: 'srt' };
    case 'labels vtt':
      return { kind: 'labels', as: 'vtt' };
    case 'labels cue':
      return { kind: 'labels', as: 'cue' };
    case 'chat txt':
      return { kind: 'chat', as: 'txt' };
    case 'chat html':
      return { kind: 'chat', as: 'html' };
    case 'chat json':
      return { kind: 'chat', as: 'json' };
    case 'talkTime csv':
      return { kind: 'talkTime', as: 'csv' };
    case 'talkTime md':
      return { kind: 'talkTime', as: 'md' };
  }
}
