import type { RtpHeader } from '../../discord/voice/packets';

/** An RTP packet with the transport encryption off; DAVE's is still on. */
export interface MediaPacket {
  header: RtpHeader;
  /** The clear header as received: it goes on unchanged (sequence, timestamp and SSRC stay the sender's). */
  clearHeader: Buffer;
  /** Extension elements, media payload and padding, as they were sealed. */
  payload: Buffer;
}
