import type { ChannelId } from '@shared/discord/snowflake';
import { beforeEach, expect, test } from 'vitest';
import { ProgrammeBitrate, type RoomDirectory } from '../../../../src/main/services/calls';
import { Emitter } from '../../../../src/main/support/emitter';
import { ScriptedVoiceHost } from '../../../support/scripted-voice-host';

let host: ScriptedVoiceHost;
let rooms: Record<string, number>;
let main: ChannelId | null;
let further: ChannelId[];
let bitrate: ProgrammeBitrate;
const changed = new Emitter<void>();

beforeEach(() => {
  changed.clear();
  host = new ScriptedVoiceHost();
  host.start();
  rooms = { 20: 96_000, 30: 64_000, 31: 48_000 };
  main = null;
  further = [];
  bitrate = new ProgrammeBitrate({
    voiceHost: host,
    rooms: {
      room: (channelId: ChannelId) => (rooms[channelId] ? { bitrateBps: rooms[channelId] } : null),
      onRoomChanged: changed.on,
    } as unknown as RoomDirectory,
    mainRoom: () => main,
    furtherRooms: () => further,
  });
});

const told = () => host.sent('setBitrate').map((it) => [it.bitrateBps, it.furtherBps]);
const id = (channelId: string) => channelId as ChannelId;

test('it is that of the room of the call, and without one the least of the further rooms', () => {
  bitrate.look();
  expect(told()).toEqual([]);
  further = [id('30'), id('31')];
  bitrate.look();
  main = id('20');
  bitrate.look();
  bitrate.look();
  main = null;
  further = [id('30')];
  bitrate.look();
  expect(told()).toEqual([
    [48_000, 48_000],
    [96_000, 48_000],
    [64_000, 64_000],
  ]);
});

test('it follows edits of the room, and what cannot be is not asked for', () => {
  main = id('20');
  bitrate.look();
  rooms[20] = 32_000;
  changed.emit();
  rooms[20] = 1;
  changed.emit();
  delete rooms[20];
  changed.emit();
  expect(told()).toEqual([
    [96_000, 96_000],
    [32_000, 32_000],
    [8_000, 8_000],
  ]);
});

test('an engine that was started anew is told again', () => {
  main = id('20');
  bitrate.look();
  host.crash();
  host.start();
  expect(told()).toEqual([
    [96_000, 96_000],
    [96_000, 96_000],
  ]);
});

test('after closing it says nothing', async () => {
  main = id('20');
  await bitrate.close();
  changed.emit();
  expect(told()).toEqual([]);
});
