/**
 * Who hears what we play: told alike by the desk, the call bar, the window's title and the tray. Pure, and free of zod, so
 * that the window has it at its start.
 */
import type { CallState } from './calls';
import type { BroadcastRoom } from './live';

export interface AirState {
  kind: AirKind;
  /** The rooms that hear us: the call's first, then those of the broadcast. */
  heardIn: readonly string[];
  /**
   * Those of them that hear something at this moment: all while something of ours sounds, else the further rooms that are
   * given what people say in the call's.
   */
  airIn: readonly string[];
  /** Every room we are in or on the way to, in the same order. */
  rooms: readonly string[];
  /** In a call, or on the way to it: there is something to be muted in. */
  inCall: boolean;
  /** Muted in the call's own room; the rooms of a broadcast hear the programme all the same. */
  muted: boolean;
}

export type AirKind =
  /** In no room: what is played is heard in the own ears alone. */
  | 'ears'
  | 'joining'
  | 'reconnecting'
  /** In the call's room, connected, and muted by ourselves; no further room hears us either. */
  | 'muted'
  /** Heard if anything sounded. */
  | 'silent'
  | 'onAir';

/** What it depends on of a call, and of a room of a broadcast. */
export type AirCall =
  | { kind: 'idle' | 'ended' }
  | Pick<Extract<CallState, { kind: 'active' }>, 'kind' | 'roomName' | 'phase' | 'readyAtMs' | 'selfMute'>;
export type AirRoom = Pick<BroadcastRoom, 'roomName' | 'guildName' | 'phase' | 'relaying'>;

/** @param sounding something of ours is audible at this moment to whoever hears us */
export function airOf(call: AirCall, broadcast: readonly AirRoom[], sounding: boolean): AirState {
  const main = call.kind === 'active' ? call : null;
  const further = broadcast.filter(({ phase }) => phase !== 'ended');
  const names = [...(main ? [main.roomName] : []), ...further.map(({ roomName }) => roomName)];
  /** Many guilds have a room of the same name: then the guild says which. */
  const nameOf = ({ roomName, guildName }: AirRoom) =>
    names.filter((name) => name === roomName).length > 1 ? `${roomName} · ${guildName}` : roomName;
  const rooms = [...(main ? [main.roomName] : []), ...further.map(nameOf)];
  const muted = main?.selfMute ?? false;
  const ready = further.filter(({ phase }) => phase === 'ready');
  const heardIn = [...(main?.phase === 'ready' && !muted ? [main.roomName] : []), ...ready.map(nameOf)];
  const airIn = sounding ? heardIn : ready.filter(({ relaying }) => relaying).map(nameOf);
  return {
    kind: kindOf(main, further, heardIn.length > 0, airIn.length > 0),
    heardIn,
    airIn,
    rooms,
    inCall: main !== null,
    muted,
  };
}

function kindOf(
  main: Extract<AirCall, { kind: 'active' }> | null,
  further: readonly AirRoom[],
  heard: boolean,
  airing: boolean,
): AirKind {
  if (heard) return airing ? 'onAir' : 'silent';
  if (main?.phase === 'ready') return 'muted';
  // Whoever was connected once is on the way back, whatever step of it that is.
  if (main) return main.phase === 'reconnecting' || main.readyAtMs !== null ? 'reconnecting' : 'joining';
  if (further.length === 0) return 'ears';
  return further.some(({ phase }) => phase === 'reconnecting') ? 'reconnecting' : 'joining';
}

/** "Lounge", "Lounge and 2 more"; empty for none. */
export function roomsText(rooms: readonly string[]): string {
  const [first = '', ...others] = rooms;
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}
