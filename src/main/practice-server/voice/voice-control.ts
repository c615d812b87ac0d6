import type { GroupTrouble } from '../members/voice-port';
import type { BlackHoles } from './black-holes';
import type { Call } from './call';
import type { VoiceGateway } from './gateway';
import type { ImpairedSender, Impairment } from './impaired-sender';
import type { MediaSocket } from './media-socket';
import type { SessionRegistry } from './registry';

/** Misbehaviour on request: what a scenario or a test makes the voice server do. */
export interface VoiceControl {
  /** Closes a user's voice WebSocket with any code; below 4000 and 4015 the session stays resumable. */
  closeClient(userId: string, code: number, reason?: string): void;
  /** Loses, reorders or doubles a share of the packets to UDP clients from now on; `{}` ends it. */
  impairNetwork(impairment: Partial<Impairment>): void;
  /** From now on nothing gets through between the server and the UDP address that a user has now. */
  blackHole(userId: string): void;
  /** Trouble with the end-to-end encryption of the rooms that a user is in. */
  shakeGroup(userId: string, how: GroupTrouble): void;
  /** Everybody in the channel starts a new DAVE group (op 24 with epoch 1). */
  resetGroup(channelId: string): void;
  /** The channel goes down to plain frames (op 21 to version 0); `resetGroup` leads up again. */
  downgrade(channelId: string): void;
  /** The next commit or welcome announced to this user is damaged. */
  spoilNextAnnouncement(userId: string): void;
  /** Sends any bytes to a user's media address. */
  sendDatagram(userId: string, datagram: Buffer): void;
  /** Epoch and members of a channel's group; null when there is no call. */
  group(channelId: string): { epoch: bigint; members: string[]; protocolVersion: number } | null;
}

export function createVoiceControl(parts: {
  gateway: VoiceGateway;
  sessions: SessionRegistry;
  calls: ReadonlyMap<string, Call>;
  media: MediaSocket;
  network: ImpairedSender;
  holes: BlackHoles;
}): VoiceControl {
  const { gateway, sessions, calls, media, network, holes } = parts;
  return {
    closeClient: (userId, code, reason) => gateway.closeClient(userId, code, reason),
    impairNetwork: (impairment) => network.impair(impairment),
    blackHole: (userId) => {
      for (const { path } of sessions.ofUser(userId)) if (path.kind === 'udp') holes.swallow(path.remote);
    },
    shakeGroup: (userId, how) => {
      for (const { seat } of sessions.ofUser(userId)) {
        const delivery = calls.get(seat.channelId)?.delivery;
        if (how === 'newGroup') delivery?.resetGroup();
        else if (how === 'plain') delivery?.downgrade();
        else delivery?.spoilNextAnnouncement(userId);
      }
    },
    resetGroup: (channelId) => calls.get(channelId)?.delivery?.resetGroup(),
    downgrade: (channelId) => {
      calls.get(channelId)?.delivery?.downgrade();
    },
    spoilNextAnnouncement: (userId) => {
      for (const session of sessions.ofUser(userId))
        calls.get(session.seat.channelId)?.delivery?.spoilNextAnnouncement(userId);
    },
    sendDatagram: (userId, datagram) => {
      for (const session of sessions.ofUser(userId))
        if (session.path.kind === 'udp') media.send(datagram, session.path.remote);
    },
    group: (channelId) => {
      const delivery = calls.get(channelId)?.delivery;
      if (!delivery) return null;
      const { epoch, members, protocolVersion } = delivery;
      return { epoch, members, protocolVersion };
    },
  };
}
