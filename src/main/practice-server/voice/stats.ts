/** Counters of one voice server since its start. */
export interface VoiceStats {
  packetsReceived: number;
  packetsForwarded: number;
  /** Datagrams that are no packet of any kind known here. */
  malformed: number;
  /** From an address that no session has selected, or for an SSRC that is not the sender's. */
  unknownSource: number;
  /** Whose seal is not of the session's key. */
  notAuthentic: number;
  /** RTP before the first Speaking. */
  beforeSpeaking: number;
  rtcp: number;
  /** Told to clients of their own packets. */
  reports: number;
  keepalives: number;
  discoveries: number;
  lostOnPurpose: number;
  reorderedOnPurpose: number;
  duplicatedOnPurpose: number;
  /** Not sent on, as the receiver has been silent for minutes. */
  withheldFromSilent: number;
  sendErrors: number;
  daveAccepted: number;
  daveDropped: number;
  resumes: number;
}

export function emptyStats(): VoiceStats {
  return {
    packetsReceived: 0,
    packetsForwarded: 0,
    malformed: 0,
    unknownSource: 0,
    notAuthentic: 0,
    beforeSpeaking: 0,
    rtcp: 0,
    reports: 0,
    keepalives: 0,
    discoveries: 0,
    lostOnPurpose: 0,
    reorderedOnPurpose: 0,
    duplicatedOnPurpose: 0,
    withheldFromSilent: 0,
    sendErrors: 0,
    daveAccepted: 0,
    daveDropped: 0,
    resumes: 0,
  };
}
