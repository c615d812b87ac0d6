/**
 * The further rooms of a broadcast: sent to and not listened to, one in a guild, since Discord gives a bot account one
 * place a guild. A room that ended stays in the list with its reason until it is left or joined again.
 */
import type { ChannelId, GuildId } from '@shared/discord/snowflake';
import type { AppErrorView } from '@shared/errors/app-error';
import type { CallPhase, DaveState } from '@shared/models/calls';
import type { SignalAlarm } from '@shared/models/sentinel';
import { VoiceCounters } from '../counters';
import type { SoundFrame } from '../send/sender';
import { RoomWatch } from '../sentinel/room-watch';
import { VoiceRoom, type VoiceRoomPorts } from './voice-room';

export interface BroadcastRoom {
  guildId: GuildId;
  channelId: ChannelId;
  phase: CallPhase | 'ended';
  reason: string | null;
  error: AppErrorView | null;
  packetsSent: number;
  pingMs: number | null;
  dave: DaveState;
}

export interface BroadcastRequest {
  guildId: GuildId;
  channelId: ChannelId;
  userId: string;
  insecureLoopback: boolean;
}

export type BroadcastPorts = Pick<
  VoiceRoomPorts,
  'clock' | 'logger' | 'random' | 'wire' | 'signal' | 'onBlocking'
> & {
  /** A room came, went or changed. */
  onChange(): void;
};

interface Entry {
  room: VoiceRoom;
  counters: VoiceCounters;
  watch: RoomWatch;
  channelId: ChannelId;
}

const NO_DAVE: DaveState = { active: false, epoch: null, privacyCode: null };

export class Broadcast {
  readonly #ports: BroadcastPorts;
  readonly #rooms = new Map<GuildId, Entry>();
  readonly #closing = new Set<Promise<void>>();

  constructor(ports: BroadcastPorts) {
    this.#ports = ports;
  }

  /** A guild that has a room already changes it for this one. */
  join({ guildId, channelId, userId, insecureLoopback }: BroadcastRequest): void {
    const entry = this.#rooms.get(guildId) ?? this.#add(guildId, channelId);
    entry.channelId = channelId;
    entry.room.join({ guildId, channelId, userId, selfMute: false, selfDeaf: true, insecureLoopback });
  }

  leave(guildId: GuildId): void {
    const entry = this.#rooms.get(guildId);
    if (!entry) return;
    this.#rooms.delete(guildId);
    const closing = entry.room.close().finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
    this.#ports.onChange();
  }

  /** The room in that guild. */
  in(guildId: string): VoiceRoom | undefined {
    return this.#rooms.get(guildId as GuildId)?.room;
  }

  get wantsFrame(): boolean {
    for (const { room } of this.#rooms.values()) if (room.wantsFrame) return true;
    return false;
  }

  get inCall(): boolean {
    for (const { room } of this.#rooms.values()) if (room.inCall) return true;
    return false;
  }

  prepare(slot: number, frame: SoundFrame | null): void {
    for (const { room } of this.#rooms.values()) room.prepare(slot, frame);
  }

  withdraw(from: number): void {
    for (const { room } of this.#rooms.values()) room.withdraw(from);
  }

  passed(slot: number): void {
    for (const { room } of this.#rooms.values()) room.passed(slot);
  }

  checkLiveness(): void {
    for (const { room } of this.#rooms.values()) room.checkLiveness();
  }

  /** Looks at each room's signal; `sounding`: frames were made for what has just been. */
  observe(nowMs: number, wallMs: number, sounding: boolean): void {
    for (const { room, counters, watch } of this.#rooms.values()) {
      const { view, strangers } = room;
      const connected = view.kind === 'active' && view.phase === 'ready';
      const expected = sounding && room.wantsFrame && !room.alone;
      watch.observe({ nowMs, wallMs, connected, expected, packetsSent: counters.packetsSent, strangers });
    }
  }

  /** What is wrong with the rooms that there are. */
  get alarms(): SignalAlarm[] {
    return [...this.#rooms.values()].flatMap(({ watch }) => watch.alarms);
  }

  /** The most that any server says to lose of our packets, 0..1. */
  reportedLoss(nowMs: number): number {
    return Math.max(0, ...[...this.#rooms.values()].map(({ watch }) => watch.loss.at(nowMs) ?? 0));
  }

  list(): BroadcastRoom[] {
    return [...this.#rooms].map(([guildId, { room, counters, channelId }]) => {
      const { view } = room;
      const packetsSent = counters.packetsSent;
      if (view.kind !== 'active') {
        const error = view.kind === 'ended' ? view.error : null;
        const gone = { phase: 'ended', reason: null, error, pingMs: null, dave: NO_DAVE } as const;
        return { guildId, channelId, packetsSent, ...gone };
      }
      const { phase, reason, pingMs, dave } = view;
      // A moderator may have moved us.
      const moved = view.channelId as ChannelId;
      return { guildId, channelId: moved, phase, reason, error: null, packetsSent, pingMs, dave };
    });
  }

  /** Leaves every room and waits until all is closed. */
  async close(): Promise<void> {
    const rooms = [...this.#rooms.values()];
    this.#rooms.clear();
    await Promise.all([...rooms.map(({ room }) => room.close()), ...this.#closing]);
  }

  #add(guildId: GuildId, channelId: ChannelId): Entry {
    const counters = new VoiceCounters();
    const watch = new RoomWatch(guildId);
    const { logger, onChange, ...ports } = this.#ports;
    const room = new VoiceRoom({
      ...ports,
      logger: logger.child('broadcast'),
      counters,
      receiver: null,
      onReportedLoss: (share) => watch.loss.report(share, ports.clock.monotonicMs()),
      onChange: () => {
        if (this.#rooms.get(guildId)?.room === room) onChange();
      },
    });
    const entry: Entry = { room, counters, watch, channelId };
    this.#rooms.set(guildId, entry);
    return entry;
  }
}
