import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChannelId } from '../../src/shared/discord/snowflake';
import { DEFAULT_RECORDER_SETTINGS } from '../../src/shared/models/recorder';
import { until } from '../support/headless';
import { control } from './core-support';
import { type RecorderSite, startRecorderSite } from './recorder-support';

const CHILD = resolve('test/integration/recorder-child.ts');
const NOTICE = DEFAULT_RECORDER_SETTINGS.notice.text;
const STATUS = DEFAULT_RECORDER_SETTINGS.status.text;

let site: RecorderSite;
beforeEach(async () => {
  site = await startRecorderSite();
});
afterEach(() => site.close());

const statusIs = (text: string | null) =>
  until(`the status "${text}"`, () => site.room.status === text || undefined);

async function recording() {
  const app = await site.open();
  await app.api.calls.join(site.place);
  const { recordingId } = await app.api.calls.startRecording();
  return { ...app, recordingId };
}

const logOf = async (recordingId: string) => {
  const path = join(site.dataDir, 'recordings', recordingId, 'consent.jsonl');
  const text = await readFile(path, 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { kind: string; text: string; displayName: string | null });
};

describe('a room that is recorded', { timeout: 40_000 }, () => {
  it('is told in its chat and by its status, which is put back when the recording ends', async () => {
    site.setStatus('Quiz at eight');
    await site.move(0, site.channelId);
    const { api, recordingId } = await recording();
    await statusIs(STATUS);
    await until('the notice', () => site.chat().some(({ content }) => content === NOTICE) || undefined);
    await site.move(1, site.channelId);
    await until('who came', async () => (await api.recorder.state()).consent?.joined === 1 || undefined);

    await api.calls.stopRecording();
    await statusIs('Quiz at eight');
    const kinds = await until('the log', async () => {
      const found = (await logOf(recordingId)).map(({ kind }) => kind);
      return found.includes('statusRestored') ? found : undefined;
    });
    expect(kinds).toEqual(
      expect.arrayContaining([
        'present',
        'noticePosted',
        'statusSet',
        'joinedWhileRecording',
        'statusRestored',
      ]),
    );
    const read = await api.recorder.consentLog({ recordingId });
    expect(read.find(({ kind }) => kind === 'present')?.displayName).toBe(site.person(0).displayName);
    expect(read.find(({ kind }) => kind === 'joinedWhileRecording')?.userId).toBe(site.person(1).userId);
  });

  it('has its status back when we leave it, and when the app closes', async () => {
    site.setStatus('Quiz at eight');
    await site.move(0, site.channelId);
    const first = await recording();
    await statusIs(STATUS);
    await first.api.calls.leave();
    expect(site.room.status).toBe('Quiz at eight');

    await first.api.calls.join(site.place);
    await first.api.calls.startRecording();
    await statusIs(STATUS);
    await first.close();
    expect(site.room.status).toBe('Quiz at eight');
  });

  it('has its status back when we go into another room; one that is full changes nothing', async () => {
    const guild = site.server.world.guild(site.guildId);
    const other = [...(guild?.channels.values() ?? [])].find(
      ({ id, type }) => type === 2 && id !== site.channelId,
    );
    if (!other) throw new Error('a second room is needed');
    // From outside the status of a room takes this permission, too; a full room lets in who may move people.
    site.deny('MANAGE_CHANNELS', 'MOVE_MEMBERS');
    other.user_limit = 1;
    await site.move(1, other.id);
    await site.move(0, site.channelId);
    site.setStatus('Quiz at eight');
    const { api } = await recording();
    await statusIs(STATUS);
    const elsewhere = { guildId: site.guildId, channelId: ChannelId.parse(other.id) };

    expect(await api.calls.join(elsewhere)).toMatchObject({ kind: 'roomFull' });
    expect(site.room.status).toBe(STATUS);
    await site.move(1, null);
    await until('an empty room', async () => {
      const { occupants } = await api.workspace.snapshot();
      return occupants.every(({ channelId }) => channelId !== other.id) || undefined;
    });
    await api.calls.join(elsewhere);
    expect(site.room.status).toBe('Quiz at eight');
    expect((await api.recorder.state()).restoreTrouble).toBeNull();
  });

  it('is told again by hand when the network was gone, and what it knows is not repeated', async () => {
    await control(site.server, 'POST', '/trouble', {
      rest: { faults: [{ kind: 'reset', methods: ['POST'], path: '/channels/:id/messages' }] },
    });
    const { api, recordingId } = await recording();
    await statusIs(STATUS);
    await until(
      'the failure',
      async () => (await api.recorder.state()).consent?.notice === 'failed' || undefined,
      30_000,
    );
    await control(site.server, 'POST', '/trouble', {});
    await api.recorder.tellAgain();
    await until('the notice', () => site.chat().some(({ content }) => content === NOTICE) || undefined);
    const told = await until('nothing left to tell', async () => {
      const { consent } = await api.recorder.state();
      return consent?.notice === 'done' ? consent : undefined;
    });
    expect(told.troubles).toEqual([]);
    await api.recorder.tellAgain();
    await api.calls.stopRecording();
    const kinds = await until('the log', async () => {
      const found = (await logOf(recordingId)).map(({ kind }) => kind);
      return found.includes('statusRestored') ? found : undefined;
    });
    expect(kinds.filter((kind) => kind === 'noticePosted')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'statusSet')).toHaveLength(1);
    expect(kinds).toContain('failed');
  });

  it('is told by itself once the network is back, and what failed stays to be seen until then', async () => {
    await control(site.server, 'POST', '/trouble', {
      rest: { faults: [{ kind: 'reset', methods: ['POST'], path: '/channels/:id/messages' }] },
    });
    const { api } = await recording();
    const waiting = await until(
      'the next attempt',
      async () => {
        const { consent } = await api.recorder.state();
        return consent?.retryAtMs ? consent : undefined;
      },
      30_000,
    );
    expect(waiting).toMatchObject({ notice: 'failed', troubles: [{ about: 'notice' }] });
    await control(site.server, 'POST', '/trouble', {});
    await until(
      'the notice',
      () => site.chat().some(({ content }) => content === NOTICE) || undefined,
      15_000,
    );
    const told = await until('nothing left to tell', async () => {
      const { consent } = await api.recorder.state();
      return consent?.notice === 'done' ? consent : undefined;
    });
    expect(told).toMatchObject({ troubles: [], retryAtMs: null });
    await api.calls.stopRecording();
  });

  it('keeps a status that somebody wrote meanwhile', async () => {
    site.setStatus('Quiz at eight');
    await site.move(0, site.channelId);
    const { api, recordingId } = await recording();
    await statusIs(STATUS);
    site.setStatus('Quiz over, music');
    await api.calls.stopRecording();
    await until(
      'the log',
      async () => (await logOf(recordingId)).some(({ kind }) => kind === 'statusLeft') || undefined,
    );
    expect(site.room.status).toBe('Quiz over, music');
  });

  it('has its status back later when it could not be put back at once', async () => {
    site.setStatus('Quiz at eight');
    await site.move(0, site.channelId);
    const first = await recording();
    await statusIs(STATUS);
    const grant = site.deny('SET_VOICE_CHANNEL_STATUS');
    await first.api.calls.stopRecording();
    await until(
      'the log',
      async () => (await logOf(first.recordingId)).some(({ kind }) => kind === 'failed') || undefined,
    );
    expect(site.room.status).toBe(STATUS);
    expect((await first.api.recorder.state()).restoreTrouble).toMatchObject({
      refusal: { kind: 'missingPermission', permission: 'Set Voice Channel Status' },
    });
    await first.close();
    grant();
    await site.open();
    await statusIs('Quiz at eight');
  });

  it('hears the spoken notice, and the log says so; muted, it says why not', async () => {
    const path = join(site.dataDir, 'spoken notice.wav');
    const tone = 'sine=frequency=440:duration=1';
    await promisify(execFile)('ffmpeg', ['-loglevel', 'error', '-f', 'lavfi', '-i', tone, path]);
    const { api } = await site.open({ pickedAudio: () => [path] });
    expect(await api.recorder.pickClip()).toMatchObject({ spokenClip: 'spoken notice.wav' });
    await api.calls.join(site.place);
    const heard = await api.calls.startRecording();
    await until('it to play', async () => (await api.recorder.state()).consent?.clip === 'done' || undefined);
    await api.calls.stopRecording();
    await until(
      'the log',
      async () =>
        (await logOf(heard.recordingId)).some(
          ({ kind, text }) => kind === 'clipPlayed' && text === 'spoken notice.wav',
        ) || undefined,
    );
    await until('it to end', async () => {
      const state = await api.calls.state();
      return (state.kind === 'active' && state.recording.kind === 'off') || undefined;
    });
    await api.calls.setSelfMute({ muted: true });
    await api.calls.startRecording();
    await until(
      'it to be refused',
      async () => (await api.recorder.state()).consent?.clip === 'failed' || undefined,
    );
  });

  it('has its status back after the app was killed, as soon as the account is connected again', async () => {
    site.setStatus('Quiz at eight');
    await site.move(0, site.channelId);
    const { server, dataDir, guildId, channelId } = site;
    const args = ['--import', 'tsx', CHILD, dataDir, server.rest, server.token, guildId, channelId];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    const [line] = (await Promise.race([
      once(createInterface({ input: child.stdout }), 'line'),
      ended.then(() => ['ended']),
    ])) as string[];
    expect(line).toMatch(/^recording /);
    expect(site.room.status).toBe(STATUS);
    child.kill('SIGKILL');
    await ended;
    expect(site.room.status).toBe(STATUS);

    await site.open();
    await statusIs('Quiz at eight');
    const file = JSON.parse(await readFile(join(dataDir, 'recorder-rooms.json'), 'utf8')) as {
      rooms: unknown[];
    };
    await until('nothing left to put back', async () => {
      const now = JSON.parse(await readFile(join(dataDir, 'recorder-rooms.json'), 'utf8')) as typeof file;
      return now.rooms.length === 0 || undefined;
    });
  });
});
