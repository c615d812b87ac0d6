import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readGatewayText } from '../../../../../src/main/discord/voice/connection/gateway-messages';
import { gatewayUrl } from '../../../../../src/main/discord/voice/connection/gateway-url';
import { Heartbeat } from '../../../../../src/main/discord/voice/connection/heartbeat';
import type { Clock } from '../../../../../src/main/support/clock';

describe('voice gateway messages', () => {
  const read = (value: unknown) => readGatewayText(JSON.stringify(value));

  it('reads what a server sends, sequence 0 included, unknown fields ignored', () => {
    expect(read({ op: 8, d: { v: 8, heartbeat_interval: 13_750.5 } })).toEqual({
      kind: 'message',
      message: { type: 'hello', heartbeatIntervalMs: 13_750.5 },
      sequence: null,
    });
    expect(read({ op: 5, d: { user_id: '9', ssrc: 4_294_967_295, speaking: 0, extra: 1 }, seq: 0 })).toEqual({
      kind: 'message',
      message: { type: 'speaking', userId: '9', ssrc: 4_294_967_295, flags: 0 },
      sequence: 0,
    });
    expect(read({ op: 2, d: { ssrc: 1, ip: '2001:db8::1', port: 1, modes: [] } })).toMatchObject({
      message: { type: 'ready', ip: '2001:db8::1' },
    });
    expect(read({ op: 12, d: { user_id: '9', audio_ssrc: 7, video_ssrc: 8, streams: [] } })).toMatchObject({
      message: { type: 'video', userId: '9', audioSsrc: 7 },
    });
    const description = { mode: 'm', secret_key: Array.from({ length: 32 }, (_, i) => i) };
    expect(read({ op: 4, d: description })).toMatchObject({ message: { daveVersion: 0 } });
    expect(read({ op: 24, d: { protocol_version: 1, epoch: 1 } })).toMatchObject({
      message: { type: 'davePrepareEpoch', version: 1, epoch: 1 },
    });
  });

  it('takes unknown opcodes as normal and refuses what is malformed', () => {
    expect(read({ op: 99, d: null, seq: 3 })).toEqual({
      kind: 'message',
      message: { type: 'other', op: 99 },
      sequence: 3,
    });
    for (const bad of [
      { op: 'x' },
      { op: 2, d: { ssrc: -1, ip: '1.1.1.1', port: 1, modes: [] } },
      { op: 2, d: { ssrc: 1, ip: '1.1.1.1', port: 70_000, modes: [] } },
      { op: 2, d: { ssrc: 1, ip: 'somewhere.example', port: 1, modes: [] } },
      { op: 4, d: { mode: 'm', secret_key: [1, 2, 3] } },
      { op: 8, d: { heartbeat_interval: -5 } },
      { op: 21, d: { transition_id: 70_000, protocol_version: 1 } },
      null,
      [],
    ]) {
      expect(read(bad)).toEqual({ kind: 'malformed' });
    }
    expect(readGatewayText('{')).toEqual({ kind: 'malformed' });
  });

  it('never throws on arbitrary JSON', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 32 }), fc.jsonValue(), (op, d) => {
        readGatewayText(JSON.stringify({ op, d }));
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => void readGatewayText(text)));
  });
});

describe('voice gateway address', () => {
  const url = (endpoint: string, insecure: boolean) => {
    const result = gatewayUrl(endpoint, insecure);
    return result.kind === 'url' ? result.url : result.kind;
  };

  it('is encrypted, and plain only for a loopback host that was declared one', () => {
    expect(url('tel-aviv10002.discord.media:443', false)).toBe('wss://tel-aviv10002.discord.media:443/?v=8');
    expect(url('127.0.0.1:5000', false)).toBe('wss://127.0.0.1:5000/?v=8');
    expect(url('127.0.0.1:5000', true)).toBe('ws://127.0.0.1:5000/?v=8');
    expect(url('localhost:1', true)).toBe('ws://localhost:1/?v=8');
    expect(url('[::1]:1', true)).toBe('ws://[::1]:1/?v=8');
    expect(url('127.0.0.1.example.com:443', true)).toBe('wss://127.0.0.1.example.com:443/?v=8');
  });

  it('refuses an endpoint that is more than host and port', () => {
    for (const endpoint of ['a/b', 'user@host:1', 'host:1?x=', 'host:1#', '', 'ws://host', 'a b']) {
      expect(url(endpoint, true)).toBe('refused');
    }
  });
});

describe('heartbeat', () => {
  function rig() {
    let now = 0;
    let due: (() => void) | undefined;
    const beats: number[] = [];
    let dead = 0;
    const clock: Clock = {
      now: () => now,
      monotonicMs: () => now,
      setTimer: (callback) => {
        due = callback;
        return () => {
          due = undefined;
        };
      },
    };
    const heartbeat = new Heartbeat({
      clock,
      beat: (nonce) => beats.push(nonce),
      dead: () => {
        dead += 1;
      },
    });
    return {
      heartbeat,
      beats,
      pass: (ms: number) => {
        now += ms;
        due?.();
      },
      wait: (ms: number) => {
        now += ms;
      },
      get dead() {
        return dead;
      },
      get armed() {
        return due !== undefined;
      },
    };
  }

  it('beats with new integers, measures the answer, and calls three silent beats dead', () => {
    const test = rig();
    test.heartbeat.start(13_750.5);
    test.wait(30);
    test.heartbeat.acknowledge(1);
    expect(test.heartbeat.pingMs).toBe(30);
    test.pass(13_750);
    test.pass(13_750);
    test.pass(13_750);
    expect(test.beats).toEqual([1, 2, 3, 4]);
    expect(test.dead).toBe(0);
    test.pass(13_750);
    expect(test.dead).toBe(1);
    expect(test.armed).toBe(false);
  });

  it('answers a request for a beat without taking it for silence', () => {
    const test = rig();
    test.heartbeat.start(5_000);
    for (let i = 0; i < 10; i += 1) test.heartbeat.beatOnRequest();
    expect(test.dead).toBe(0);
    expect(test.beats).toHaveLength(11);
  });

  it('stops without a timer left', () => {
    const test = rig();
    test.heartbeat.start(100);
    test.heartbeat.stop();
    expect(test.armed).toBe(false);
  });
});
