import type { TimelineKind } from '@shared/models/archive';
import type { WriteContext } from './write-context';
import { VOICE_FLAG, type WriteOf } from './writes';

/**
 * Who was in which room from when to when. A visit is a row: open while they are there, closed when they leave,
 * and marked where nobody watched its beginning or its end.
 */

interface OpenSession {
  sessionId: number;
  userId: string;
  channelId: string;
  flags: number;
}

type Ended = 'left' | 'moved' | 'gone' | 'ended';

/** After a cut that short in a running app, who is still there has not left. */
const SAME_VISIT_MS = 90_000;

/** A state that came live. */
export function voiceChanged(context: WriteContext, write: WriteOf<'voice'>): void {
  const { atMs, channelId, flags, guildId, userId } = write;
  if (!context.isKept(guildId) || context.isForgotten(userId)) return;
  const open = openSessions(context, guildId, userId)[0];
  const about = { atMs, guildId, userId };
  if (channelId === null) {
    if (!open) return;
    end(context, open.sessionId, atMs, 'left', true);
    context.note({ ...about, channelId: open.channelId, kind: 'left' });
  } else if (!open) {
    begin(context, { ...about, channelId, flags, certain: true });
    context.note({ ...about, channelId, kind: 'joined' });
  } else if (open.channelId === channelId) {
    changeFlags(context, open, write);
  } else {
    end(context, open.sessionId, atMs, 'moved', true);
    begin(context, { ...about, channelId, flags, certain: true });
    context.note({ ...about, channelId, kind: 'moved', detail: open.channelId });
  }
}

/** Comes on air: opens a span of watching, and closes what an earlier run left open at its last sign of life. */
export function connected(context: WriteContext, write: WriteOf<'connected'>): void {
  const { database } = context;
  const { atMs, fresh } = write;
  const last = lastHeartbeat(context);
  database.run('INSERT INTO live_spans (from_ms, to_ms) VALUES (@atMs, @atMs)', { atMs });
  if (last === null) return;
  if (fresh || atMs - last > SAME_VISIT_MS) {
    database.run(
      `UPDATE voice_sessions SET to_ms = max(from_ms, @last), ended = 'gone', to_certain = 0
       WHERE to_ms IS NULL`,
      { last },
    );
  }
  context.note({ atMs, kind: 'away', detail: String(last) });
}

export function heartbeat({ database }: WriteContext, atMs: number): void {
  database.run(
    `UPDATE live_spans SET to_ms = max(to_ms, @atMs)
     WHERE span_id = (SELECT max(span_id) FROM live_spans)`,
    { atMs },
  );
}

export function lastHeartbeat({ database }: WriteContext): number | null {
  return database.one<{ last: number | null }>('SELECT max(to_ms) AS last FROM live_spans')?.last ?? null;
}

/** Compares who is there now with who was, when changes may have been missed. */
export function reconcileVoices(context: WriteContext, write: WriteOf<'voicesOf'>): void {
  const { atMs, guildId } = write;
  if (!context.isKept(guildId)) return;
  const last = context.lastSeenMs();
  const open = new Map(openSessions(context, guildId, null).map((session) => [session.userId, session]));
  const before = last === null ? new Map<string, string>() : whereTheyWere(context, guildId, last);
  for (const { userId, channelId } of open.values()) before.set(userId, channelId);
  const note = (userId: string, channelId: string, kind: TimelineKind, detail: string | null = null) => {
    if (last !== null) context.note({ atMs, guildId, userId, channelId, kind, detail, certain: false });
  };

  for (const { userId, channelId, flags, sinceMs } of write.states) {
    if (context.isForgotten(userId)) continue;
    const session = open.get(userId);
    open.delete(userId);
    const was = before.get(userId);
    before.delete(userId);
    if (session?.channelId === channelId) {
      setFlags(context, session.sessionId, flags);
      continue;
    }
    if (session) end(context, session.sessionId, last ?? atMs, 'moved', false);
    begin(context, {
      guildId,
      userId,
      channelId,
      flags,
      atMs: sinceMs ?? atMs,
      certain: sinceMs !== null,
    });
    if (was === undefined) note(userId, channelId, 'joined');
    else if (was !== channelId) note(userId, channelId, 'moved', was);
  }
  for (const { sessionId } of open.values()) end(context, sessionId, last ?? atMs, 'gone', false);
  for (const [userId, channelId] of before) note(userId, channelId, 'left');
}

/** The room is gone and with it everybody in it. */
export function endRoomSessions(
  context: WriteContext,
  channelId: string,
  atMs: number,
  certain: boolean,
): void {
  context.database.run(
    `UPDATE voice_sessions SET to_ms = max(from_ms, @atMs), ended = 'ended', to_certain = @certain
     WHERE channel_id = @channelId AND to_ms IS NULL`,
    { channelId, atMs, certain: certain ? 1 : 0 },
  );
}

function openSessions({ database }: WriteContext, guildId: string, userId: string | null): OpenSession[] {
  return database.all<OpenSession>(
    `SELECT session_id AS sessionId, CAST(user_id AS TEXT) AS userId,
       CAST(channel_id AS TEXT) AS channelId, flags
     FROM voice_sessions
     WHERE to_ms IS NULL AND guild_id = @guildId AND (@userId IS NULL OR user_id = @userId)`,
    { guildId, userId },
  );
}

/** Where people were when the run before was last seen. */
function whereTheyWere({ database }: WriteContext, guildId: string, last: number): Map<string, string> {
  const rows = database.all<{ userId: string; channelId: string }>(
    `SELECT CAST(user_id AS TEXT) AS userId, CAST(channel_id AS TEXT) AS channelId FROM voice_sessions
     WHERE guild_id = @guildId AND ended = 'gone' AND to_ms >= @last`,
    { guildId, last },
  );
  return new Map(rows.map(({ userId, channelId }) => [userId, channelId]));
}

interface Beginning {
  guildId: string;
  userId: string;
  channelId: string;
  atMs: number;
  flags: number;
  certain: boolean;
}

function begin({ database }: WriteContext, { certain, ...visit }: Beginning): void {
  database.run(
    `INSERT INTO voice_sessions (guild_id, channel_id, user_id, from_ms, from_certain, flags)
     VALUES (@guildId, @channelId, @userId, @atMs, @certain, @flags)`,
    { ...visit, certain: certain ? 1 : 0 },
  );
}

function end(
  { database }: WriteContext,
  sessionId: number,
  atMs: number,
  ended: Ended,
  certain: boolean,
): void {
  database.run(
    `UPDATE voice_sessions SET to_ms = max(from_ms, @atMs), ended = @ended, to_certain = @certain
     WHERE session_id = @sessionId`,
    { sessionId, atMs, ended, certain: certain ? 1 : 0 },
  );
}

function setFlags({ database }: WriteContext, sessionId: number, flags: number): void {
  database.run('UPDATE voice_sessions SET flags = @flags WHERE session_id = @sessionId', {
    sessionId,
    flags,
  });
}

const MUTED = VOICE_FLAG.selfMute | VOICE_FLAG.mute;
const DEAFENED = VOICE_FLAG.selfDeaf | VOICE_FLAG.deaf;
/** Which bits mean what; by the server or by themselves is in the detail. */
const SWITCHES: readonly { bits: number; server: number; on: TimelineKind; off: TimelineKind }[] = [
  { bits: DEAFENED, server: VOICE_FLAG.deaf, on: 'deafened', off: 'undeafened' },
  { bits: MUTED, server: VOICE_FLAG.mute, on: 'muted', off: 'unmuted' },
  { bits: VOICE_FLAG.stream, server: 0, on: 'streamStarted', off: 'streamEnded' },
  { bits: VOICE_FLAG.video, server: 0, on: 'cameraOn', off: 'cameraOff' },
];

function changeFlags(context: WriteContext, open: OpenSession, write: WriteOf<'voice'>): void {
  if (open.flags === write.flags) return;
  setFlags(context, open.sessionId, write.flags);
  const { atMs, guildId, userId, channelId } = write;
  for (const { bits, server, on, off } of SWITCHES) {
    const [was, is] = [(open.flags & bits) !== 0, (write.flags & bits) !== 0];
    if (was === is) continue;
    const byServer = ((is ? write.flags : open.flags) & server) !== 0;
    context.note({
      atMs,
      guildId,
      userId,
      channelId,
      kind: is ? on : off,
      detail: byServer ? 'server' : null,
    });
    // Deafening mutes as well, and is one thing to whoever does it.
    if (bits === DEAFENED) return;
  }
}
