import { Op } from '../codes';

/**
 * Frames that no documentation knows, as a future Discord might send them: a client has to let them pass. None has a
 * sequence number, so that the session's own count stays true.
 */
const STRANGERS: readonly (() => unknown)[] = [
  () => ({ op: 99, d: { later: true }, s: null, t: null }),
  () => ({ op: -1, d: null, s: null, t: null }),
  () => ({
    op: Op.DISPATCH,
    d: { guild_id: '1', anything: [1, null, {}] },
    s: null,
    t: 'GUILD_HOROSCOPE_UPDATE',
  }),
  () => ({ op: Op.DISPATCH, d: null, s: null, t: 'VOICE_STATE_UPDATE' }),
  () => ({ op: Op.DISPATCH, d: { guild_id: '999', user_id: null }, s: null, t: 'VOICE_STATE_UPDATE' }),
  () => ({ op: Op.DISPATCH, d: { id: '42', guild_id: '999999999999999999' }, s: null, t: 'CHANNEL_UPDATE' }),
  () => ({ op: Op.DISPATCH, d: 'text', s: null, t: 'MESSAGE_CREATE' }),
  () => ({ op: Op.DISPATCH, d: {}, s: null, t: null }),
  () => ({ op: Op.HEARTBEAT_ACK, d: { extra: 1 }, s: null, t: null, trace: ['x'] }),
  () => [1, 2, 3],
];

export function strangerFrame(which: number): string {
  return JSON.stringify(STRANGERS[which % STRANGERS.length]?.());
}
