import type { CallState } from '@shared/models/calls';
import type { Clock } from '../../support/clock';

/** How it stands with us on air, said outside the window: in its title and in the tray. */
export type OnAirView =
  | { kind: 'idle' }
  | {
      kind: 'inRoom';
      /** The call's room first, then those of the broadcast. */
      rooms: string[];
      onAir: boolean;
      muted: boolean;
      /** The call is connected, or trying to be again. */
      connected: boolean;
    };

/** What shows it, and what a person can ask for there. Left out in plain Node. */
export interface OnAirSign {
  show(view: OnAirView): void;
  onAsked(listener: (wish: OnAirWish) => void): () => void;
  close(): void;
}

export type OnAirWish = 'toggleMute' | 'stopAll' | 'leave';

/** Between two words one is still on air. */
const HOLD_MS = 1_500;

/** Whether we are on air, calmed: pauses shorter than a breath do not show. Pure but for the clock. */
export class OnAirWatch {
  #view: OnAirView = { kind: 'idle' };
  #cancelTimer: (() => void) | undefined;
  #sounding = false;

  constructor(
    private readonly clock: Clock,
    private readonly onChanged: (view: OnAirView) => void,
  ) {}

  /** Something about it may have changed. `sounding`: something of ours is audible at this moment. */
  saw(call: CallState, broadcast: readonly string[], sounding: boolean): void {
    if (sounding) {
      this.#cancelTimer?.();
      this.#cancelTimer = undefined;
      this.#sounding = true;
    } else if (this.#sounding && !this.#cancelTimer) {
      this.#cancelTimer = this.clock.setTimer(() => {
        this.#cancelTimer = undefined;
        this.#sounding = false;
        if (this.#view.kind === 'inRoom') this.#take({ ...this.#view, onAir: false });
      }, HOLD_MS);
    }
    this.#take(viewOf(call, broadcast, this.#sounding));
  }

  close(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #take(view: OnAirView): void {
    if (JSON.stringify(view) === JSON.stringify(this.#view)) return;
    this.#view = view;
    this.onChanged(view);
  }
}

function viewOf(call: CallState, broadcast: readonly string[], sounding: boolean): OnAirView {
  const active = call.kind === 'active' ? call : null;
  const rooms = [...(active ? [active.roomName] : []), ...broadcast];
  if (rooms.length === 0) return { kind: 'idle' };
  const muted = active?.selfMute ?? false;
  const connected = active === null || active.phase === 'ready';
  // Muted in the call's room, the programme still goes into the others.
  const onAir = sounding && ((connected && !muted && active !== null) || broadcast.length > 0);
  return { kind: 'inRoom', rooms, onAir, muted, connected };
}

/** The window's title. */
export function titleOf(view: OnAirView): string {
  if (view.kind === 'idle') return 'Roomtone';
  const where = roomsText(view.rooms);
  if (view.onAir) return `● On air – ${where}`;
  if (!view.connected) return `Reconnecting – ${where}`;
  return view.muted ? `Muted – ${where}` : `In ${where} – Roomtone`;
}

/** "Lounge", "Lounge and 2 more". */
export function roomsText(rooms: readonly string[]): string {
  const [first = '', ...others] = rooms;
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}
