/** What is recorded of a call passes here, once for everybody who keeps it: recorder and replay buffer. */
import type { RecorderSink } from '../discord/voice/recorder-sink';
import type { JournalInput, RecordedPacket, RecordedPcm } from '../recording';

/** Something that keeps packets and lines of the journal. */
export interface Keeper extends RecorderSink {
  onPacket(packet: RecordedPacket): void;
  onPcm(sound: RecordedPcm): void;
  journal(entry: JournalInput, atMs: number): void;
}

/** Hands everything to all keepers, but nothing of people who must not be recorded. */
export class RecordingTap implements Keeper {
  readonly #keepers = new Set<Keeper>();
  #skipped: ReadonlySet<string> = new Set();

  get skipped(): ReadonlySet<string> {
    return this.#skipped;
  }

  /** Whether anybody keeps what comes. */
  get wanted(): boolean {
    return this.#keepers.size > 0;
  }

  skip(userIds: ReadonlySet<string>): void {
    this.#skipped = userIds;
  }

  add(keeper: Keeper): void {
    this.#keepers.add(keeper);
  }

  remove(keeper: Keeper): void {
    this.#keepers.delete(keeper);
  }

  onPacket(packet: RecordedPacket): void {
    if (this.#skipped.has(packet.userId)) return;
    for (const keeper of this.#keepers) keeper.onPacket(packet);
  }

  onPcm(sound: RecordedPcm): void {
    if (this.#skipped.has(sound.userId)) return;
    for (const keeper of this.#keepers) keeper.onPcm(sound);
  }

  journal(entry: JournalInput, atMs: number): void {
    for (const keeper of this.#keepers) keeper.journal(entry, atMs);
  }
}

type Held =
  | { kind: 'packet'; packet: RecordedPacket }
  | { kind: 'sound'; sound: RecordedPcm }
  | { kind: 'line'; entry: JournalInput; atMs: number };

/** A minute of thirty people talking: no folder takes so long to be made unless its disk is gone. */
const MOST_HELD_BYTES = 32 * 1024 * 1024;

/** Keeps what comes while a session's folder is being made, then gives it on in the same order. */
export class HoldingKeeper implements Keeper {
  #held: Held[] = [];
  #bytes = 0;
  /** Packets for which there was no room. */
  dropped = 0;

  onPacket(packet: RecordedPacket): void {
    if (this.#bytes > MOST_HELD_BYTES) {
      this.dropped += 1;
      return;
    }
    this.#bytes += packet.opus.length;
    // The engine uses its memory again.
    this.#held.push({ kind: 'packet', packet: { ...packet, opus: Uint8Array.from(packet.opus) } });
  }

  onPcm(sound: RecordedPcm): void {
    if (this.#bytes > MOST_HELD_BYTES) return;
    this.#bytes += sound.pcm.byteLength;
    this.#held.push({ kind: 'sound', sound: { ...sound, pcm: sound.pcm.slice() } });
  }

  journal(entry: JournalInput, atMs: number): void {
    this.#held.push({ kind: 'line', entry, atMs });
  }

  /** Gives everything on; what comes afterwards is the caller's to send there. */
  release(to: Keeper): void {
    for (const held of this.#held.splice(0)) {
      if (held.kind === 'packet') to.onPacket(held.packet);
      else if (held.kind === 'sound') to.onPcm(held.sound);
      else to.journal(held.entry, held.atMs);
    }
    this.#bytes = 0;
  }
}
