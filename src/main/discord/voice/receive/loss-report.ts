/** What a voice server says of our own packets, every few seconds where it does. */
import type { MediaSession } from '../connection/voice-connection';
import type { VoiceCounters } from '../counters';
import { reportedLoss } from '../packets/rtcp';
import { RTCP_CLEAR_BYTES } from '../packets/transport-crypto';

/** The share of them that was lost, 0..1, out of an RTCP datagram; null when it does not tell. */
export function readLossReport(
  { key, ssrc }: MediaSession,
  datagram: Buffer,
  counters: VoiceCounters,
): number | null {
  if (key.headerRule !== 'rtpsize') return null;
  const opened = key.open(datagram, RTCP_CLEAR_BYTES);
  if (!opened.ok) {
    counters.malformed(opened.reason);
    return null;
  }
  return reportedLoss(Buffer.concat([datagram.subarray(0, RTCP_CLEAR_BYTES), opened.value]), ssrc);
}
