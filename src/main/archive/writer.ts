import { TimelineKind } from '@shared/models/archive';
import { endChannel, putChannel, reconcileChannels } from './channel-writer';
import { addCoverage } from './coverage';
import type { Database } from './database';
import { putDeed, settleDeeds } from './deed-writer';
import { clearReactions, deleteMessages, patchMessage, putMessage, react } from './message-writer';
import { noteEvent } from './note-event';
import { putMember, putUser } from './people-writer';
import { readSettings } from './settings';
import { connected, heartbeat, reconcileVoices, voiceChanged } from './voice-writer';
import { KnownPeople, type WriteContext } from './write-context';
import type { ArchiveWrite } from './writes';

/** Takes batches of writes into the database, each whole or not at all, each once however often it comes. */
export class ArchiveWriter {
  readonly #database: Database;
  readonly #known = new KnownPeople();
  #forgotten: ReadonlySet<string> = new Set();
  #switchedOff: ReadonlySet<string> = new Set();
  readonly #context: WriteContext;

  constructor(database: Database) {
    this.#database = database;
    this.#context = {
      database,
      known: this.#known,
      isForgotten: (userId) => this.#forgotten.has(userId),
      isKept: (guildId) => guildId === null || !this.#switchedOff.has(guildId),
      lastSeenMs: () => lastSeenMs(database),
      note: (event) => noteEvent(this.#context, event),
      signed: new Set(),
    };
    this.reload();
  }

  /** After settings or forgotten people changed. */
  reload(): void {
    this.#known.clear();
    const rows = this.#database.all<{ id: string }>('SELECT CAST(user_id AS TEXT) AS id FROM forgotten');
    this.#forgotten = new Set(rows.map(({ id }) => id));
    const { guilds } = readSettings(this.#database);
    this.#switchedOff = new Set(guilds.filter(({ enabled }) => !enabled).map(({ guildId }) => guildId));
  }

  /** Lines of the timeline that the last batch told by whom they are. */
  get signed(): readonly number[] {
    return [...this.#context.signed];
  }

  /** False: this batch of this writer had been taken in before. */
  apply(writer: string, batch: number, writes: readonly ArchiveWrite[], nowMs: number): boolean {
    this.#context.signed.clear();
    try {
      return this.#database.transaction(() => {
        const last = this.#database.one<{ batch: number }>(
          'SELECT batch FROM writers WHERE writer = @writer',
          { writer },
        );
        if (last && last.batch >= batch) return false;
        for (const write of writes) this.#applyOne(write);
        this.#database.run(
          `INSERT INTO writers (writer, batch, at_ms) VALUES (@writer, @batch, @nowMs)
           ON CONFLICT (writer) DO UPDATE SET batch = excluded.batch, at_ms = excluded.at_ms`,
          { writer, batch, nowMs },
        );
        return true;
      });
    } catch (error) {
      // What was noted as written is not, after the transaction went back.
      this.#known.clear();
      throw error;
    }
  }

  #applyOne(write: ArchiveWrite): void {
    const context = this.#context;
    const { database } = context;
    switch (write.t) {
      case 'connected':
        connected(context, write);
        return;
      case 'heartbeat':
        heartbeat(context, write.atMs);
        settleDeeds(context, write.atMs);
        return;
      case 'guild':
        database.run(
          `INSERT INTO guilds (guild_id, name, icon) VALUES (@guildId, @name, @icon)
           ON CONFLICT (guild_id) DO UPDATE SET name = excluded.name, icon = excluded.icon`,
          { guildId: write.guildId, name: write.name, icon: write.icon },
        );
        return;
      case 'channel':
        putChannel(context, write);
        return;
      case 'channelGone':
        endChannel(context, write.channelId, write.atMs);
        return;
      case 'channelsOf':
        reconcileChannels(context, write);
        return;
      case 'user':
        putUser(context, write.user);
        return;
      case 'member':
        putMember(context, write);
        return;
      case 'message':
        putMessage(context, write);
        return;
      case 'messagePatch':
        patchMessage(context, write);
        return;
      case 'messagesGone':
        deleteMessages(context, write);
        return;
      case 'reaction':
        react(context, write);
        return;
      case 'reactionsCleared':
        clearReactions(context, write);
        return;
      case 'voice':
        voiceChanged(context, write);
        return;
      case 'voicesOf':
        reconcileVoices(context, write);
        return;
      case 'event': {
        const kind = TimelineKind.safeParse(write.kind);
        const guildId = write.guildId ?? guildOf(database, write.channelId);
        if (kind.success) context.note({ ...write, guildId, kind: kind.data });
        return;
      }
      case 'deed':
        putDeed(context, write);
        return;
      case 'covered':
        addCoverage(database, write.channelId, { lo: BigInt(write.lo), hi: BigInt(write.hi) });
        database.run('UPDATE backfill SET fetched = fetched + @fetched WHERE channel_id = @channelId', {
          channelId: write.channelId,
          fetched: write.fetched,
        });
        return;
      case 'backfill':
        database.run(
          `INSERT INTO backfill (channel_id, since_ms, wanted, stopped)
           VALUES (@channelId, @atMs, @wanted, @stopped)
           ON CONFLICT (channel_id) DO UPDATE SET wanted = excluded.wanted, stopped = excluded.stopped`,
          {
            channelId: write.channelId,
            atMs: write.atMs,
            wanted: write.wanted ? 1 : 0,
            stopped: write.stopped,
          },
        );
        return;
    }
  }
}

/** The last sign of life of the span before the one that runs. */
function lastSeenMs(database: Database): number | null {
  const row = database.one<{ last: number | null }>(
    'SELECT max(to_ms) AS last FROM live_spans WHERE span_id < (SELECT max(span_id) FROM live_spans)',
  );
  return row?.last ?? null;
}

function guildOf(database: Database, channelId: string | null): string | null {
  if (channelId === null) return null;
  const row = database.one<{ id: string | null }>(
    'SELECT CAST(guild_id AS TEXT) AS id FROM channels WHERE channel_id = @channelId',
    { channelId },
  );
  return row?.id ?? null;
}
