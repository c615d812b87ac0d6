import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '@shared/errors/app-error';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { IMPORT_LIMITS, type ImportLimits } from './limits';
import { isSound } from './name-tracks';

export interface UnpackedFile {
  /** The name it has in the zip, without folders. */
  name: string;
  /** Where it lies now; our name, not the zip's. */
  path: string;
}

export interface Unpacked {
  files: UnpackedFile[];
  info: UnpackedFile | null;
  skipped: { name: string; reason: string }[];
}

const UNIX_TYPE = 0o170000;
const UNIX_LINK = 0o120000;
const TOO_LARGE = 'This zip unpacks to far more than a recording is.';

/**
 * Unpacks the sound files and `info.txt` of a zip into `folder`. Names in a zip never become paths: files get numbers.
 * Throws `import/refused` for what is no zip, is encrypted, would leave its folder, or unpacks beyond the limits,
 * whatever its directory claims; whole zips are refused for that, so that nobody takes a hostile one for a half good.
 */
export async function unpackZip(
  zipPath: string,
  folder: string,
  options: { signal: AbortSignal; onProgress: (done: number) => void; limits?: ImportLimits },
): Promise<Unpacked> {
  const limits = options.limits ?? IMPORT_LIMITS;
  const unpacked: Unpacked = { files: [], info: null, skipped: [] };
  let zip: ZipFile;
  try {
    zip = await openPromise(zipPath, { lazyEntries: true, strictFileNames: true, autoClose: false });
  } catch (error) {
    throw notReadable(error);
  }
  try {
    if (zip.entryCount > limits.entries) throw refused(`This zip has ${zip.entryCount} entries.`);
    const budget = { left: limits.totalBytes };
    let packed = 0;
    for await (const entry of zip.eachEntry()) {
      options.signal.throwIfAborted();
      packed += entry.compressedSize;
      // Entries that share their bytes unpack to more than anything honest.
      if (packed > zip.fileSize) throw refused(TOO_LARGE);
      const name = entry.fileName.slice(entry.fileName.lastIndexOf('/') + 1);
      if (entry.fileName.endsWith('/')) continue;
      if (((entry.externalFileAttributes >>> 16) & UNIX_TYPE) === UNIX_LINK)
        throw refused('This zip has links in it.');
      if ((entry.generalPurposeBitFlag & 1) !== 0) throw refused('This zip is encrypted.');
      const isInfo = name.toLowerCase() === 'info.txt' && unpacked.info === null;
      if (!isInfo && !isSound(name)) {
        unpacked.skipped.push({ name, reason: 'Not a file of sound.' });
        continue;
      }
      if (!isInfo && unpacked.files.length >= limits.tracks) throw refused('This zip has too many tracks.');
      const path = join(folder, isInfo ? 'info.txt' : `${unpacked.files.length}`);
      await unpackEntry(
        zip,
        entry,
        path,
        isInfo ? limits.infoBytes : limits.fileBytes,
        budget,
        limits,
        options.signal,
      );
      if (isInfo) unpacked.info = { name, path };
      else unpacked.files.push({ name, path });
      options.onProgress(Math.min(1, packed / Math.max(1, zip.fileSize)));
    }
    return unpacked;
  } catch (error) {
    if (options.signal.aborted) throw options.signal.reason;
    if (error instanceof AppError) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw error;
    throw notReadable(error);
  } finally {
    zip.close();
  }
}

async function unpackEntry(
  zip: ZipFile,
  entry: Entry,
  path: string,
  mostBytes: number,
  budget: { left: number },
  limits: ImportLimits,
  signal: AbortSignal,
): Promise<void> {
  const most = Math.min(mostBytes, Math.max(limits.ratioFromBytes, entry.compressedSize * limits.ratio));
  if (entry.uncompressedSize > most) throw refused(TOO_LARGE);
  const source = await zip.openReadStreamPromise(entry);
  let bytes = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      budget.left -= chunk.length;
      if (bytes > most || budget.left < 0) done(refused(TOO_LARGE));
      else done(null, chunk);
    },
  });
  await pipeline(source, meter, createWriteStream(path, { flags: 'wx' }), { signal });
}

function refused(message: string): AppError {
  return new AppError('import/refused', message);
}

function notReadable(error: unknown): AppError {
  const code = (error as NodeJS.ErrnoException).code;
  const message =
    code === 'ENOENT'
      ? 'This file is not there any more.'
      : 'This is no zip that can be read, or it is cut off.';
  return new AppError('import/refused', message, { cause: error });
}
