import type { CallState, JoinCallOutcome } from '@shared/models/calls';
import type { SliceContext } from '../app-state';
import { applyCall, type Monitor } from './apply';
import { selectActiveCall } from './selectors';

export interface CallActions {
  load(): Promise<void>;
  changed(state: CallState): void;
  join(channelId: string): Promise<JoinCallOutcome>;
  leave(): Promise<void>;
  /** Puts away the notice of a call that ended by itself. */
  dismissEnded(): void;
  setSelfMute(muted: boolean): Promise<void>;
  setSpeakerVolume(userId: string, gainDb: number, muted: boolean): Promise<void>;
  /** What we hear from now on, kept for the next start. */
  setMonitor(enabled: boolean, gainDb: number): Promise<void>;
  startRecording(): Promise<string>;
  stopRecording(): Promise<string | null>;
  addMarker(text: string): Promise<void>;
}

/** `keepMonitor` remembers what we hear beyond this window. */
export function createCallActions(
  { api, get, update }: SliceContext,
  keepMonitor: (monitor: Monitor) => void,
): CallActions {
  const setJoining = (joining: string | null) => update('call', (call) => ({ ...call, joining }));
  return {
    async load() {
      const state = await api.calls.state();
      update('call', (call) => applyCall(call, state));
    },
    changed: (state) => update('call', (call) => applyCall(call, state)),
    async join(channelId) {
      const room = get().workspace.rooms[channelId];
      if (!room) return { kind: 'cancelled' };
      setJoining(channelId);
      try {
        return await api.calls.join({ guildId: room.guildId, channelId: room.channelId });
      } finally {
        if (get().call.joining === channelId) setJoining(null);
      }
    },
    leave: () => api.calls.leave(),
    dismissEnded: () =>
      update('call', (call) => (call.state.kind === 'ended' ? { ...call, state: { kind: 'idle' } } : call)),
    setSelfMute: (muted) => api.calls.setSelfMute({ muted }),
    async setSpeakerVolume(userId, gainDb, muted) {
      const speaker = selectActiveCall(get())?.speakers.find((s) => s.userId === userId);
      if (speaker) await api.calls.setSpeakerVolume({ userId: speaker.userId, gainDb, muted });
    },
    async setMonitor(enabled, gainDb) {
      update('call', (call) => ({ ...call, monitor: { enabled, gainDb } }));
      keepMonitor({ enabled, gainDb });
      await api.calls.setMonitor({ enabled, gainDb });
    },
    startRecording: async () => (await api.calls.startRecording()).recordingId,
    stopRecording: async () => (await api.calls.stopRecording()).recordingId,
    addMarker: (text) => api.calls.addMarker({ text }),
  };
}
