import { UserId } from '@shared/discord/snowflake';
import { readAttendance } from './attendance';
import { type Database, isDamage } from './database';
import { type ExportHooks, exportTo } from './export/export';
import { forgetPerson, tracesOf } from './forget';
import { missingOf, readKeptChannels } from './kept-channels';
import { openDatabase, setAside } from './open';
import type { ArchiveRequestName, FoundMessage, RequestInput, RequestOutput } from './requests';
import { sweep } from './retention';
import { type FoundMessage as Found, searchMessages } from './search';
import { readSettings, writeSettings } from './settings';
import { readStatus } from './status';
import { eventsAfter, lastEventId, readTimeline } from './timeline';
import { ArchiveWriter } from './writer';

/**
 * One account's archive: a file of SQLite and everything that can be asked of it. Synchronous but for the export,
 * which goes page by page. A file that turns out to be damaged is set aside while we work, and a new one begun:
 * the request that met it is done again there if it writes.
 */
export class Archive {
  readonly #path: string;
  readonly #notices: string[] = [];
  #database: Database;
  #writer: ArchiveWriter;

  constructor(path: string, nowMs: number) {
    this.#path = path;
    const { database, notice } = openDatabase(path, nowMs);
    if (notice !== null) this.#notices.push(notice);
    this.#database = database;
    this.#writer = new ArchiveWriter(database);
  }

  /** Answers one request. Throws what SQLite says. */
  async handle<N extends ArchiveRequestName>(
    name: N,
    input: RequestInput<N>,
    hooks: ExportHooks = {},
  ): Promise<RequestOutput<N>> {
    try {
      return await this.#answer(name, input, hooks);
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.#beginAnew();
      return await this.#answer(name, input, hooks);
    }
  }

  close(): void {
    this.#database.close();
  }

  #beginAnew(): void {
    const nowMs = Date.now();
    this.#database.close();
    const aside = setAside(this.#path, 'damaged', nowMs);
    this.#database = openDatabase(this.#path, nowMs).database;
    this.#writer = new ArchiveWriter(this.#database);
    this.#notices.push(`A new archive was begun. The file was damaged and is kept as ${aside}.`);
  }

  async #answer<N extends ArchiveRequestName>(
    name: N,
    input: RequestInput<N>,
    hooks: ExportHooks,
  ): Promise<RequestOutput<N>> {
    const answers = this.#answers(hooks);
    // The table pairs every name with its own kind of question and answer, which the index by union loses.
    const answer = answers[name] as (asked: RequestInput<N>) => RequestOutput<N> | Promise<RequestOutput<N>>;
    return await answer(input);
  }

  #answers(hooks: ExportHooks): Answers {
    const database = this.#database;
    return {
      write: ({ writer, batch, nowMs, writes }) => {
        const before = lastEventId(database);
        const applied = this.#writer.apply(writer, batch, writes, nowMs);
        return { events: applied ? eventsAfter(database, before, this.#writer.signed) : [] };
      },
      search: ({ query, before, limit }) => {
        const startMs = performance.now();
        const { hits, hasMore } = searchMessages(database, query, { before, limit });
        const withVersions = this.#withVersions(hits);
        return { hits: withVersions, hasMore, tookMs: performance.now() - startMs };
      },
      channels: ({ nowMs }) => readKeptChannels(database, nowMs),
      status: () => ({ ...readStatus(database, this.#path), notices: [...this.#notices] }),
      timeline: ({ before, limit, ...query }) => readTimeline(database, query, { before, limit }),
      attendance: ({ nowMs, ...input }) => readAttendance(database, input, nowMs),
      gaps: ({ channelId, hi }) =>
        missingOf(database, channelId, hi).map((gap) => ({ lo: gap.lo.toString(), hi: gap.hi.toString() })),
      wanted: () =>
        database.all<{ channelId: string; fetched: number }>(
          `SELECT CAST(channel_id AS TEXT) AS channelId, fetched FROM backfill
           WHERE wanted = 1 AND stopped IS NULL`,
        ),
      traces: ({ userId }) => tracesOf(database, userId),
      forget: ({ userId, nowMs }) => {
        const traces = forgetPerson(database, userId, nowMs);
        this.#writer.reload();
        return traces;
      },
      remember: ({ userId }) => {
        database.run('DELETE FROM forgotten WHERE user_id = @userId', { userId });
        this.#writer.reload();
        return {};
      },
      forgotten: () =>
        database
          .all<{ userId: string; atMs: number }>(
            'SELECT CAST(user_id AS TEXT) AS userId, at_ms AS atMs FROM forgotten ORDER BY at_ms DESC',
          )
          .map(({ userId, atMs }) => ({ userId: UserId.parse(userId), atMs })),
      settings: () => readSettings(database),
      setSettings: (settings) => {
        writeSettings(database, settings);
        this.#writer.reload();
        return {};
      },
      sweep: ({ nowMs }) => sweep(database, nowMs),
      export: (asked) => exportTo(database, asked, hooks),
    };
  }

  #withVersions(hits: readonly Found[]): FoundMessage[] {
    const rows = this.#database.all<{ id: string; untilMs: number; content: string }>(
      `SELECT CAST(message_id AS TEXT) AS id, until_ms AS untilMs, content FROM message_versions
       WHERE message_id IN (SELECT value FROM json_each(@ids)) ORDER BY until_ms`,
      { ids: `[${hits.map((hit) => hit.message.id).join()}]` },
    );
    return hits.map((hit) => ({
      ...hit,
      versions: rows
        .filter(({ id }) => id === hit.message.id)
        .map(({ untilMs, content }) => ({ untilMs, content })),
    }));
  }
}

type Answers = {
  [N in ArchiveRequestName]: (input: RequestInput<N>) => RequestOutput<N> | Promise<RequestOutput<N>>;
};
