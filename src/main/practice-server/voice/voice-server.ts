/**
 * The practice server's voice half, put together: voice gateway, media socket, calls, simulated members' voices.
 * Started by the practice server's composition with what the world knows (`VoiceAuthority`).
 */

import type { EncryptionMode, RtpHeader } from '../../discord/voice/packets';
import type { Clock } from '../../support/clock';
import type { Logger } from '../../support/logger';
import { MemberVoices } from '../members/speech/member-voices';
import { loadVoices } from '../members/speech/voice-library';
import type { VoiceMember } from '../members/speech/voice-member';
import type { SimulatedMemberVoice, StartVoiceServer, VoiceServerHandle } from '../members/voice-port';
import { SeededRandom } from '../world/random';
import { BlackHoles } from './black-holes';
import { Call } from './call';
import type { DeliveryServiceOptions } from './dave/delivery-service';
import { loadMlsCodec } from './dave/mls-codec';
import { VoiceGateway } from './gateway';
import { ImpairedSender } from './impaired-sender';
import { listenOnLoopback } from './loopback-listener';
import { MediaReceiver } from './media-receiver';
import { MediaSocket } from './media-socket';
import type { VoiceAuthority, VoiceSeat } from './port';
import { SessionRegistry } from './registry';
import { makeSelfSigned } from './self-signed';
import type { Address } from './session';
import { emptyStats, type VoiceStats } from './stats';
import { createVoiceControl, type VoiceControl } from './voice-control';
import { webSocketLink } from './web-socket-link';

export interface VoiceServerOptions {
  authority: VoiceAuthority;
  clock: Clock;
  logger: Logger;
  /** Decides SSRCs and where members begin in their lines; keys are always random. */
  seed: string;
  /** Folder of the prerecorded voices (`resources/practice-voices`). */
  voicesDir: string;
  /** Loopback address to listen on. */
  host?: string;
  /** Offer only these encryption modes, to see a client take the one it does not prefer. */
  modes?: readonly EncryptionMode[];
  dave?: Pick<DeliveryServiceOptions, 'firstTransition' | 'readyTimeoutMs'>;
  /** Hears of each packet of a client that its key has opened, for those who measure. */
  onPacket?: (seat: VoiceSeat, header: RtpHeader, payloadBytes: number) => void;
}

export interface VoiceServer extends VoiceServerHandle {
  /** The certificate that a client which insists on `wss://` has to trust. */
  readonly certificatePem: string;
  readonly memberVoice: SimulatedMemberVoice;
  readonly stats: VoiceStats;
  /** Simulated members in calls, with what they sent and heard. */
  readonly members: readonly VoiceMember[];
  readonly control: VoiceControl;
}

/** Starts the voice server on free loopback ports. Throws `practice/start-failed` when its voices are missing. */
export async function startVoiceServer(options: VoiceServerOptions): Promise<VoiceServer> {
  const { authority, clock, logger, seed } = options;
  const host = options.host ?? '127.0.0.1';
  const [mls, voices] = await Promise.all([loadMlsCodec(), loadVoices(options.voicesDir)]);
  const stats = emptyStats();
  const sessions = new SessionRegistry();
  const calls = new Map<string, Call>();
  const random = new SeededRandom(`${seed}/voice`);

  const receiver = new MediaReceiver({
    stats,
    reply: (datagram, to) => send(datagram, to),
    sessionOfSsrc: sessions.ofSsrc,
    sessionOfAddress: sessions.ofAddress,
    nowMs: () => clock.monotonicMs(),
    arrives: () => network.arrives(),
    onPacket: (session, packet) => {
      options.onPacket?.(session.seat, packet.header, packet.payload.length);
      calls.get(session.seat.channelId)?.forward(session, packet);
    },
  });
  const holes = new BlackHoles();
  const media = new MediaSocket(stats, (datagram, from) => {
    if (!holes.has(from)) receiver.handle(datagram, from);
  });
  const send = (datagram: Buffer, to: Address) => {
    if (!holes.has(to)) media.send(datagram, to);
  };
  const network = new ImpairedSender(send, random.fork('network'), stats, clock);
  const mediaPort = await media.listen(host);
  const gateway = new VoiceGateway({
    authority,
    clock,
    logger,
    stats,
    sessions,
    mediaAddress: () => ({ address: host, port: mediaPort }),
    sendDatagram: network.send,
    ...(options.modes ? { modes: options.modes } : {}),
    newSsrc: () => {
      let ssrc = random.between(1, 0xffff_ffff);
      while (sessions.ofSsrc(ssrc)) ssrc = random.between(1, 0xffff_ffff);
      return ssrc;
    },
    callOf: (seat) => {
      const known = calls.get(seat.channelId);
      if (known) return known;
      const call = new Call({
        seat,
        clock,
        logger,
        mls,
        stats,
        dave: options.dave ?? {},
      });
      calls.set(seat.channelId, call);
      return call;
    },
    onLeft: (call) => {
      if (!call.empty) return;
      call.close();
      calls.delete(call.channelId);
    },
  });
  const stopSeats = authority.onSeatEnded((seat, reason) => gateway.endSeat(seat, reason));
  const certificate = makeSelfSigned(host, clock.now());
  const listener = await listenOnLoopback({
    host,
    certificate,
    logger: logger.child('ws'),
    onConnection: (socket) => webSocketLink(socket, gateway, logger),
  });
  const memberVoices = new MemberVoices({ gateway, voices, clock, logger: logger.child('members'), seed });

  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    stopSeats();
    memberVoices.close();
    gateway.close();
    network.close();
    for (const call of calls.values()) call.close();
    await Promise.all([listener.close(), media.close()]);
  };
  return {
    endpoint: `${host}:${listener.port}`,
    certificatePem: certificate.certificatePem,
    memberVoice: memberVoices,
    stats,
    get members() {
      return memberVoices.members;
    },
    control: createVoiceControl({ gateway, sessions, calls, media, network, holes }),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

/** `startVoiceServer` with its voices chosen, in the shape that the practice server's composition takes. */
export function voiceStarter(voicesDir: string): StartVoiceServer {
  return (dependencies) => startVoiceServer({ ...dependencies, voicesDir });
}
