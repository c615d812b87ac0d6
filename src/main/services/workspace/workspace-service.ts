import type { WorkspaceChanged, WorkspaceSnapshot } from '@shared/models/workspace';
import type { CacheChange, CacheState } from '../../discord/cache';
import type { DiscordSession, SessionSource } from '../../discord/session';
import type { Clock } from '../../support/clock';
import { Emitter } from '../../support/emitter';
import { Announcer } from './announcer';
import { askRoomStarts } from './room-starts';
import { WorkspaceView } from './view';

/** Guilds, rooms, text channels and who is where, as one snapshot with a stream of numbered changes. */
export interface WorkspaceService {
  snapshot(): WorkspaceSnapshot;
  onChanged(listener: (changed: WorkspaceChanged) => void): () => void;
  close(): void;
}

export interface WorkspaceOptions {
  sessions: SessionSource;
  clock: Clock;
  onError?: (error: unknown) => void;
}

/** What a timer can wait at most, 2^31 − 1 ms; a time-out lasts up to 28 days. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** Follows the sessions from now on; changes are announced at most once in 16 ms, so many at a time as the window can show. */
export function createWorkspaceService({ sessions, clock, onError }: WorkspaceOptions): WorkspaceService {
  const view = new WorkspaceView();
  const changed = new Emitter<WorkspaceChanged>(onError);
  let release: () => void = () => undefined;

  const announcer = new Announcer(clock, (announcement) => changed.emit(announcement));
  const snapshot = () => view.snapshot(announcer.revision, (key) => !announcer.isToCome(key));

  /** A time-out of ours ends without an event: what we may do then is worked out anew at its end. */
  let cancelTimeOut: () => void = () => undefined;
  let awaitedMs: number | null = null;
  const awaitTimeOut = (session: DiscordSession) => {
    const nowMs = clock.now();
    const untilMs = nextTimeOutEnd(session.cache.state, nowMs);
    if (untilMs === awaitedMs) return;
    cancelTimeOut();
    awaitedMs = untilMs;
    if (untilMs === null) return;
    cancelTimeOut = clock.setTimer(
      () => {
        awaitedMs = null;
        announcer.add(view.rebuild(session.cache.state, clock.now()));
        awaitTimeOut(session);
      },
      Math.min(untilMs - nowMs, LONGEST_TIMER_MS),
    );
  };

  const attach = (session: DiscordSession | null) => {
    release();
    release = () => undefined;
    cancelTimeOut();
    awaitedMs = null;
    if (!session) {
      if (view.isEmpty) return;
      view.clear();
      announcer.startOver((revision) => ({ type: 'reset', snapshot: view.snapshot(revision) }));
      return;
    }
    announcer.add(view.rebuild(session.cache.state, clock.now()));
    awaitTimeOut(session);
    const stopAsking = askRoomStarts(session, onError ?? (() => undefined));
    const stopListening = session.cache.onChanged((changes) => {
      announcer.add(view.update(session.cache.state, changes, clock.now()));
      const ofMember = (change: CacheChange) => change.type === 'guild' || change.type === 'member';
      if (changes.some(ofMember)) awaitTimeOut(session);
    });
    release = () => {
      stopAsking();
      stopListening();
    };
  };

  const unsubscribe = sessions.onChanged(attach);
  attach(sessions.current);

  return {
    snapshot() {
      // What waits for the frame is in the snapshot already; its event goes out first, so that numbers agree. Of a large
      // guild that is still being announced, what is new follows frame by frame as it would have without the snapshot.
      announcer.flushIfSmall();
      return snapshot();
    },
    onChanged: changed.on,
    close() {
      release();
      cancelTimeOut();
      unsubscribe();
      announcer.close();
      changed.clear();
    },
  };
}

/** When the next of our own time-outs ends, Unix ms; null when there is none. */
function nextTimeOutEnd(state: CacheState, nowMs: number): number | null {
  let next: number | null = null;
  for (const guild of state.guilds.values()) {
    const until = guild.members.get(state.self?.id ?? '')?.communicationDisabledUntil;
    const untilMs = typeof until === 'string' ? Date.parse(until) : Number.NaN;
    if (untilMs > nowMs && (next === null || untilMs < next)) next = untilMs;
  }
  return next;
}
