import type { ChannelId, GuildId } from '@shared/discord/snowflake';
import { AppError, type AppErrorView } from '@shared/errors/app-error';
import type { BroadcastRoom, JoinBroadcastOutcome } from '@shared/models/live';
import type { RoomSummary } from '@shared/models/workspace';
import type { Clock } from '../../support/clock';
import { Emitter } from '../../support/emitter';
import type { Logger } from '../../support/logger';
import { Scope } from '../../support/scope';
import type { VoiceHost } from '../../voice-process/port';
import type { VoiceEvent } from '../../voice-process/protocol';
import { CRASH_REASON, engineCrashed, RETURN_AFTER_MS, ReturnAfterCrash, sayGoodbye } from './after-crash';
import type { RoomDirectory, VoiceSignalling } from './ports';
import { refusalOf } from './refusal';
import { routeVoice } from './voice-routing';

export interface BroadcastOptions {
  voiceHost: VoiceHost;
  signalling: () => VoiceSignalling | null;
  rooms: RoomDirectory;
  /** The room of the call of now: its guild is taken. */
  mainRoom: () => { guildId: string; roomName: string } | null;
  clock: Clock;
  logger: Logger;
}

/** What the engine says of a room, as far as it is shown. */
type RoomView = Pick<EngineRoom, 'phase' | 'reason' | 'packetsSent' | 'pingMs' | 'dave' | 'relaying'>;
type EngineRoom = Extract<VoiceEvent, { type: 'broadcast' }>['rooms'][number];

interface Sent {
  room: RoomSummary;
  guildName: string;
  view: RoomView | null;
  /** Why it ended; it stays in the list until it is joined again or left by hand. */
  ended: { reason: string | null; error: AppErrorView | null } | null;
  stopRouting: () => void;
  /** It waits to be joined again after a crash. */
  cancelReturn: () => void;
}

const COMING_BACK: RoomView = {
  phase: 'reconnecting',
  reason: CRASH_REASON,
  packetsSent: 0,
  pingMs: null,
  dave: { active: false, epoch: null, privacyCode: null },
  relaying: false,
};

/**
 * The further rooms that get the programme, one a guild, because Discord lets an account be in one room of each. They
 * only send; what is heard and recorded is the call's room.
 */
export class BroadcastRooms {
  readonly #options: BroadcastOptions;
  readonly #rooms = new Map<string, Sent>();
  readonly #scope = new Scope();
  readonly #afterCrash: ReturnAfterCrash;
  readonly #changed: Emitter<void>;
  readonly onChanged: Emitter<void>['on'];

  constructor(options: BroadcastOptions) {
    this.#options = options;
    this.#afterCrash = new ReturnAfterCrash(options.clock);
    this.#changed = new Emitter((error) => options.logger.error('a listener failed', { error }));
    this.onChanged = this.#changed.on;
    const { voiceHost, rooms } = options;
    this.#scope.add(voiceHost.onEvent((event) => event.type === 'broadcast' && this.#heard(event.rooms)));
    this.#scope.add(voiceHost.onLife((life) => life === 'crashed' && this.#crashed()));
    this.#scope.add(
      rooms.onOccupantMove(({ from, to }) => {
        for (const { room } of this.#rooms.values()) {
          if (room.channelId === from || room.channelId === to) this.#changed.emit();
        }
      }),
    );
  }

  rooms(): BroadcastRoom[] {
    return [...this.#rooms.values()].map((sent) => this.#viewOf(sent));
  }

  /** The rooms that have not ended. */
  inside(): ChannelId[] {
    return [...this.#rooms.values()].flatMap(({ room, ended }) => (ended ? [] : room.channelId));
  }

  /** Whether a guild's place is ours already; the name of the room. */
  roomIn(guildId: string): string | null {
    const sent = this.#rooms.get(guildId);
    return sent && !sent.ended ? sent.room.name : null;
  }

  /** @throws AppError `account/not-connected`, `rest/not-found`. */
  join({ guildId, channelId }: { guildId: GuildId; channelId: ChannelId }): JoinBroadcastOutcome {
    const { rooms, voiceHost, mainRoom } = this.#options;
    const signalling = this.#options.signalling();
    if (!signalling) {
      throw new AppError('account/not-connected', 'Connect an account or start the practice server first');
    }
    const room = rooms.room(channelId);
    if (!room || room.guildId !== guildId) throw new AppError('rest/not-found', 'This room is gone');
    const refusal = refusalOf(room, rooms.occupants(channelId));
    if (refusal) return refusal;
    if (!room.canSpeak) return { kind: 'missingPermission', permission: 'Speak' };
    const main = mainRoom();
    if (main?.guildId === guildId) return { kind: 'guildTaken', roomName: main.roomName };
    const taken = this.roomIn(guildId);
    if (taken !== null && this.#rooms.get(guildId)?.room.channelId !== channelId) {
      return { kind: 'guildTaken', roomName: taken };
    }
    if (taken !== null) return { kind: 'joining' };

    const sent: Sent = {
      room,
      guildName: rooms.guildName(guildId) ?? '',
      view: null,
      ended: null,
      stopRouting: routeVoice(signalling, guildId, (command) => voiceHost.send(command)),
      cancelReturn: () => undefined,
    };
    this.#rooms.set(guildId, sent);
    this.#enter(sent, signalling);
    this.#changed.emit();
    return { kind: 'joining' };
  }

  leave(guildId: GuildId): void {
    const sent = this.#rooms.get(guildId);
    if (!sent) return;
    this.#rooms.delete(guildId);
    if (!sent.ended) this.#options.voiceHost.send({ type: 'leaveBroadcast', guildId });
    this.#letGo(sent);
    this.#changed.emit();
  }

  /** Leaves them all, e.g. because the account is signed out. */
  leaveAll(): void {
    for (const { room } of [...this.#rooms.values()]) this.leave(room.guildId);
  }

  async close(): Promise<void> {
    this.leaveAll();
    await this.#scope.close();
    this.#changed.clear();
  }

  #enter({ room }: Sent, { ownUserId: userId, insecureLoopback }: VoiceSignalling): void {
    const { voiceHost } = this.#options;
    const { guildId, channelId } = room;
    voiceHost.start();
    voiceHost.send({ type: 'joinBroadcast', guildId, channelId, userId, insecureLoopback });
  }

  #heard(views: readonly EngineRoom[]): void {
    const { rooms } = this.#options;
    for (const view of views) {
      const sent = this.#rooms.get(view.guildId);
      if (!sent || sent.ended) continue;
      // A moderator moved us: the programme goes on in the other room.
      if (view.channelId !== sent.room.channelId) sent.room = rooms.room(view.channelId) ?? sent.room;
      const lost = view.phase === 'reconnecting' && sent.view?.phase !== 'reconnecting';
      if (lost) this.#options.signalling()?.checkConnection();
      sent.view = view;
      if (view.phase === 'ended') this.#end(sent, view.reason, view.error);
    }
    this.#changed.emit();
  }

  /** The engine is gone. The rooms are told so, and we come back by ourselves, if this does not go on and on. */
  #crashed(): void {
    const verdict = this.#afterCrash.crashed();
    for (const sent of this.#rooms.values()) {
      if (sent.ended) continue;
      sayGoodbye(this.#options.signalling(), sent.room.guildId);
      if (verdict === 'stay out') this.#end(sent, null, engineCrashed());
      else this.#comeBack(sent);
    }
    this.#changed.emit();
  }

  #comeBack(sent: Sent): void {
    sent.view = COMING_BACK;
    sent.cancelReturn();
    sent.cancelReturn = this.#options.clock.setTimer(() => {
      const signalling = this.#options.signalling();
      if (signalling) this.#enter(sent, signalling);
      else this.#end(sent, null, engineCrashed());
    }, RETURN_AFTER_MS);
  }

  #end(sent: Sent, reason: string | null, error: AppErrorView | null): void {
    sent.ended = { reason, error };
    this.#letGo(sent);
  }

  #letGo(sent: Sent): void {
    sent.stopRouting();
    sent.cancelReturn();
  }

  #viewOf({ room, guildName, view, ended }: Sent): BroadcastRoom {
    const listeners = this.#options.rooms.occupants(room.channelId).filter(({ isSelf }) => !isSelf);
    return {
      guildId: room.guildId,
      channelId: room.channelId,
      roomName: room.name,
      guildName,
      phase: ended ? 'ended' : (view?.phase ?? 'signalling'),
      reason: ended?.reason ?? view?.reason ?? null,
      error: ended?.error ?? null,
      listeners: listeners.length,
      packetsSent: view?.packetsSent ?? 0,
      pingMs: view?.pingMs ?? null,
      daveActive: view?.dave.active ?? false,
      relaying: (!ended && view?.relaying) ?? false,
    };
  }
}
