import { type Label, oneLine } from '../text/labels';
import type { ProjectTrack } from './audacity';

/** What Reaper calls the reader of a file. */
const SOURCES: Readonly<Record<string, string>> = { flac: 'FLAC', wav: 'WAVE', mp3: 'MP3' };

/**
 * A Reaper project: a track for each file at position 0 with its volume, markers and regions. A line is a name and
 * values, `<` opens a block and `>` closes it. `folder` is where the files are, beside the project.
 */
export function toReaperProject(
  folder: string,
  tracks: readonly ProjectTrack[],
  labels: readonly Label[],
  savedAtMs: number,
): string {
  const lines = [`<REAPER_PROJECT 0.1 "6.0" ${Math.floor(savedAtMs / 1_000)}`];
  lines.push('  SAMPLERATE 48000 0 0', '  TEMPO 120 4 4');
  for (const [index, { fromMs, toMs, text }] of labels.entries()) {
    const number = index + 1;
    if (toMs === null) {
      lines.push(`  MARKER ${number} ${seconds(fromMs)} ${quoted(text)} 0`);
    } else {
      lines.push(`  MARKER ${number} ${seconds(fromMs)} ${quoted(text)} 1`);
      lines.push(`  MARKER ${number} ${seconds(toMs)} "" 1`);
    }
  }
  for (const { name, file, gainDb, lengthMs, muted } of tracks) {
    const volume = (10 ** (gainDb / 20)).toFixed(8);
    const source = SOURCES[file.slice(file.lastIndexOf('.') + 1)] ?? 'WAVE';
    lines.push(
      '  <TRACK',
      `    NAME ${quoted(name)}`,
      `    VOLPAN ${volume} 0 -1 -1 1`,
      `    MUTESOLO ${muted ? 1 : 0} 0 0`,
      '    NCHAN 2',
      '    <ITEM',
      '      POSITION 0',
      `      LENGTH ${seconds(lengthMs)}`,
      '      LOOP 0',
      `      NAME ${quoted(name)}`,
      '      VOLPAN 1 0 1 -1',
      '      SOFFS 0',
      `      <SOURCE ${source}`,
      `        FILE ${quoted(`${folder}/${file}`)}`,
      '      >',
      '    >',
      '  >',
    );
  }
  lines.push('>', '');
  return lines.join('\r\n');
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(6);
}

/** Reaper takes one of three quotation marks and knows no escapes. */
function quoted(text: string): string {
  const line = oneLine(text);
  if (!line.includes('"')) return `"${line}"`;
  if (!line.includes("'")) return `'${line}'`;
  return `\`${line.replaceAll('`', "'")}\``;
}
