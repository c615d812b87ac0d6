import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { Database, isDamage } from './database';
import { MIGRATIONS, SCHEMA_VERSION } from './schema';

export interface OpenedDatabase {
  database: Database;
  /** What a person should know: why an older file was set aside, and under which name. Null: nothing. */
  notice: string | null;
}

/** WAL keeps readers and the writer apart; NORMAL survives a crash of the app without losing a committed row. */
const PRAGMAS = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA foreign_keys = ON;
  PRAGMA secure_delete = ON;
  PRAGMA temp_store = MEMORY;
  PRAGMA cache_size = -32000;
`;

/**
 * Opens the archive at `path`, makes it when there is none and brings it to the present version. A file that is
 * damaged, or was written by a newer version, is kept under another name, and a new one begun. Throws what the
 * disk says (no room, no rights).
 */
export function openDatabase(path: string, nowMs: number): OpenedDatabase {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    const database = new Database(path);
    try {
      const version = versionOf(database);
      if (version <= SCHEMA_VERSION) {
        prepare(database, version);
        return { database, notice: null };
      }
    } catch (error) {
      database.close();
      throw error;
    }
    database.close();
    const aside = setAside(path, 'newer', nowMs);
    return begin(path, `It was written by a newer version of Roomtone and is kept as ${aside}.`);
  } catch (error) {
    if (!isDamage(error)) throw error;
    const aside = setAside(path, 'damaged', nowMs);
    return begin(path, `The file was damaged and is kept as ${aside}.`);
  }
}

/** Moves a file of SQLite and what belongs to it out of the way. Returns the name it has now. */
export function setAside(path: string, why: 'damaged' | 'newer', nowMs: number): string {
  let aside = `${path}.${why}-${nowMs}`;
  for (let n = 2; existsSync(aside); n += 1) aside = `${path}.${why}-${nowMs}-${n}`;
  for (const part of ['-wal', '-shm', '']) {
    if (existsSync(path + part)) renameSync(path + part, aside + part);
  }
  return basename(aside);
}

function begin(path: string, reason: string): OpenedDatabase {
  const database = new Database(path);
  prepare(database, 0);
  return { database, notice: `A new archive was begun. ${reason}` };
}

function versionOf(database: Database): number {
  return database.one<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0;
}

function prepare(database: Database, version: number): void {
  database.exec(PRAGMAS);
  // Reads the first pages of every table, so that a file that is broken there is known at once.
  database.all('SELECT name FROM sqlite_master');
  for (let next = version; next < SCHEMA_VERSION; next += 1) {
    database.transaction(() => {
      database.exec(MIGRATIONS[next] ?? '');
      database.exec(`PRAGMA user_version = ${next + 1}`);
    });
  }
}
