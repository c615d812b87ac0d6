import type { WorkspaceChange, WorkspaceChanged, WorkspaceSnapshot } from '@shared/models/workspace';
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

  const attach = (session: DiscordSession | null) => {
    release();
    release = () => undefined;
    if (!session) {
      if (view.isEmpty) return;
      view.clear();
      batcher.close();
      revision += 1;
      changed.emit({ revision, changes: [{ type: 'reset', snapshot: view.snapshot(revision) }] });
      return;
    }
    batcher.add(view.rebuild(session.cache.state, clock.now()));
    release = session.cache.onChanged((changes) => {
      batcher.add(view.update(session.cache.state, changes, clock.now()));
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
      unsubscribe();
      batcher.close();
      changed.clear();
    },
  };
}
