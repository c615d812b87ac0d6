/**
 * The tables of an archive, as steps from one version to the next; `PRAGMA user_version` says which have been
 * taken. A step that was released is never changed: a later one mends it.
 *
 * Times are Unix ms. Ids are 64-bit integers. Rows hold nothing about a person that is not under their id, so that
 * forgetting somebody is deleting rows: what a message quotes, whom it mentions and who wrote it are ids.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE guilds (guild_id INTEGER PRIMARY KEY, name TEXT NOT NULL, icon TEXT) STRICT;

  CREATE TABLE channels (
    channel_id INTEGER PRIMARY KEY,
    guild_id INTEGER,
    type INTEGER NOT NULL,
    name TEXT NOT NULL,
    parent_id INTEGER,
    status TEXT,
    /* Null: it was there when we first looked. */
    opened_ms INTEGER,
    ended_ms INTEGER,
    /* 0: it ended while nobody watched, at the latest then. */
    end_certain INTEGER NOT NULL DEFAULT 1
  ) STRICT;
  CREATE INDEX channels_by_guild ON channels (guild_id);

  /* What a channel was called from when on. */
  CREATE TABLE channel_names (
    channel_id INTEGER NOT NULL, from_ms INTEGER NOT NULL, name TEXT NOT NULL,
    PRIMARY KEY (channel_id, from_ms)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE users (
    user_id INTEGER PRIMARY KEY, username TEXT NOT NULL, global_name TEXT, avatar TEXT,
    bot INTEGER NOT NULL DEFAULT 0
  ) STRICT;

  CREATE TABLE members (
    guild_id INTEGER NOT NULL, user_id INTEGER NOT NULL, nick TEXT, PRIMARY KEY (guild_id, user_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX members_by_user ON members (user_id);

  CREATE TABLE messages (
    message_id INTEGER PRIMARY KEY,
    channel_id INTEGER NOT NULL,
    guild_id INTEGER,
    author_id INTEGER NOT NULL,
    type INTEGER NOT NULL,
    content TEXT NOT NULL,
    edited_ms INTEGER,
    deleted_ms INTEGER,
    deleted_by INTEGER,
    /* The message as Discord sends it, without what has a column here and without what is empty. */
    rest TEXT
  ) STRICT;
  CREATE INDEX messages_by_channel ON messages (channel_id, message_id);
  CREATE INDEX messages_by_author ON messages (author_id);

  /* What it said before. */
  CREATE TABLE message_versions (
    message_id INTEGER NOT NULL, until_ms INTEGER NOT NULL, content TEXT NOT NULL, rest TEXT,
    PRIMARY KEY (message_id, until_ms)
  ) STRICT;

  /* Words of content and of everything else with words; tags are what a search filters by: c<channel> g<guild>
     u<author> and hasfile, haslink … As terms of the index they cost a search next to nothing. */
  CREATE VIRTUAL TABLE message_words USING fts5(
    content, extra, tags, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2", prefix='3'
  );

  CREATE TABLE reactions (
    message_id INTEGER NOT NULL, emoji TEXT NOT NULL, user_id INTEGER NOT NULL,
    added_ms INTEGER NOT NULL, removed_ms INTEGER,
    PRIMARY KEY (message_id, emoji, user_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX reactions_by_user ON reactions (user_id);

  CREATE TABLE voice_sessions (
    session_id INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL,
    channel_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    from_ms INTEGER NOT NULL,
    /* Null while they are there. */
    to_ms INTEGER,
    /* left, moved, gone (nobody saw it), ended (with the room) */
    ended TEXT,
    /* 0: they were there already when we began to look. */
    from_certain INTEGER NOT NULL,
    to_certain INTEGER NOT NULL DEFAULT 1,
    /* Bits of VOICE_FLAG, as last told. */
    flags INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX voice_sessions_open ON voice_sessions (guild_id, user_id) WHERE to_ms IS NULL;
  CREATE INDEX voice_sessions_by_time ON voice_sessions (guild_id, from_ms);
  CREATE INDEX voice_sessions_by_user ON voice_sessions (user_id);

  CREATE TABLE events (
    event_id INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms INTEGER NOT NULL,
    kind TEXT NOT NULL,
    guild_id INTEGER,
    channel_id INTEGER,
    user_id INTEGER,
    actor_id INTEGER,
    message_id INTEGER,
    detail TEXT,
    certain INTEGER NOT NULL DEFAULT 1
  ) STRICT;
  CREATE INDEX events_by_channel ON events (channel_id, event_id);
  CREATE INDEX events_by_user ON events (user_id, event_id);
  CREATE INDEX events_by_time ON events (at_ms);

  /* When this account was connected, so that what happened then is here. */
  CREATE TABLE live_spans (span_id INTEGER PRIMARY KEY, from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL) STRICT;

  /* Stretches of a channel's history that were fetched: every message with lo <= id <= hi is here. */
  CREATE TABLE coverage (
    channel_id INTEGER NOT NULL, lo INTEGER NOT NULL, hi INTEGER NOT NULL, PRIMARY KEY (channel_id, lo)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE backfill (
    channel_id INTEGER PRIMARY KEY, since_ms INTEGER NOT NULL, wanted INTEGER NOT NULL DEFAULT 1,
    fetched INTEGER NOT NULL DEFAULT 0, stopped TEXT
  ) STRICT;

  CREATE TABLE forgotten (user_id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL) STRICT;
  CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

  /* The last batch taken in of each run of the app, so that one sent twice counts once. */
  CREATE TABLE writers (writer TEXT PRIMARY KEY, batch INTEGER NOT NULL, at_ms INTEGER NOT NULL) STRICT;
  `,
  `
  /* What who did it gave as the reason. */
  ALTER TABLE events ADD COLUMN reason TEXT;

  /* Deeds for which the lines of the timeline they explain have not come; kept for some seconds. */
  CREATE TABLE deeds (
    deed_id INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    guild_id INTEGER,
    /* A JSON array of kinds of the timeline. */
    kinds TEXT NOT NULL,
    /* Null in the next three: any. */
    channel_id INTEGER,
    user_id INTEGER,
    message_id INTEGER,
    actor_id INTEGER NOT NULL,
    verb TEXT NOT NULL,
    name TEXT,
    reason TEXT,
    /* How many lines it still explains, and how many it has explained. */
    remaining INTEGER NOT NULL,
    explained INTEGER NOT NULL,
    /* 1: it becomes a line itself if it explains none. */
    tells INTEGER NOT NULL
  ) STRICT;

  CREATE INDEX voice_sessions_by_channel ON voice_sessions (channel_id, from_ms);
  `,
];

export const SCHEMA_VERSION = MIGRATIONS.length;
