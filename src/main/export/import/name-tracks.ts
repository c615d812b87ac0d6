/** What file names and Craig's `info.txt` say about who is on which track. Pure. */

const SOUND = /\.(flac|wav|ogg|oga|opus|aac|m4a|mp3|mka|webm|alac|aiff?|w64)$/i;

export function isSound(name: string): boolean {
  return SOUND.test(name) && !name.startsWith('.');
}

export interface NamedTrack {
  file: string;
  number: number | null;
  displayName: string;
}

/** Craig names files `1-name.flac` or `1-name_0.flac`; others may be called anything. In order of their numbers. */
export function nameTracks(files: readonly string[], info: CraigInfo): NamedTrack[] {
  const named = files.map((file): NamedTrack => {
    const stem = file.replace(SOUND, '');
    const numbered = /^(\d{1,4})[-_ ]+(.+)$/.exec(stem);
    const raw = numbered?.[2] ?? stem;
    const number = numbered ? Number(numbered[1]) : null;
    const known = number === null ? undefined : info.names.get(number);
    const displayName = (known ?? raw.replace(/_\d{1,4}$/, '')).replace(/_/g, ' ').trim();
    return { file, number, displayName: clean(displayName) || 'Speaker' };
  });
  return named.sort(
    (a, b) =>
      (a.number ?? Number.POSITIVE_INFINITY) - (b.number ?? Number.POSITIVE_INFINITY) ||
      (a.file < b.file ? -1 : 1),
  );
}

export interface CraigInfo {
  guild: string | null;
  channel: string | null;
  startedAtMs: number | null;
  /** By track number, when the list of tracks is in the order of the files. */
  names: Map<number, string>;
}

/** Reads `info.txt`: lines `Guild:`, `Channel:`, `Start time:`, and under `Tracks:` a line for each name. */
export function parseCraigInfo(text: string): CraigInfo {
  const field = (name: string) =>
    new RegExp(`^${name}:[ \\t]*(.+)$`, 'im')
      .exec(text)?.[1]
      ?.replace(/\s*\(\d+\)\s*$/, '')
      .trim() ?? null;
  const start = Date.parse(field('Start time') ?? '');
  const names = new Map<number, string>();
  const list = /^Tracks:[ \t]*\r?\n((?:[ \t]+.+(?:\r?\n|$))+)/im.exec(text)?.[1] ?? '';
  for (const [index, line] of list.split(/\r?\n/).entries()) {
    const name = clean(line.replace(/\s*\(\d+\)\s*$/, '').replace(/#(\d{4}|0)$/, ''));
    if (name !== '') names.set(index + 1, name);
  }
  return {
    guild: limited(field('Guild')),
    channel: limited(field('Channel')),
    startedAtMs: Number.isFinite(start) ? start : null,
    names,
  };
}

function limited(text: string | null): string | null {
  return text === null ? null : clean(text) || null;
}

function clean(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ').replace(/\s+/g, ' ');
  return Array.from(plain.trim()).slice(0, 80).join('');
}
