import { beforeEach, describe, expect, it } from 'vitest';
import { VoiceUdpSocket } from '../../../../../src/main/discord/voice/connection/udp-socket';
import { buildKeepalive, parseKeepalive } from '../../../../../src/main/discord/voice/packets';
import type { Wire, WireSocketEvents } from '../../../../../src/main/discord/voice/wire/wire';
import { SteppedClock } from '../../../../support/stepped-clock';

/** A line to a server that answers pings as long as the test lets it, on a clock that the test moves. */
let clock: SteppedClock;
let events: WireSocketEvents;
let udp: VoiceUdpSocket;
let answering: boolean;
let doubts: number;
let silences: number;
let pings: number;

beforeEach(async () => {
  clock = new SteppedClock();
  answering = true;
  doubts = 0;
  silences = 0;
  pings = 0;
  const wire: Pick<Wire, 'open'> = {
    open: async (_address, socketEvents) => {
      events = socketEvents;
      return { send: answer, sendAt: () => true, withdraw: () => true, close: async () => undefined };
    },
  };
  udp = await VoiceUdpSocket.open(wire as Wire, '192.0.2.1', 5_000, {
    clock,
    onDatagram: () => undefined,
    onMalformed: () => undefined,
    onTrouble: () => undefined,
    onDoubt: () => {
      doubts += 1;
    },
    onSilent: () => {
      silences += 1;
    },
    onLost: () => undefined,
  });
  return () => udp.close();
});

function answer(datagram: Uint8Array): void {
  const ping = parseKeepalive(Buffer.from(datagram));
  if (ping?.kind !== 'ping') return;
  pings += 1;
  if (!answering) return;
  const { sequence } = ping;
  clock.setTimer(
    () => events.onDatagram(buildKeepalive({ kind: 'pong', sequence }), clock.monotonicMs()),
    30,
  );
}

/** In steps, as `advance` alone would not let the answers come between. */
function pass(durationMs: number, each: () => void = () => undefined): void {
  for (let step = 0; step < durationMs; step += 10) {
    clock.advance(10);
    each();
  }
}

describe('the watch over the way of media', () => {
  it('asks every two seconds while it is answered, and measures the round trip', () => {
    udp.startKeepalive();
    pass(20_000);
    expect(pings).toBeGreaterThanOrEqual(9);
    expect(pings).toBeLessThanOrEqual(11);
    expect(udp.roundTripMs).toBeCloseTo(30, -1);
    expect(silences).toBe(0);
  });

  it('notices within four seconds that nothing comes back any more, and goes on asking', () => {
    udp.startKeepalive();
    pass(5_000);
    answering = false;
    pass(4_000);
    expect(silences).toBeGreaterThanOrEqual(1);
    expect(udp.lost).toBe(true);
    answering = true;
    pass(2_000);
    expect(udp.lost).toBe(false);
  });

  it('doubts the network a second before, and not for a single ping that got lost', () => {
    udp.startKeepalive();
    pass(5_000);
    answering = false;
    pass(2_000);
    expect([doubts, silences]).toEqual([1, 0]);
    answering = true;
    pass(5_000);
    expect([doubts, silences]).toEqual([1, 0]);
  });

  it('misses no answers of a server that never gave one', () => {
    answering = false;
    udp.startKeepalive();
    pass(60_000);
    expect(silences).toBe(0);
    expect(pings).toBeGreaterThan(20);
  });

  it('takes packets of others for a sign of life, for ten seconds', () => {
    udp.startKeepalive();
    pass(5_000);
    answering = false;
    const packet = Buffer.alloc(60, 0x80);
    pass(9_000, () => events.onDatagram(packet, clock.monotonicMs()));
    expect([doubts, silences]).toEqual([0, 0]);
    pass(6_000, () => events.onDatagram(packet, clock.monotonicMs()));
    expect(silences).toBeGreaterThan(0);
  });

  it('asks at once after a sleep', () => {
    udp.startKeepalive();
    pass(5_000);
    answering = false;
    udp.checkNow();
    pass(1_600);
    expect(silences).toBe(1);
  });
});
