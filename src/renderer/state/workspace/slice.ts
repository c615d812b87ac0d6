import { AppError } from '@shared/errors/failure';
import type { CreateRoomInput, CreateRoomOutcome, EndRoomOutcome } from '@shared/models/rooms';
import type { WorkspaceChanged } from '@shared/models/workspace';
import type { SliceContext } from '../app-state';
import { failedLoad, LOADING } from '../load-state';
import { applyChanged, applySnapshot, initialWorkspace } from './apply';

export interface WorkspaceActions {
  load(): Promise<void>;
  /** Feeds one event from main; a gap in the revisions asks for a snapshot again. */
  changed(event: WorkspaceChanged): void;
  clear(): void;
  createRoom(input: CreateRoomInput): Promise<CreateRoomOutcome>;
  /** Ends the room after `delayMs` unless `undoEnd` comes first; resolves with what happened. */
  endRoomAfter(channelId: string, delayMs: number): Promise<EndRoomOutcome | { kind: 'undone' }>;
  undoEnd(channelId: string): void;
}

export function createWorkspaceActions({ api, get, update }: SliceContext): WorkspaceActions {
  let loading: Promise<void> | null = null;
  let waiting: WorkspaceChanged[] = [];
  const pendingEnds = new Map<string, { timer: ReturnType<typeof setTimeout>; undo: () => void }>();

  const apply = (event: WorkspaceChanged): 'ok' | 'gap' => {
    const outcome = applyChanged(get().workspace, event);
    if (outcome.kind === 'applied') update('workspace', () => outcome.state);
    return outcome.kind === 'gap' ? 'gap' : 'ok';
  };

  const fetchSnapshot = async () => {
    update('workspace', (state) => (state.load.kind === 'ready' ? state : { ...state, load: LOADING }));
    try {
      const snapshot = await api.workspace.snapshot();
      update('workspace', (state) => applySnapshot(state, snapshot));
    } catch (error) {
      update('workspace', (state) => ({ ...state, load: failedLoad(error) }));
    }
  };

  const load = async (): Promise<void> => {
    loading ??= fetchSnapshot();
    await loading;
    loading = null;
    // What came while the snapshot was on its way: older than it (ignored), next to it, or past a gap.
    const events = waiting;
    waiting = [];
    if (events.some((event) => apply(event) === 'gap')) await load();
  };

  const setEnding = (channelId: string, endsAtMs: number | null) =>
    update('view', (view) => {
      const { [channelId]: _gone, ...rest } = view.endingRooms;
      return { ...view, endingRooms: endsAtMs === null ? rest : { ...rest, [channelId]: endsAtMs } };
    });

  return {
    load,
    changed(event) {
      if (loading !== null) {
        waiting.push(event);
        return;
      }
      if (apply(event) === 'gap') void load();
    },
    clear: () => update('workspace', () => initialWorkspace),
    createRoom: (input) => api.rooms.create(input),
    async endRoomAfter(channelId, delayMs) {
      const room = get().workspace.rooms[channelId];
      if (!room) return { kind: 'alreadyGone' };
      pendingEnds.get(channelId)?.undo();
      setEnding(channelId, Date.now() + delayMs);
      const undone = await new Promise<boolean>((resolve) => {
        const timer = setTimeout(() => resolve(false), delayMs);
        pendingEnds.set(channelId, { timer, undo: () => resolve(true) });
      });
      clearTimeout(pendingEnds.get(channelId)?.timer);
      pendingEnds.delete(channelId);
      try {
        return undone ? { kind: 'undone' } : await api.rooms.end({ channelId: room.channelId });
      } catch (error) {
        if (error instanceof AppError && error.code === 'rest/not-found') return { kind: 'alreadyGone' };
        throw error;
      } finally {
        setEnding(channelId, null);
      }
    },
    undoEnd: (channelId) => pendingEnds.get(channelId)?.undo(),
  };
}
