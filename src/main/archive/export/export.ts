import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { Database } from '../database';
import type { RequestInput } from '../requests';
import { attendancePieces } from './attendance';
import { messagePieces } from './messages';
import { timelinePieces } from './timeline';

export interface ExportHooks {
  onProgress?: (rows: number) => void;
  signal?: AbortSignal;
}

/** A part of the file, and how many rows are done after it. */
export interface Piece {
  text: string;
  rows: number;
}

/**
 * Writes what was asked for to a file, page by page, so that searches have their turn meanwhile. Cancelled or
 * failed, it leaves nothing behind, and a file that was there before stays as it was.
 */
export async function exportTo(
  database: Database,
  asked: RequestInput<'export'>,
  { onProgress, signal }: ExportHooks,
): Promise<{ rows: number }> {
  const temporary = `${asked.path}.${randomBytes(4).toString('hex')}.part`;
  const file = openSync(temporary, 'wx', 0o600);
  let rows = 0;
  try {
    try {
      for (const piece of piecesOf(database, asked)) {
        signal?.throwIfAborted();
        writeSync(file, piece.text);
        rows = piece.rows;
        onProgress?.(rows);
        await new Promise((resolve) => setImmediate(resolve));
      }
      signal?.throwIfAborted();
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, asked.path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  return { rows };
}

function piecesOf(database: Database, asked: RequestInput<'export'>): Iterable<Piece> {
  const { what, format, title, nowMs } = asked;
  switch (what.kind) {
    case 'messages':
      return messagePieces(database, what.query, format, title);
    case 'timeline':
      return timelinePieces(database, what.query, format, title);
    case 'attendance':
      return attendancePieces(database, what.query, format, title, nowMs);
  }
}
