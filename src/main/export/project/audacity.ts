import { escapeMarkup } from '../text/escape';
import { type Label, oneLine } from '../text/labels';

export interface ProjectTrack {
  name: string;
  /** Name of the file in the project's folder of audio. */
  file: string;
  gainDb: number;
  lengthMs: number;
  /** Silent until somebody wants to hear it. */
  muted: boolean;
}

/**
 * An Audacity project in XML, as Audacity 2 kept it and Audacity 3 imports it: each file is named by an `import`
 * element, whose first attribute must be the file name and which looks into `<project>_data` alone; a label track
 * has the markers. `stem` is the project's file name without its ending.
 */
export function toAudacityProject(
  stem: string,
  tracks: readonly ProjectTrack[],
  labels: readonly Label[],
): string {
  const imports = tracks.map(({ file, gainDb, muted }) => {
    const gain = (10 ** (gainDb / 20)).toFixed(6);
    return `\t<import filename="${escapeMarkup(file)}" offset="0.00000000" mute="${muted ? 1 : 0}" solo="0" height="150" minimized="0" gain="${gain}" pan="0.0"/>`;
  });
  const marks = labels.map(({ fromMs, toMs, text }) => {
    const seconds = (ms: number) => (ms / 1_000).toFixed(8);
    return `\t\t<label t="${seconds(fromMs)}" t1="${seconds(toMs ?? fromMs)}" title="${escapeMarkup(oneLine(text))}"/>`;
  });
  return [
    '<?xml version="1.0" standalone="no" ?>',
    '<!DOCTYPE project PUBLIC "-//audacityproject-1.3.0//DTD//EN" "http://audacity.sourceforge.net/xml/audacityproject-1.3.0.dtd" >',
    `<project xmlns="http://audacity.sourceforge.net/xml/" projname="${escapeMarkup(`${stem}_data`)}" version="1.3.0" audacityversion="2.4.2" rate="48000.0">`,
    '\t<tags/>',
    ...imports,
    `\t<labeltrack name="Markers" numlabels="${marks.length}" height="100" minimized="0">`,
    ...marks,
    '\t</labeltrack>',
    '</project>',
    '',
  ].join('\n');
}

/** Audacity's list of files, for the versions that cannot read the project. */
export function toLof(folder: string, tracks: readonly ProjectTrack[]): string {
  return tracks.map(({ file }) => `file "${folder}/${file}" offset 0.0\n`).join('');
}
