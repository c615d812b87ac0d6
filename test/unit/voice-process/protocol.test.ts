import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { ConnectionState } from '../../../src/main/discord/voice/connection/state';
import { transition } from '../../../src/main/discord/voice/connection/transition';
import { Secret } from '../../../src/main/support/secret';
import { VoiceCommand, VoiceHostMessage } from '../../../src/main/voice-process/protocol';

describe('voice process protocol', () => {
  it('refuses what no caller of ours would send', () => {
    const source = { kind: 'tone', frequencyHz: 440, durationMs: 10 };
    const load = { type: 'deckLoad', deckId: 'a', itemId: 'one', source, gainDb: 0, loop: false, play: true };
    expect(VoiceCommand.safeParse(load).success).toBe(true);
    for (const bad of [
      { type: 'join', guildId: 'x' },
      { ...load, source: { kind: 'file', path: '', name: '', loudnessLufs: null } },
      { ...load, gainDb: 900 },
      { ...load, deckId: 'c' },
      { type: 'deckSeek', deckId: 'a', positionMs: -1 },
      {
        type: 'startRecording',
        skippedUserIds: [],
        rawMicrophone: false,
        continues: false,
        recordingId: '../up',
        sessionDir: '/x',
        title: '',
        guildName: '',
        roomName: '',
        people: [],
      },
      { type: 'selfDestruct' },
      null,
    ]) {
      expect(VoiceCommand.safeParse(bad).success).toBe(false);
    }
    expect(VoiceHostMessage.safeParse({ kind: 'port', port: 'levels' }).success).toBe(true);
    expect(VoiceHostMessage.safeParse({ kind: 'port', port: 'video' }).success).toBe(false);
  });

  it('keeps the voice token out of every printed state', () => {
    const request = {
      guildId: '1',
      channelId: '2',
      userId: '3',
      selfMute: false,
      selfDeaf: false,
      insecureLoopback: false,
    };
    let state: ConnectionState = { kind: 'idle', attempt: 0 };
    for (const event of [
      { kind: 'join', request } as const,
      { kind: 'voiceServer', token: new Secret('planted-secret'), endpoint: 'a:1' } as const,
      { kind: 'voiceState', sessionId: 's', channelId: '2' } as const,
    ]) {
      const next = transition(state, event);
      state = next.state;
      const printed = inspect(next, { depth: 10 }) + JSON.stringify(next);
      expect(printed).not.toContain('planted-secret');
    }
    expect(state.kind).toBe('connecting');
  });
});
