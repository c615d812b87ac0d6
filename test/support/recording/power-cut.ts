/**
 * A power cut, simulated: of what a recorder writes, only that survives which had been synced. A file keeps the length
 * it had when its last sync began, or after the last write that was a sync by itself; a name is there when its folder was synced after it came; `session.json` is the one
 * that the last such sync found. Linux: the path behind a handle is asked of /proc.
 */
import { constants, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { type FileHandle, mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

export interface PowerCut {
  /** Makes `to` what the disk would hold of `sessionDir` after a power cut now. */
  cut(sessionDir: string, to: string): Promise<void>;
  /** Handles sync as before. */
  end(): void;
}

type Syncing = Pick<FileHandle, 'sync' | 'datasync'> & {
  write(bytes: Uint8Array, offset: number, length: number): Promise<{ bytesWritten: number }>;
};

export async function watchSyncs(): Promise<PowerCut> {
  const lengths = new Map<string, number>();
  const names = new Map<string, ReadonlySet<string>>();
  const manifests = new Map<string, Uint8Array>();
  const handle = await open('/dev/null', 'r');
  const prototype = Object.getPrototypeOf(handle) as Syncing;
  await handle.close();
  const { sync, datasync, write } = prototype;
  const pathOf = (fd: number) => readlinkSync(`/proc/self/fd/${fd}`);
  prototype.datasync = async function (this: FileHandle) {
    const path = pathOf(this.fd);
    const { size } = statSync(path);
    await datasync.call(this);
    lengths.set(path, Math.max(size, lengths.get(path) ?? 0));
  };
  prototype.write = async function (this: FileHandle, ...given) {
    const path = pathOf(this.fd);
    const { size } = statSync(path);
    const written = await write.apply(this, given);
    if (writesThrough(this.fd))
      lengths.set(path, Math.max(size + written.bytesWritten, lengths.get(path) ?? 0));
    return written;
  };
  prototype.sync = async function (this: FileHandle) {
    const path = pathOf(this.fd);
    const isFolder = statSync(path).isDirectory();
    const listed = isFolder ? new Set(readdirSync(path)) : null;
    const manifest = listed?.has('session.json') ? readFileSync(join(path, 'session.json')) : null;
    await sync.call(this);
    if (listed) names.set(path, listed);
    if (manifest) manifests.set(path, manifest);
  };
  return {
    async cut(sessionDir, to) {
      await mkdir(join(to, 'tracks'), { recursive: true });
      await mkdir(join(to, 'peaks'), { recursive: true });
      // All of it is decided before anything is awaited.
      const kept = [...lengths].filter(
        ([path]) =>
          path.startsWith(`${sessionDir}/`) &&
          !path.endsWith('.new') &&
          names.get(dirname(path))?.has(basename(path)),
      );
      const manifest = names.get(dirname(sessionDir))?.has(basename(sessionDir))
        ? manifests.get(sessionDir)
        : undefined;
      // What is left is on the disk, for whoever goes on in it.
      names.set(dirname(to), new Set([...(names.get(dirname(to)) ?? []), basename(to)]));
      if (manifest) await writeFile(join(to, 'session.json'), manifest);
      for (const [path, length] of kept) {
        const bytes = await readFile(path);
        const left = join(to, path.slice(sessionDir.length + 1));
        await writeFile(left, bytes.subarray(0, length));
        lengths.set(left, Math.min(length, bytes.length));
        names.set(dirname(left), new Set([...(names.get(dirname(left)) ?? []), basename(left)]));
      }
    },
    end() {
      prototype.datasync = datasync;
      prototype.sync = sync;
      prototype.write = write;
    },
  };
}

/** Whether it was opened so that each write is over when it is on the disk. */
function writesThrough(fd: number): boolean {
  const [, flags = '0'] = /^flags:\s+(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8')) ?? [];
  return (Number.parseInt(flags, 8) & constants.O_DSYNC) !== 0;
}
