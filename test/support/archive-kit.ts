import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { Archive, type ArchiveWrite } from '../../src/main/archive';
import { snowflakeAt } from '../../src/shared/discord/snowflake';
import { WireMessage } from '../../src/shared/discord/wire/objects';
import type { ArchiveQuery, TimelineInput } from '../../src/shared/models/archive';
import { scratchFolder } from './scratch';

/** An archive in a folder of its own, and short ways to fill it. */
export const GUILD = '900';
export const ROOM = '910';
export const OTHER_ROOM = '911';
export const ANNA = '801';
export const BEN = '802';
export const T0 = Date.UTC(2026, 0, 5, 20);

/** A message's id, and its time with it. */
export const idAt = (ms: number, n = 0) => (BigInt(snowflakeAt(ms)) + BigInt(n)).toString();

export function wireMessage(over: Record<string, unknown> = {}): WireMessage {
  return WireMessage.parse({
    id: idAt(T0),
    channel_id: ROOM,
    author: { id: ANNA, username: 'anna', global_name: 'Anna' },
    content: 'hello there',
    timestamp: new Date(T0).toISOString(),
    type: 0,
    ...over,
  });
}

export const messageWrite = (over: Record<string, unknown> = {}, atMs = T0): ArchiveWrite => ({
  t: 'message',
  atMs,
  guildId: GUILD,
  message: wireMessage(over),
});

export const aQuery = (over: Partial<ArchiveQuery> = {}): ArchiveQuery => ({
  text: '',
  guildId: null,
  channelId: null,
  authorId: null,
  fromMs: null,
  toMs: null,
  has: [],
  includeDeleted: false,
  ...over,
});

export const aTimeline = (over: Partial<TimelineInput> = {}): TimelineInput => ({
  guildId: null,
  channelId: null,
  userId: null,
  kinds: [],
  fromMs: null,
  toMs: null,
  before: null,
  limit: 100,
  ...over,
});

export interface ArchiveKit {
  archive: Archive;
  path: string;
  /** Writes one batch. */
  write(...writes: ArchiveWrite[]): ReturnType<typeof writeBatch>;
  /** Texts of what is found, newest first. */
  found(over?: Partial<ArchiveQuery>): Promise<string[]>;
  /** Kinds of what happened, oldest first. */
  happened(): Promise<string[]>;
  /** Closes the file and opens it anew, as another run of the app does. */
  restart(): Promise<ArchiveKit>;
}

let writers = 0;
const writeBatch = (archive: Archive, writer: string, batch: number, writes: ArchiveWrite[]) =>
  archive.handle('write', { writer, batch, nowMs: T0, writes });

export async function openArchive(path?: string): Promise<ArchiveKit> {
  const file = path ?? join(await scratchFolder('archive'), 'archive.db');
  const archive = new Archive(file, T0);
  let open = true;
  const close = () => {
    if (open) archive.close();
    open = false;
  };
  onTestFinished(close);
  writers += 1;
  const writer = `test-${writers}`;
  let batch = 0;
  return {
    archive,
    path: file,
    write(...writes) {
      batch += 1;
      return writeBatch(archive, writer, batch, writes);
    },
    async found(over = {}) {
      const { hits } = await archive.handle('search', { query: aQuery(over), before: null, limit: 50 });
      return hits.map((hit) => hit.message.content);
    },
    async happened() {
      const { events } = await archive.handle('timeline', aTimeline());
      return events.map((event) => event.kind).reverse();
    },
    restart() {
      close();
      return openArchive(file);
    },
  };
}
