import { randomUUID } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { copyFile, mkdir, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@shared/errors/app-error';
import type { StagedFile } from '@shared/models/message-body';
import type { Clock } from '../../support/clock';
import type { Logger } from '../../support/logger';
import { cleanFileName, contentTypeOf } from './file-names';
import { pictureSizeOf } from './picture-size';

/** The native dialog that chooses files. */
export interface FileDialog {
  /** Paths; none when the person cancels. */
  pickFiles(): Promise<string[]>;
}

/** Copies files aside, so that what waits to be sent depends neither on the original nor on the window. */
export interface FilesService {
  pick(): Promise<StagedFile[]>;
  stageDropped(path: string): Promise<StagedFile>;
  stagePasted(input: { bytes: Uint8Array; fileName: string; contentType: string }): Promise<StagedFile>;
  /** A small picture as a data URL; null for anything else. */
  thumbnail(fileId: string): Promise<string | null>;
  /** Where a staged file is; null when it is gone. */
  pathOf(fileId: string): Promise<string | null>;
  /** Removes what nobody refers to and is older than an hour: what is in the composer is younger, or in a draft. */
  sweep(referred: ReadonlySet<string>): Promise<void>;
  /** Sweeps now and every hour; the returned function stops it. */
  sweepRegularly(referred: () => ReadonlySet<string>): () => void;
}

export interface FilesOptions {
  dataDir: string;
  dialog: FileDialog;
  clock: Clock;
  logger: Logger;
  /** Makes a small PNG or JPEG of a picture file; left out in plain Node, where small files are used as they are. */
  shrink?: (path: string, maxPx: number) => Promise<string | null>;
}

/** Discord's ceiling for a bot's upload without boosts of the guild; larger ones never arrive. */
export const MAX_FILE_BYTES = 25 * 1_024 * 1_024;
export const MAX_FILES = 10;
const THUMBNAIL_PX = 320;
/** Without a shrinker, a picture up to this size is its own thumbnail. */
const OWN_THUMBNAIL_BYTES = 512 * 1_024;
const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/bmp']);
const UNREFERRED_KEPT_MS = 3_600_000;
const SWEEP_EVERY_MS = 3_600_000;
const FILE_ID = /^[\w-]{1,64}$/;

export function createFilesService(options: FilesOptions): FilesService {
  const folder = join(options.dataDir, 'staged');
  const pathIn = (fileId: string) => join(folder, fileId);

  const describe = async (
    fileId: string,
    name: string,
    contentType: string | null,
    sizeBytes: number,
  ): Promise<StagedFile> => {
    const isPicture = contentType !== null && PICTURES.has(contentType);
    const size = isPicture ? await pictureSizeOf(pathIn(fileId)) : null;
    return {
      fileId,
      fileName: name,
      contentType,
      sizeBytes,
      width: size?.width ?? null,
      height: size?.height ?? null,
      description: null,
      spoiler: false,
    };
  };

  const stagePath = async (path: string): Promise<StagedFile> => {
    const fileName = cleanFileName(path);
    const found = await stat(path).catch((cause: unknown) => {
      throw new AppError('files/unreadable', `${fileName} cannot be read.`, { cause, details: { fileName } });
    });
    if (!found.isFile()) {
      throw new AppError('files/unreadable', `${fileName} is not a file.`, { details: { fileName } });
    }
    refuseIfTooLarge(fileName, found.size);
    const fileId = randomUUID();
    await mkdir(folder, { recursive: true, mode: 0o700 });
    try {
      await copyFile(path, pathIn(fileId), constants.COPYFILE_EXCL);
      // It may have grown since it was looked at.
      const { size } = await stat(pathIn(fileId));
      refuseIfTooLarge(fileName, size);
      return await describe(fileId, fileName, contentTypeOf(fileName), size);
    } catch (cause) {
      await rm(pathIn(fileId), { force: true });
      if (cause instanceof AppError) throw cause;
      throw new AppError('files/unreadable', `${fileName} cannot be copied.`, {
        cause,
        details: { fileName },
      });
    }
  };

  const pathOf = async (fileId: string): Promise<string | null> => {
    if (!FILE_ID.test(fileId)) return null;
    const path = pathIn(fileId);
    return (await factsOf(path))?.isFile() ? path : null;
  };

  /** Names in the folder; none before anything was staged. A folder that cannot be read is swept at the next start. */
  const stagedNames = async (): Promise<string[]> => {
    try {
      return await readdir(folder);
    } catch (error) {
      if (!isMissing(error)) options.logger.warn('staged files cannot be listed', { error });
      return [];
    }
  };

  const sweep = async (referred: ReadonlySet<string>): Promise<void> => {
    const names = await stagedNames();
    const oldestKeptMs = options.clock.now() - UNREFERRED_KEPT_MS;
    for (const name of names) {
      if (referred.has(name)) continue;
      try {
        const found = await factsOf(pathIn(name));
        if (found && found.ctimeMs <= oldestKeptMs) await rm(pathIn(name), { force: true });
      } catch (error) {
        options.logger.warn('a staged file could not be removed', { error });
      }
    }
  };

  return {
    async pick() {
      const paths = await options.dialog.pickFiles();
      if (paths.length > MAX_FILES) {
        throw new AppError('files/too-many', `A message carries at most ${MAX_FILES} files.`, {
          details: { limit: MAX_FILES, actual: paths.length },
        });
      }
      const staged: StagedFile[] = [];
      for (const path of paths) staged.push(await stagePath(path));
      return staged;
    },

    stageDropped: stagePath,

    async stagePasted({ bytes, fileName, contentType }) {
      const name = cleanFileName(fileName);
      refuseIfTooLarge(name, bytes.byteLength);
      const fileId = randomUUID();
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(pathIn(fileId), bytes, { mode: 0o600, flag: 'wx' });
      return describe(fileId, name, contentType || contentTypeOf(name), bytes.byteLength);
    },

    async thumbnail(fileId) {
      const path = await pathOf(fileId);
      if (path === null) return null;
      if (options.shrink) return options.shrink(path, THUMBNAIL_PX);
      const { size } = await stat(path);
      if (size > OWN_THUMBNAIL_BYTES) return null;
      const type = await sniffPicture(path);
      if (type === null) return null;
      return `data:${type};base64,${(await readFile(path)).toString('base64')}`;
    },

    pathOf,

    sweep,

    sweepRegularly(referred) {
      let cancel: () => void = () => undefined;
      const run = () => {
        sweep(referred()).catch((error: unknown) =>
          options.logger.warn('staged files could not be tidied up', { error }),
        );
        cancel = options.clock.setTimer(run, SWEEP_EVERY_MS);
      };
      run();
      return () => cancel();
    },
  };
}

/** Null for what is not there. @throws AppError `files/unreadable` for what is and cannot be looked at. */
async function factsOf(path: string): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw new AppError('files/unreadable', 'A file that waits to be sent cannot be read.', { cause });
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

function refuseIfTooLarge(fileName: string, sizeBytes: number): void {
  if (sizeBytes <= MAX_FILE_BYTES) return;
  throw new AppError('files/too-large', `${fileName} is larger than 25 MiB, which Discord does not take.`, {
    details: { fileName, sizeBytes, limitBytes: MAX_FILE_BYTES },
  });
}

/** The type by the first bytes: a name can say anything, and a data URL is shown by what it says. */
async function sniffPicture(path: string): Promise<string | null> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(12);
    const { bytesRead } = await file.read(head, 0, 12, 0);
    const hex = head.subarray(0, bytesRead).toString('hex');
    if (hex.startsWith('89504e470d0a1a0a')) return 'image/png';
    if (hex.startsWith('ffd8ff')) return 'image/jpeg';
    if (hex.startsWith('47494638')) return 'image/gif';
    if (hex.startsWith('52494646') && hex.slice(16, 24) === '57454250') return 'image/webp';
    return null;
  } finally {
    await file.close();
  }
}
