import { matchingGainDb } from '@shared/audio/level-matching';
import { AppError } from '@shared/errors/app-error';
import type { ExportFormat, ExportRequest } from '@shared/models/review';
import type { TrackManifest } from '../recording';
import { isBeside, mixedTracks } from '../recording/mixed';
import { commonSpans, joinSpans, lengthOfSpans, type Span, withoutSpans } from '../recording/spans';
import { speechOnlySpans } from '../recording/speech-map';
import { fileStem, UniqueNames } from './file-names';
import { type ProjectTrack, toAudacityProject, toLof } from './project/audacity';
import { toReaperProject } from './project/reaper';
import {
  chatOf,
  durationMsOf,
  type ExportSource,
  hiddenOf,
  markersOf,
  speechOf,
  talkTimeWithin,
} from './source';
import { toChatHtml, toChatJson, toChatText } from './text/chat';
import { type Label, toAudacityLabels, toCue, toSrt, toVtt } from './text/labels';
import { toTalkTimeCsv, toTalkTimeMarkdown } from './text/talk-time-table';
import { TimeMap } from './time-map';

/** A track as it goes into a file. */
export interface PlannedTrack {
  trackId: string;
  displayName: string;
  /** Inside the session's folder. */
  file: string;
  gainDb: number;
  /** Withheld: silence, samples of session time. */
  silent: Span[];
}

export interface PlannedAudio {
  kind: 'audio';
  /** With `/` in it when it has a folder of its own. */
  name: string;
  title: string;
  format: ExportFormat;
  /** One, or the parts of a mix. */
  tracks: PlannedTrack[];
  /** What of the session is in it, samples, in order. */
  keep: Span[];
  /** Whether that is all of it. */
  isWhole: boolean;
  targetLufs: number | null;
}

export interface PlannedText {
  kind: 'text';
  name: string;
  text: string;
}

export interface ExportPlan {
  title: string;
  /** All files go into a folder of this name, made for them; null puts them beside what is there. */
  folder: string | null;
  files: (PlannedAudio | PlannedText)[];
}

/** What an export will write. Pure; `nowMs` is only written into projects. Throws `export/nothing`. */
export function planExport(source: ExportSource, request: ExportRequest, nowMs: number): ExportPlan {
  const durationMs = durationMsOf(source);
  const part = partOf(request.range, durationMs);
  const { title } = source.manifest;
  const stem = fileStem(title);
  const kept = keptOf(source, request, part);
  const map = new TimeMap(kept);
  const labels = labelsOf(source, map);
  const { what } = request;
  switch (what.kind) {
    case 'mix': {
      const tracks = plannedTracks(source, pick(source, what.trackIds));
      const name = `${stem}.${request.format}`;
      return { title, folder: null, files: [audio(source, request, { name, title, tracks, kept })] };
    }
    case 'tracks': {
      const tracks = plannedTracks(source, pick(source, what.trackIds));
      const names = new UniqueNames();
      const files = tracks.map((track) =>
        audio(source, request, {
          name: names.take(fileStem(`${stem} - ${track.displayName}`), request.format),
          title: `${title} - ${track.displayName}`,
          // A track goes out as loud as it was recorded.
          tracks: [{ ...track, gainDb: 0 }],
          kept,
        }),
      );
      return { title, folder: null, files };
    }
    case 'clips':
      return planClips(source, request, what.markerIds);
    case 'project':
      return planProject(source, request, { app: what.app, kept, labels, stem, nowMs });
    case 'labels': {
      const cueFile = `${stem}.${request.format === 'mp3' ? 'mp3' : 'wav'}`;
      const text = {
        txt: () => toAudacityLabels(labels),
        srt: () => toSrt(labels),
        vtt: () => toVtt(labels),
        cue: () => toCue(labels, { title, file: cueFile }),
      }[what.as]();
      return { title, folder: null, files: [{ kind: 'text', name: `${stem}.${what.as}`, text }] };
    }
    case 'chat': {
      const lines = chatOf(source).flatMap((line) => {
        const atMs = map.place(line.atMs);
        return atMs === null ? [] : [{ ...line, atMs }];
      });
      const text = {
        txt: () => toChatText(lines),
        json: () => toChatJson(lines),
        html: () => toChatHtml(lines, title),
      }[what.as]();
      return { title, folder: null, files: [{ kind: 'text', name: `${stem} - chat.${what.as}`, text }] };
    }
    case 'talkTime': {
      const rows = talkTimeWithin(source, part);
      const text = what.as === 'csv' ? toTalkTimeCsv(rows) : toTalkTimeMarkdown(rows, title);
      return { title, folder: null, files: [{ kind: 'text', name: `${stem} - talk time.${what.as}`, text }] };
    }
  }
}

function planClips(source: ExportSource, request: ExportRequest, markerIds: readonly string[]): ExportPlan {
  const durationMs = durationMsOf(source);
  const names = new UniqueNames();
  const files = markersOf(source)
    .filter((marker) => markerIds.includes(marker.markerId))
    .flatMap((marker) => {
      if (marker.endMs === null || marker.endMs <= marker.atMs || marker.atMs >= durationMs) return [];
      const part = partOf({ fromMs: marker.atMs, toMs: marker.endMs }, durationMs);
      const title = marker.label.trim() === '' ? source.manifest.title : marker.label;
      return [
        audio(source, request, {
          name: names.take(fileStem(title, 'clip'), request.format),
          title,
          tracks: plannedTracks(source, mixedTracks(source.manifest)),
          kept: keptOf(source, request, part),
        }),
      ];
    });
  if (files.length === 0) throw nothing('None of these markers is a clip with a beginning and an end.');
  return { title: source.manifest.title, folder: null, files };
}

function planProject(
  source: ExportSource,
  request: ExportRequest,
  project: { app: 'audacity' | 'reaper'; kept: Span[]; labels: Label[]; stem: string; nowMs: number },
): ExportPlan {
  const { app, kept, labels, stem, nowMs } = project;
  // Not every editor reads Opus and M4A; lossless loses nothing.
  const format = request.format === 'wav' || request.format === 'mp3' ? request.format : 'flac';
  const folder = app === 'audacity' ? `${stem}_data` : `${stem} audio`;
  const names = new UniqueNames();
  const projectTracks: ProjectTrack[] = [];
  const { manifest } = source;
  const beside = new Set(
    manifest.tracks.filter((track) => isBeside(track, manifest)).map(({ trackId }) => trackId),
  );
  const tracks = plannedTracks(source, source.manifest.tracks);
  const files: ExportPlan['files'] = tracks.map((track) => {
    const file = names.take(fileStem(track.displayName, 'track'), format);
    const planned = audio(
      source,
      { ...request, format },
      {
        name: `${folder}/${file}`,
        title: track.displayName,
        // The project has the volumes: they can be changed there.
        tracks: [{ ...track, gainDb: 0 }],
        kept,
      },
    );
    const lengthMs = lengthOfSpans(planned.keep) / 48;
    projectTracks.push({
      name: track.displayName,
      file,
      gainDb: track.gainDb,
      lengthMs,
      muted: beside.has(track.trackId),
    });
    return planned;
  });
  const text = (name: string, content: string) => files.push({ kind: 'text', name, text: content });
  if (app === 'audacity') {
    text(`${stem}.aup`, toAudacityProject(stem, projectTracks, labels));
    text(`${stem}.lof`, toLof(folder, projectTracks));
    text(`${stem} labels.txt`, toAudacityLabels(labels));
  } else {
    text(`${stem}.rpp`, toReaperProject(folder, projectTracks, labels, nowMs));
  }
  return { title: source.manifest.title, folder: stem, files };
}

function audio(
  source: ExportSource,
  request: ExportRequest,
  file: { name: string; title: string; tracks: PlannedTrack[]; kept: Span[] },
): PlannedAudio {
  const durationSamples = source.manifest.durationSamples ?? 0;
  const keep = joinSpans(
    file.kept.map(
      ([from, to]): Span => [Math.round(from * 48), Math.min(durationSamples, Math.round(to * 48))],
    ),
  );
  const only = keep[0];
  if (!only) throw nothing('There is nothing in this part of the recording.');
  return {
    kind: 'audio',
    name: file.name,
    title: file.title,
    format: request.format,
    tracks: file.tracks,
    keep,
    isWhole: keep.length === 1 && only[0] === 0 && only[1] === durationSamples,
    targetLufs: request.targetLufs,
  };
}

/** Withheld parts are silent; who is withheld from end to end is left out. */
function plannedTracks(source: ExportSource, tracks: readonly TrackManifest[]): PlannedTrack[] {
  const { annotations } = source;
  const planned = tracks.flatMap((track): PlannedTrack[] => {
    const silent = hiddenOf(source, track.userId);
    if (withoutSpans([[0, durationMsOf(source)]], silent).length === 0) return [];
    const set = annotations.mix.find(({ trackId }) => trackId === track.trackId)?.gainDb ?? 0;
    const measured = annotations.levelMatching ? source.loudness.get(track.trackId) : undefined;
    const matched = measured ? matchingGainDb(measured.loudnessLufs, measured.truePeakDbtp) : 0;
    return [
      {
        trackId: track.trackId,
        displayName: track.displayName,
        file: track.file,
        gainDb: set + matched,
        // Outward, so that not a sample of it stays.
        silent: silent.map(([from, to]): Span => [Math.floor(from * 48), Math.ceil(to * 48)]),
      },
    ];
  });
  if (planned.length === 0) throw nothing('Everybody in this export is withheld.');
  return planned;
}

function pick(source: ExportSource, trackIds: readonly string[]): TrackManifest[] {
  const tracks = source.manifest.tracks.filter((track) => trackIds.includes(track.trackId));
  if (tracks.length === 0) throw nothing('None of these tracks is in the recording.');
  return tracks;
}

function labelsOf(source: ExportSource, map: TimeMap): Label[] {
  return markersOf(source).flatMap(({ atMs, endMs, label }): Label[] => {
    if (endMs !== null && endMs > atMs) {
      const placed = map.placeRange([atMs, endMs]);
      return placed ? [{ fromMs: placed[0], toMs: placed[1], text: label }] : [];
    }
    const fromMs = map.place(atMs);
    return fromMs === null ? [] : [{ fromMs, toMs: null, text: label }];
  });
}

/** What of `part` is left: all, or what somebody says in it. */
function keptOf(source: ExportSource, request: ExportRequest, part: Span): Span[] {
  if (!request.speechOnly) return [part];
  const speech = speechOf(source)
    .filter(({ track }) => !isBeside(track, source.manifest))
    .map((one) => one.speech);
  const kept = commonSpans(speechOnlySpans(speech, durationMsOf(source)), [part]);
  // Nobody is known to have spoken: nothing says then where the silence is.
  return kept.length === 0 ? [part] : kept;
}

function partOf(range: ExportRequest['range'], durationMs: number): Span {
  const from = Math.min(durationMs, range?.fromMs ?? 0);
  const to = Math.min(durationMs, range?.toMs ?? durationMs);
  if (to <= from) throw nothing('There is nothing in this part of the recording.');
  return [from, to];
}

function nothing(message: string): AppError {
  return new AppError('export/nothing', message);
}
