/** Names of exported files, the same on every system: what Windows forbids is left out everywhere. */

/** Characters that Windows does not take in a name, and control characters. */
const FORBIDDEN = /[<>:"/\\|?*\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]+/gu;
/** Device names, with whatever ending, are no files on Windows. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i;
/** File systems take 255 bytes; the ending and a number against doubles come to this. */
const MAX_BYTES = 180;

/** A title as a file may be called, without an ending; `fallback` when nothing is left of it. */
export function fileStem(title: string, fallback = 'recording'): string {
  const clean = title.normalize('NFC').replace(FORBIDDEN, ' ').replace(/\s+/g, ' ');
  let bytes = 0;
  let cut = '';
  for (const character of clean.trim()) {
    bytes += Buffer.byteLength(character);
    if (bytes > MAX_BYTES) break;
    cut += character;
  }
  const stem = cut.replace(/^[ .]+|[ .]+$/g, '');
  if (stem === '') return fallback;
  return DEVICES.test(stem) ? `_${stem}` : stem;
}

/** Hands out names that differ even where upper and lower case are the same. */
export class UniqueNames {
  readonly #taken = new Set<string>();

  constructor(taken: Iterable<string> = []) {
    for (const name of taken) this.#taken.add(key(name));
  }

  take(stem: string, extension: string): string {
    const ending = extension === '' ? '' : `.${extension}`;
    let name = `${stem}${ending}`;
    for (let number = 2; this.#taken.has(key(name)); number += 1) name = `${stem} (${number})${ending}`;
    this.#taken.add(key(name));
    return name;
  }
}

function key(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
