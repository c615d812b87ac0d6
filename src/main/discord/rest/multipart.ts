import { randomBytes } from 'node:crypto';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { AppError } from '@shared/errors/app-error';
import type { UploadBody } from './http';
import type { UploadFile } from './routes';

/**
 * A `multipart/form-data` body as Discord takes it: `payload_json`, then `files[0]`, `files[1]` … Files on disk are
 * read while they are sent, so a body of any size costs one chunk of memory; the length is known beforehand.
 */

export interface UploadProgress {
  /** Handed to the socket so far, the form's own bytes included. */
  sentBytes: number;
  totalBytes: number;
}

export interface Multipart extends UploadBody {
  readonly contentType: string;
}

const CHUNK_BYTES = 64 * 1024;

interface Part {
  head: Buffer;
  file: UploadFile | null;
  sizeBytes: number;
}

/** Measures the files and lays out the body. Rejects with `AppError` `files/unreadable` for a file that is not there. */
export async function openMultipart(
  payload: unknown,
  files: readonly UploadFile[],
  onProgress: ((progress: UploadProgress) => void) | undefined,
): Promise<Multipart> {
  const boundary = `roomtone-${randomBytes(18).toString('hex')}`;
  const parts: Part[] = [payloadPart(boundary, payload)];
  for (const [n, file] of files.entries()) parts.push(await filePart(boundary, n, file));
  const tail = Buffer.from(`--${boundary}--\r\n`);
  const totalBytes = parts.reduce((sum, part) => sum + part.head.length + part.sizeBytes + 2, tail.length);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    sizeBytes: totalBytes,
    async *chunks() {
      let sentBytes = 0;
      onProgress?.({ sentBytes, totalBytes });
      for await (const chunk of allChunks(parts, tail)) {
        yield chunk;
        sentBytes += chunk.length;
        onProgress?.({ sentBytes, totalBytes });
      }
    },
  };
}

async function* allChunks(parts: readonly Part[], tail: Buffer): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    yield part.head;
    if (part.file && 'bytes' in part.file) {
      const { bytes } = part.file;
      for (let from = 0; from < bytes.length; from += CHUNK_BYTES)
        yield bytes.subarray(from, from + CHUNK_BYTES);
    } else if (part.file) yield* fileChunks(part.file.name, part.file.path, part.sizeBytes);
    yield Buffer.from('\r\n');
  }
  yield tail;
}

/** Exactly `sizeBytes` of a file; one that has become shorter meanwhile ends the upload with an error. */
async function* fileChunks(name: string, path: string, sizeBytes: number): AsyncGenerator<Uint8Array> {
  const handle: FileHandle = await open(path, 'r').catch((cause: unknown) =>
    Promise.reject(unreadable(name, cause)),
  );
  try {
    for (let left = sizeBytes; left > 0; ) {
      // A new buffer each time: the socket may still hold the one before.
      const buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, left));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) throw unreadable(name, new Error('it became shorter while it was sent'));
      left -= bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

function payloadPart(boundary: string, payload: unknown): Part {
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="payload_json"\r\nContent-Type: application/json\r\n\r\n`;
  return { head: Buffer.from(head + JSON.stringify(payload ?? {})), file: null, sizeBytes: 0 };
}

async function filePart(boundary: string, n: number, file: UploadFile): Promise<Part> {
  const type = /^[\w.+-]+\/[\w.+-]+$/.test(file.contentType ?? '')
    ? file.contentType
    : 'application/octet-stream';
  const head = Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="files[${n}]"; filename="${quoted(file.name)}"\r\nContent-Type: ${type}\r\n\r\n`,
  );
  if ('bytes' in file) return { head, file, sizeBytes: file.bytes.length };
  try {
    const info = await stat(file.path);
    if (!info.isFile()) throw new Error('it is not a file');
    return { head, file, sizeBytes: info.size };
  } catch (cause) {
    throw unreadable(file.name, cause);
  }
}

/** As browsers write names: quotes and line ends percent-encoded, the rest as UTF-8. */
function quoted(name: string): string {
  return name.replace(/"/g, '%22').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function unreadable(name: string, cause: unknown): AppError {
  return new AppError('files/unreadable', `The file ${name} cannot be read.`, {
    details: { file: name },
    cause,
  });
}
