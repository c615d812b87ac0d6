import { beforeAll, describe, expect, it } from 'vitest';
import type { MediaSession } from '../../../../../src/main/discord/voice/connection/voice-connection';
import { VoiceCounters } from '../../../../../src/main/discord/voice/counters';
import { DaveSession } from '../../../../../src/main/discord/voice/dave/dave-session';
import {
  createTransportKey,
  parseRtpHeader,
  type TransportKey,
} from '../../../../../src/main/discord/voice/packets';
import { Sender } from '../../../../../src/main/discord/voice/send/sender';
import { systemClock } from '../../../../../src/main/support/clock';
import { silentLogger } from '../../../../../src/main/support/logger';

let key: TransportKey;
beforeAll(async () => {
  key = await createTransportKey('aead_aes256_gcm_rtpsize', Buffer.alloc(32, 1));
});

function rig(version: number) {
  const wire: Buffer[] = [];
  const slots: number[] = [];
  const speaking: boolean[] = [];
  const taken: number[] = [];
  const counters = new VoiceCounters();
  const sender = new Sender({
    counters,
    random: () => 0.999_99,
    setSpeaking: (value) => speaking.push(value),
    onFrame: ({ sequence }) => taken.push(sequence),
  });
  const dave = new DaveSession('1', '2', {
    clock: systemClock,
    sendBinary: () => undefined,
    sendTransitionReady: () => undefined,
    sendInvalidCommitWelcome: () => undefined,
    onBlocking: () => undefined,
    onChange: () => undefined,
    reachable: () => true,
    logger: silentLogger,
  });
  dave.start(version);
  let room = Number.POSITIVE_INFINITY;
  const sendAt = (slot: number, packet: Buffer) => {
    if (wire.length >= room) return false;
    slots.push(slot);
    wire.push(packet);
    return true;
  };
  let tooLate = false;
  const withdraw = (from: number) => {
    const at = slots.findIndex((slot) => slot >= from);
    if (!tooLate && at >= 0) slots.length = at;
    return !tooLate;
  };
  const leave = () => {
    tooLate = true;
  };
  const atOnce: Buffer[] = [];
  const send = (datagram: Buffer) => atOnce.push(datagram);
  const udp = { sendAt, withdraw, send } as unknown as MediaSession['udp'];
  const fill = () => {
    room = wire.length;
  };
  sender.setMedia({ ssrc: 42, key, dave, udp });
  const frame = { opus: Buffer.from('fc01', 'hex'), pcm: new Int16Array(1_920) };
  return { atOnce, sender, wire, slots, speaking, taken, counters, frame, dave, udp, fill, leave };
}

function header(packet: Buffer | undefined) {
  const result = parseRtpHeader(packet ?? Buffer.alloc(0));
  if (!result.ok) throw new Error(result.reason);
  return result.value;
}

describe('sender', () => {
  it('counts sequence and nonce by one and time by the slot, skipped slots included, across the wraps', () => {
    const { sender, wire, slots, frame } = rig(0);
    for (const slot of [1, 2, 6, 7]) sender.prepare(slot, frame);
    expect(slots).toEqual([1, 2, 6, 7]);
    const headers = wire.map((packet) => header(packet));
    const [first] = headers;
    expect(headers.map(({ sequence }) => (sequence - (first?.sequence ?? 0)) & 0xffff)).toEqual([0, 1, 2, 3]);
    expect(headers.map(({ timestamp }) => (timestamp - (first?.timestamp ?? 0)) >>> 0)).toEqual([
      0, 960, 4_800, 5_760,
    ]);
    expect(wire.map((packet) => packet.readUInt32BE(packet.length - 4))).toEqual([1, 2, 3, 4]);
    expect(headers.every(({ ssrc }) => ssrc === 42)).toBe(true);
  });

  it('announces speaking before the first packet and takes it back after five silence frames', () => {
    const { sender, wire, frame, speaking } = rig(0);
    sender.prepare(1, frame);
    expect(speaking).toEqual([true]);
    for (let slot = 2; slot < 12; slot += 1) sender.prepare(slot, null);
    const payloads = wire.map((packet) => {
      const opened = key.open(packet, 12);
      return opened.ok ? opened.value.toString('hex') : opened.reason;
    });
    expect(payloads).toEqual(['fc01', 'f8fffe', 'f8fffe', 'f8fffe', 'f8fffe', 'f8fffe']);
    expect(speaking).toEqual([true, false]);
  });

  it('ends with five silence frames at once when it is cut off, after what has left', () => {
    const { sender, wire, frame, atOnce } = rig(0);
    for (const slot of [1, 2, 3]) sender.prepare(slot, frame);
    sender.passed(2);
    sender.setMedia(null);
    expect(
      atOnce.map((packet) => key.open(packet, 12)).map((it) => it.ok && it.value.toString('hex')),
    ).toEqual(Array.from({ length: 5 }, () => 'f8fffe'));
    const [, second] = wire.map((packet) => header(packet));
    // The third was taken back: silence takes its number and its time.
    expect(atOnce.map((packet) => (header(packet).sequence - (second?.sequence ?? 0)) & 0xffff)).toEqual([
      1, 2, 3, 4, 5,
    ]);
    expect(header(atOnce[0]).timestamp).toBe(((second?.timestamp ?? 0) + 960) >>> 0);
    sender.setMedia(null);
    expect(atOnce).toHaveLength(5);
  });

  it('sends only the silence that is still owed, and none after it or without sound', () => {
    const owed = (nulls: number) => {
      const { sender, frame, atOnce } = rig(0);
      sender.prepare(1, frame);
      for (let slot = 2; slot < 2 + nulls; slot += 1) sender.prepare(slot, null);
      sender.passed(1 + nulls);
      sender.setMedia(null);
      return atOnce.length;
    };
    expect([owed(0), owed(2), owed(5), owed(9)]).toEqual([5, 3, 0, 0]);
    // Alone in the room, nothing has gone out that would have to be ended.
    const { sender, atOnce, frame } = rig(1);
    sender.prepare(1, frame);
    sender.passed(1);
    sender.setMedia(null);
    expect(atOnce).toEqual([]);
  });

  it('sends nothing undecryptable: alone without a group a frame only takes its slot', () => {
    const { sender, wire, frame, taken, counters, dave } = rig(1);
    expect(sender.wantsFrame).toBe(true);
    sender.prepare(1, frame);
    expect(wire).toEqual([]);
    expect(taken).toEqual([]);
    sender.passed(1);
    expect(taken).toHaveLength(1);
    expect(counters.packetsSent).toBe(0);
    expect(counters.held).toBe(1);
    dave.clientsConnected(['5']);
    expect(sender.wantsFrame).toBe(false);
  });

  it('goes on while the first to come is let in, for 2 s at most, and sends nothing until then', () => {
    const { sender, wire, frame, dave } = rig(1);
    for (let slot = 1; slot <= 25; slot += 1) sender.prepare(slot, frame);
    dave.clientsConnected(['5']);
    expect(sender.alone).toBe(true);
    let slot = 26;
    for (; sender.wantsFrame; slot += 1) sender.prepare(slot, frame);
    expect(slot - 26).toBe(100);
    expect(sender.alone).toBe(false);
    expect(wire).toEqual([]);
    dave.clientDisconnected('5');
    expect(sender.wantsFrame).toBe(true);
    sender.prepare(slot, frame);
    dave.clientsConnected(['5']);
    expect(sender.wantsFrame).toBe(true);
  });

  it('waits for people who were here before us', () => {
    const { sender, frame, dave } = rig(1);
    for (let slot = 1; slot < 25; slot += 1) sender.prepare(slot, frame);
    dave.clientsConnected(['5']);
    expect(sender.wantsFrame).toBe(false);
  });

  it('gives sequence numbers again for what it took back, and never a nonce', () => {
    const { sender, wire, slots, frame, taken } = rig(0);
    for (const slot of [1, 2, 3, 4, 5]) sender.prepare(slot, frame);
    sender.withdraw(3);
    expect(slots).toEqual([1, 2]);
    for (const slot of [3, 4, 5, 6]) sender.prepare(slot, { ...frame, opus: Buffer.from('fc02', 'hex') });
    const left = [...wire.slice(0, 2), ...wire.slice(5)];
    const first = header(left[0]).sequence;
    expect(left.map((packet) => (header(packet).sequence - first) & 0xffff)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(left.map((packet) => (header(packet).timestamp - header(left[0]).timestamp) >>> 0)).toEqual(
      [0, 1, 2, 3, 4, 5].map((slot) => slot * 960),
    );
    const nonces = wire.map((packet) => packet.readUInt32BE(packet.length - 4));
    expect(new Set(nonces).size).toBe(wire.length);
    sender.passed(6);
    expect(taken.map((sequence) => (sequence - first) & 0xffff)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('leaves what has begun to leave as it is, and makes nothing else for its slots', () => {
    const { sender, wire, slots, frame, leave } = rig(0);
    for (const slot of [1, 2, 3, 4]) sender.prepare(slot, frame);
    leave();
    sender.withdraw(3);
    for (const slot of [3, 4, 5]) sender.prepare(slot, { ...frame, opus: Buffer.from('fc02', 'hex') });
    expect(slots).toEqual([1, 2, 3, 4, 5]);
    const first = header(wire[0]).sequence;
    expect(wire.map((packet) => (header(packet).sequence - first) & 0xffff)).toEqual([0, 1, 2, 3, 4]);
  });

  it('sends all five silence frames after what was taken back to the middle of them', () => {
    const { sender, wire, frame, slots } = rig(0);
    sender.prepare(1, frame);
    for (let slot = 2; slot < 9; slot += 1) sender.prepare(slot, null);
    sender.withdraw(4);
    for (let slot = 4; slot < 12; slot += 1) sender.prepare(slot, null);
    expect(slots).toEqual([1, 2, 3, 4, 5, 6]);
    expect(header(wire.at(-1)).sequence).toBe((header(wire[0]).sequence + 5) & 0xffff);
  });

  it('starts the nonce again only with a new key', () => {
    const { sender, wire, frame, dave, udp } = rig(0);
    sender.prepare(1, frame);
    sender.setMedia({ ssrc: 43, key, dave, udp });
    sender.prepare(2, frame);
    expect(wire.map((packet) => packet.readUInt32BE(packet.length - 4))).toEqual([1, 1]);
    expect(header(wire[1]).sequence).toBe((header(wire[0]).sequence + 1) & 0xffff);
  });

  it('tells of a frame when its slot has come, and of those before it that were sealed ahead', () => {
    const { sender, taken, counters, frame, fill } = rig(0);
    for (const slot of [1, 2, 3]) sender.prepare(slot, frame);
    fill();
    sender.prepare(4, frame);
    expect(counters.refused).toBe(1);
    sender.passed(2);
    expect(taken).toHaveLength(2);
    expect(counters.packetsSent).toBe(2);
    sender.passed(9);
    expect(taken).toHaveLength(4);
    // The one that the wire could not take was not sent.
    expect(counters).toMatchObject({ packetsSent: 3, framesSent: 3 });
  });
});
