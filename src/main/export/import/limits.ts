/** What an import may be at most. Larger is refused before it fills a disk. */
export const IMPORT_LIMITS = {
  /** Entries of a zip, files of a folder. */
  entries: 5_000,
  /** Tracks of a session. */
  tracks: 250,
  /** One file unpacked, bytes: a day of stereo FLAC is about this. */
  fileBytes: 16 * 1024 ** 3,
  /** All of them. */
  totalBytes: 64 * 1024 ** 3,
  /** Unpacked to packed. Sound does not pack: FLAC, Ogg and AAC stay as they are, plain WAV halves, silence more. */
  ratio: 200,
  /** Below this a large ratio harms nobody. */
  ratioFromBytes: 64 * 1024 ** 2,
  infoBytes: 256 * 1024,
} as const;
export type ImportLimits = { readonly [K in keyof typeof IMPORT_LIMITS]: number };
