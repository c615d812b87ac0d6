/** All rooms of a call: the main one, which is heard, and the further ones of a broadcast, which may be given what is heard there. */
import type { RoomRelay } from '../room-relay';
import type { SoundFrame } from '../send/sender';
import type { Broadcast, BroadcastRoom } from './broadcast';
import type { VoiceRoom } from './voice-room';

export interface FurtherRoom extends BroadcastRoom {
  /** It is hearing what people say in the main room. */
  relaying: boolean;
}

export class Rooms {
  constructor(
    readonly main: VoiceRoom,
    readonly broadcast: Broadcast,
    readonly relay: RoomRelay,
  ) {}

  /** Whether any of them could send sound made now. The programme waits while none could. */
  get wantsFrame(): boolean {
    return this.main.wantsFrame || this.broadcast.wantsFrame;
  }

  /** How the further rooms stand, and whether they are hearing the main one. */
  further(): FurtherRoom[] {
    const { sounding } = this.relay;
    return this.broadcast.list().map((room) => ({ ...room, relaying: sounding && room.phase === 'ready' }));
  }

  /** Whether any has a call that has not ended. */
  get inCall(): boolean {
    return this.main.inCall || this.broadcast.inCall;
  }

  /** The room in that guild. */
  in(guildId: string): VoiceRoom | undefined {
    return guildId === this.main.guildId ? this.main : this.broadcast.in(guildId);
  }

  /** Seals what goes on air in `slot`; null is silence. */
  prepare(slot: number, frame: SoundFrame | null): void {
    this.main.prepare(slot, frame);
    this.broadcast.prepare(slot, this.relay.active ? this.relay.frame(frame) : frame);
  }

  /** Takes back what was sealed for `from` and later slots. */
  withdraw(from: number): void {
    this.main.withdraw(from);
    this.broadcast.withdraw(from);
  }

  /** The wire has come to `slot`. */
  passed(slot: number): void {
    this.main.passed(slot);
    this.broadcast.passed(slot);
  }

  checkLiveness(): void {
    this.main.checkLiveness();
    this.broadcast.checkLiveness();
  }

  /** Leaves every room and waits until all is closed. */
  async close(): Promise<void> {
    await Promise.all([this.main.close(), this.broadcast.close()]);
  }
}
