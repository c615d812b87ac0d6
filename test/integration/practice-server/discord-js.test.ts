import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PracticeServer, startPracticeServer } from '../../../src/main/practice-server/practice-server';
import { type CounterpartRun, runCounterpart } from './counterpart';

/** discord.js, unmodified, judges whether this is a Discord. It runs once; each test looks at a part of what it saw. */
let server: PracticeServer;
let run: CounterpartRun;
beforeAll(async () => {
  server = await startPracticeServer({
    seed: 'judge',
    scripted: false,
    startVoice: null,
    identifyIntervalMs: 0,
  });
  run = await runCounterpart('discord-js.mjs', server.info);
});
afterAll(() => server.close());

describe('discord.js against the practice server', () => {
  it('gets to the end without a failure', () => {
    expect(run.steps.get('failed')).toBeUndefined();
    expect(run.steps.get('clientError')).toBeUndefined();
    expect(run.steps.has('done')).toBe(true);
    expect(run.exitCode).toBe(0);
  });

  it('sees the guild, its members, roles and permissions', () => {
    const guild = server.world.guild(server.guildId);
    expect(run.steps.get('guild')).toMatchObject({
      name: guild?.name,
      channels: [...(guild?.channels.values() ?? [])].map(({ name }) => name),
      members: 25,
      owner: guild?.owner_id,
      mayManageChannels: true,
      administrator: false,
      seesStaff: false,
    });
    expect(run.steps.get('application')).toMatchObject({ id: server.applicationId });
  });

  it('reads, sends, edits, replies to and deletes messages', () => {
    expect(run.steps.get('history')).toEqual({ count: 5, newestFirst: true });
    expect(run.steps.get('sent')).toMatchObject({ sameForSameNonce: true, echoed: true, nonce: '42' });
    expect(run.steps.get('edited')).toEqual({ content: 'edited by discord.js', hasEditTime: true });
    expect(run.steps.get('replied')).toEqual({ referenced: true });
    expect(run.steps.get('deleted')).toEqual({ codeAfterwards: 10008 });
  });

  it('hears simulated members write, join and leave', () => {
    expect(run.steps.get('memberWrote')).toEqual({ content: 'a member writes' });
    expect(run.steps.get('memberJoined')).toEqual({
      channelId: server.voiceChannelId,
      cached: server.voiceChannelId,
    });
    expect(run.steps.get('memberLeft')).toEqual({ channelId: null, cached: null });
  });

  it('builds a room and takes it away again', () => {
    expect(run.steps.get('channelCreated')).toEqual({ sameId: true, userLimit: 5, type: 2 });
    expect(run.steps.get('channelUpdated')).toEqual({ name: 'Renamed here', bitrate: 32_000 });
    expect(run.steps.get('channelDeleted')).toEqual({ sameId: true });
  });

  it('understands refusals', () => {
    expect(run.steps.get('refused')).toEqual({ unknownChannel: 10003, hiddenChannel: 50001, status: 403 });
  });

  it('resumes after a cut socket with what it missed, after op 7, and identifies anew after op 9', () => {
    expect(Number(run.steps.get('resumedAfterCut')?.replayed)).toBeGreaterThanOrEqual(1);
    expect(run.steps.has('resumedAfterReconnect')).toBe(true);
    expect(run.steps.has('identifiedAfterInvalidSession')).toBe(true);
  });
});
