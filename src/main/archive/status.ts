import { statSync } from 'node:fs';
import type { Database } from './database';

export interface DatabaseStatus {
  messages: number;
  events: number;
  voiceSessions: number;
  bytes: number;
  sinceMs: number | null;
}

export function readStatus(database: Database, path: string): DatabaseStatus {
  const count = (table: string) => database.one<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)?.n ?? 0;
  const since = database.one<{ at: number | null }>('SELECT min(from_ms) AS at FROM live_spans');
  return {
    messages: count('messages'),
    events: count('events'),
    voiceSessions: count('voice_sessions'),
    bytes: ['', '-wal'].reduce((sum, part) => sum + sizeOf(path + part), 0),
    sinceMs: since?.at ?? null,
  };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
