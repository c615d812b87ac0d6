import { type AirCall, type AirRoom, type AirState, airOf, roomsText } from '@shared/models/air';
import type { Clock } from '../../support/clock';

/** What shows outside the window how it stands with us on air, and what a person can ask for there. */
export interface OnAirSign {
  show(air: AirState): void;
  onAsked(listener: (wish: OnAirWish) => void): () => void;
  close(): void;
}

export type OnAirWish = 'toggleMute' | 'stopAll' | 'leave';

/** Between two words one is still on air. */
const HOLD_MS = 1_500;

const NOWHERE: AirState = airOf({ kind: 'idle' }, [], false);

/** Whether we are on air, calmed: pauses shorter than a breath do not show. Pure but for the clock. */
export class OnAirWatch {
  #call: AirCall = { kind: 'idle' };
  #broadcast: readonly AirRoom[] = [];
  #shown: AirState = NOWHERE;
  #cancelTimer: (() => void) | undefined;
  #sounding = false;

  constructor(
    private readonly clock: Clock,
    private readonly onChanged: (air: AirState) => void,
  ) {}

  /** Something about it may have changed. `sounding`: something of ours is audible at this moment. */
  saw(call: AirCall, broadcast: readonly AirRoom[], sounding: boolean): void {
    this.#call = call;
    this.#broadcast = broadcast;
    if (sounding) {
      this.#cancelTimer?.();
      this.#cancelTimer = undefined;
      this.#sounding = true;
    } else if (this.#sounding && !this.#cancelTimer) {
      this.#cancelTimer = this.clock.setTimer(() => {
        this.#cancelTimer = undefined;
        this.#sounding = false;
        this.#show();
      }, HOLD_MS);
    }
    this.#show();
  }

  close(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #show(): void {
    const air = airOf(this.#call, this.#broadcast, this.#sounding);
    if (JSON.stringify(air) === JSON.stringify(this.#shown)) return;
    this.#shown = air;
    this.onChanged(air);
  }
}

/** The window's title. */
export function titleOf(air: AirState): string {
  switch (air.kind) {
    case 'ears':
      return 'Roomtone';
    case 'onAir':
      return `● On air – ${roomsText(air.airIn)}`;
    case 'silent':
      return `In ${roomsText(air.rooms)} – Roomtone`;
    case 'muted':
    case 'joining':
    case 'reconnecting':
      return `${WORD[air.kind]} – ${roomsText(air.rooms)}`;
  }
}

/** The first line of the tray's menu. */
export function statusOf(air: AirState): string {
  switch (air.kind) {
    case 'ears':
      return 'In no room';
    case 'onAir':
      return `On air in ${roomsText(air.airIn)}${mutedToo(air)}`;
    case 'silent':
      return `Silent in ${roomsText(air.heardIn)}${mutedToo(air)}`;
    case 'muted':
      return `Muted in ${roomsText(air.rooms)}`;
    case 'joining':
    case 'reconnecting':
      return `${WORD[air.kind]}: ${roomsText(air.rooms)}`;
  }
}

const WORD = { muted: 'Muted', joining: 'Joining', reconnecting: 'Reconnecting' } as const;

/** Muted in the call's room while a broadcast's rooms hear us. */
function mutedToo({ muted, rooms }: AirState): string {
  return muted ? `, muted in ${rooms[0] ?? ''}` : '';
}
