import type { WorkspaceChange, WorkspaceChanged, WorkspaceSnapshot } from '@shared/models/workspace';
import type { CacheChange, CacheState } from '../../discord/cache';
import type { DiscordSession, SessionSource } from '../../discord/session';
import type { Clock } from '../../support/clock';
import { Emitter } from '../../support/emitter';
import { FrameBatcher } from '../../support/frame-batcher';
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

/** A frame of the window at 60 Hz; more than one event in that time could not be seen. */
const FRAME_MS = 16;

/** What a timer can wait at most, 2^31 − 1 ms; a time-out lasts up to 28 days. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** Follows the sessions from now on; changes are announced at most once in 16 ms. */
export function createWorkspaceService({ sessions, clock, onError }: WorkspaceOptions): WorkspaceService {
  const view = new WorkspaceView();
  const changed = new Emitter<WorkspaceChanged>(onError);
  let revision = 0;
  let release: () => void = () => undefined;

  const batcher = new FrameBatcher<WorkspaceChange>(clock, FRAME_MS, (changes) => {
    revision += 1;
    changed.emit({ revision, changes });
  });

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
        batcher.add(view.rebuild(session.cache.state, clock.now()));
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
      batcher.close();
      revision += 1;
      changed.emit({ revision, changes: [{ type: 'reset', snapshot: view.snapshot(revision) }] });
      return;
    }
    batcher.add(view.rebuild(session.cache.state, clock.now()));
    awaitTimeOut(session);
    release = session.cache.onChanged((changes) => {
      batcher.add(view.update(session.cache.state, changes, clock.now()));
      const ofMember = (change: CacheChange) => change.type === 'guild' || change.type === 'member';
      if (changes.some(ofMember)) awaitTimeOut(session);
    });
  };

  const unsubscribe = sessions.onChanged(attach);
  attach(sessions.current);

  return {
    snapshot() {
      // What waits for the frame is in the snapshot already; its event goes out first, so that numbers agree.
      batcher.flushNow();
      return view.snapshot(revision);
    },
    onChanged: changed.on,
    close() {
      release();
      cancelTimeOut();
      unsubscribe();
      batcher.close();
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
