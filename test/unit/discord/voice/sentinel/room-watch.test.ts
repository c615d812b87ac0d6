import { describe, expect, it } from 'vitest';
import { ReportedLoss } from '../../../../../src/main/discord/voice/sentinel/reported-loss';
import { RoomWatch } from '../../../../../src/main/discord/voice/sentinel/room-watch';

describe('the loss that a server reports', () => {
  it('is known until it has not been repeated for a while', () => {
    const loss = new ReportedLoss();
    expect(loss.at(0)).toBeNull();
    loss.report(0.2, 1_000);
    expect(loss.at(6_000)).toBe(0.2);
    expect(loss.at(16_000)).toBeNull();
  });
});

describe('the watch over a further room', () => {
  function aRoom() {
    const watch = new RoomWatch('100');
    const room = { connected: true, expected: true, packetsSent: 0, strangers: [] as string[] };
    let nowMs = 50_000;
    const step = (count: number, packets = 25) => {
      for (let i = 0; i < count; i += 1) {
        nowMs += 500;
        room.packetsSent += packets;
        watch.observe({ ...room, nowMs, wallMs: nowMs });
      }
      return watch.alarms.map(({ alarmId, guildId, kind }) => [alarmId, guildId, kind]);
    };
    return { watch, room, step, report: (share: number) => watch.loss.report(share, nowMs) };
  }

  it('says when nothing leaves for it, and is done with that as soon as it is cut off or left', () => {
    const { room, step } = aRoom();
    expect(step(20)).toEqual([]);
    expect(step(5, 0)).toEqual([['100:out:own:noPackets', '100', 'noPackets']]);
    room.connected = false;
    expect(step(1, 0)).toEqual([]);
  });

  it('says what its server loses and who is in its group without being there; nothing of the programme', () => {
    const { room, step, report } = aRoom();
    report(0.3);
    room.strangers = ['9'];
    expect(step(1)).toEqual([
      ['100:out:own:loss', '100', 'loss'],
      ['100:in:9:stranger', '100', 'stranger'],
    ]);
    room.strangers = [];
    // The server has not said it again.
    expect(step(50)).toEqual([]);
  });
});
