import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readJournal, readManifest } from '../../src/main/recording';
import type { ConsentTrouble } from '../../src/shared/models/recorder';
import { until } from '../support/headless';
import { control } from './core-support';
import { type RecorderSite, startRecorderSite } from './recorder-support';

let site: RecorderSite;
beforeEach(async () => {
  site = await startRecorderSite();
});
afterEach(() => site.close());

const folder = (recordingId: string) => join(site.dataDir, 'recordings', recordingId);
const journalOf = async (recordingId: string) => (await readJournal(folder(recordingId))).entries;

async function joined() {
  await site.move(0, site.channelId);
  const app = await site.open();
  await app.api.calls.join(site.place);
  return app;
}

describe('a room that may not be told', { timeout: 40_000 }, () => {
  it('is recorded all the same, and the desk and the log say what was missing', async () => {
    site.deny('SEND_MESSAGES', 'SET_VOICE_CHANNEL_STATUS');
    const { api } = await joined();
    const { recordingId } = await api.calls.startRecording();
    const troubles = await until('both refusals', async () => {
      const found = (await api.recorder.state()).consent?.troubles ?? [];
      return found.length === 2 ? found : undefined;
    });
    const missing = ({ about, refusal }: ConsentTrouble) =>
      `${about}: ${refusal?.kind === 'missingPermission' ? refusal.permission : JSON.stringify(refusal)}`;
    expect(troubles.map(missing).sort()).toEqual([
      'notice: Send Messages',
      'status: Set Voice Channel Status',
    ]);
    expect(await api.calls.state()).toMatchObject({ recording: { kind: 'recording' } });
    await api.calls.stopRecording();
    const failed = await until('the log', async () => {
      const lines = await api.recorder.consentLog({ recordingId });
      const found = lines.filter(({ kind }) => kind === 'failed');
      return found.length === 2 ? found : undefined;
    });
    expect(failed.map(({ text }) => text).join(' ')).toContain('Send Messages');
  });

  it('has no replay: nothing is kept of people who could not be told', async () => {
    site.deny('SEND_MESSAGES');
    const { api } = await joined();
    await api.recorder.changeSettings({ replayMinutes: 5 });
    await until(
      'the refusal',
      async () => (await api.recorder.state()).replay.kind === 'refused' || undefined,
    );
    expect(await api.recorder.saveReplay()).toEqual({ recordingId: null });
  });
});

describe('sessions of a room', { timeout: 60_000 }, () => {
  it('the last minutes are announced, kept and saved as a recording with their people and chat', async () => {
    const { api } = await joined();
    await api.recorder.changeSettings({ replayMinutes: 2 });
    await until(
      'the announcement',
      () => site.chat().some(({ content }) => content.includes('last 2 minutes')) || undefined,
    );
    await until('something held', async () => {
      const { replay } = await api.recorder.state();
      return (replay.kind === 'on' && replay.heldMs > 1_500) || undefined;
    });
    await control(site.server, 'POST', `/members/${site.person(0).userId}/messages`, {
      channelId: site.channelId,
      content: 'keep this',
    });
    await wait(500);
    const { recordingId } = await api.recorder.saveReplay();
    if (recordingId === null) throw new Error('nothing was held');
    const read = await readManifest(folder(recordingId));
    expect(read).toMatchObject({
      kind: 'ok',
      manifest: { state: 'complete', channel: { id: site.channelId } },
    });
    expect(
      (await journalOf(recordingId)).some((entry) => entry.type === 'chat' && entry.text === 'keep this'),
    ).toBe(true);
    const kinds = (await api.recorder.consentLog({ recordingId })).map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['present', 'replayAnnounced']));
    await until(
      'it to be listed',
      async () =>
        (await api.recordings.list()).some(
          (one) => one.recordingId === recordingId && one.health.kind === 'ok',
        ) || undefined,
    );
    expect((await api.recorder.state()).replay.kind).toBe('on');
  });

  it('split, a recording goes on in a new session, whose log says where the room was told', async () => {
    const { api } = await joined();
    const first = await api.calls.startRecording();
    await until(
      'the room to be told',
      async () => (await api.recorder.state()).consent?.notice === 'done' || undefined,
    );
    await api.calls.addMarker({ text: 'in the first' });
    await wait(400);
    const second = await api.recorder.splitNow();
    if (second.recordingId === null) throw new Error('not split');
    const { recordingId } = second;
    await until('the second to be recorded', async () => {
      const state = await api.calls.state();
      return (
        (state.kind === 'active' &&
          state.recording.kind === 'recording' &&
          state.recording.recordingId === recordingId) ||
        undefined
      );
    });
    await api.calls.addMarker({ text: 'in the second' });
    await wait(400);
    await api.calls.stopRecording();
    await until(
      'both to be whole',
      async () =>
        (await api.recordings.list()).filter(({ health }) => health.kind === 'ok').length === 2 || undefined,
    );
    const markers = async (id: string) =>
      (await journalOf(id)).flatMap((entry) => (entry.type === 'marker' ? [entry.label] : []));
    expect(await markers(first.recordingId)).toEqual(['in the first']);
    expect(await markers(recordingId)).toEqual(['in the second']);
    expect((await api.recorder.consentLog({ recordingId })).map(({ kind }) => kind)).toContain('continued');
    expect(site.chat().filter(({ content }) => content.includes('being recorded'))).toHaveLength(1);
  });

  it('edits, deletions and reactions of the chat are in the journal', async () => {
    const { api } = await joined();
    const { recordingId } = await api.calls.startRecording();
    const { userId } = site.person(0);
    const write = (content: string) =>
      control(site.server, 'POST', `/members/${userId}/messages`, {
        channelId: site.channelId,
        content,
      }) as Promise<{ id: string }>;
    const one = await write('helo');
    const two = await write('wrong room');
    await control(site.server, 'POST', `/members/${userId}/edit`, {
      channelId: site.channelId,
      messageId: one.id,
      content: 'hello',
    });
    await control(site.server, 'POST', `/members/${userId}/reactions`, {
      channelId: site.channelId,
      messageId: one.id,
      emoji: '👍',
      on: true,
    });
    await control(site.server, 'POST', '/messages/delete', {
      channelId: site.channelId,
      messageId: two.id,
    });
    const entries = await until('all of it', async () => {
      const found = await journalOf(recordingId);
      const has = (type: string) => found.some((entry) => entry.type === type);
      return has('chatDelete') && has('reaction') && has('chatEdit') ? found : undefined;
    });
    expect(entries).toContainEqual(
      expect.objectContaining({ type: 'chat', messageId: one.id, text: 'helo' }),
    );
    expect(entries).toContainEqual(
      expect.objectContaining({ type: 'chatEdit', messageId: one.id, text: 'hello' }),
    );
    expect(entries).toContainEqual(expect.objectContaining({ type: 'chatDelete', messageId: two.id }));
    expect(entries).toContainEqual(
      expect.objectContaining({ type: 'reaction', messageId: one.id, count: 1 }),
    );
  });

  it('a clip goes into the chat of the room as a file', async () => {
    await site.close();
    site = await startRecorderSite({ scripted: true });
    const { api } = await joined();
    const { recordingId } = await api.calls.startRecording();
    await until(
      'somebody to speak',
      async () => {
        const state = await api.calls.state();
        return (
          (state.kind === 'active' &&
            state.recording.kind === 'recording' &&
            state.recording.trackCount > 0) ||
          undefined
        );
      },
      30_000,
    );
    await wait(2_500);
    await api.calls.stopRecording();
    await until(
      'it to be whole',
      async () => (await api.recordings.list())[0]?.health.kind === 'ok' || undefined,
    );
    const { tracks } = await api.recordings.open({ recordingId });
    const atMs = Math.min(...tracks.map(({ firstSoundMs }) => firstSoundMs));
    const { markers } = await api.review.saveMarker({
      recordingId,
      marker: { markerId: null, atMs, endMs: atMs + 1_500, label: 'Best of', note: '', colourIndex: 0 },
    });
    const markerId = markers[0]?.markerId ?? '';
    const clip = { recordingId, markerId, channelId: site.channelId, format: 'opus' as const };
    const estimate = await api.library.estimateClip(clip);
    expect(estimate).toMatchObject({ durationMs: 1_500, limitBytes: 10 * 1_024 * 1_024 });
    const { sendId } = await api.library.sendClip({ ...clip, text: 'Listen' });
    await until(
      'it to be in the outbox',
      async () => {
        const found = (await api.library.clips()).find((one) => one.sendId === sendId);
        if (found?.status === 'failed') throw new Error(found.problem ?? '');
        return found?.status === 'queued' || undefined;
      },
      20_000,
    );
    const message = await until('the message', () =>
      site.server.world.messagesOf(site.channelId).find(({ content }) => content === 'Listen'),
    );
    const [file] = message.attachments;
    expect(file?.filename).toMatch(/Best.of.*\.(opus|ogg)$/);
    expect(file?.size).toBeGreaterThan(500);
    expect(file?.size).toBeLessThan(estimate.bytes * 1.5);
  });

  it('a session that was cut off goes on in the same room alone', async () => {
    await site.move(0, site.channelId);
    const { server, dataDir, guildId, channelId } = site;
    const args = [
      '--import',
      'tsx',
      resolve('test/integration/recorder-child.ts'),
      dataDir,
      server.rest,
      server.token,
      guildId,
      channelId,
    ];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const recordingId = line.split(' ')[1] ?? '';
    await wait(1_200);
    child.kill('SIGKILL');
    await once(child, 'exit');

    const { api } = await site.open();
    await until(
      'it to be mended',
      async () => (await api.recordings.list())[0]?.health.kind === 'repaired' || undefined,
    );
    expect(await api.recorder.continueSession({ recordingId })).toEqual({ kind: 'notInRoom' });
    await until('our seat to be free', async () => {
      const outcome = await api.calls.join(site.place).catch(() => null);
      return outcome?.kind === 'joined' || undefined;
    });
    expect(await api.recorder.continueSession({ recordingId })).toEqual({ kind: 'continued', recordingId });
    expect(await api.recorder.continueSession({ recordingId })).toEqual({ kind: 'recordingAlready' });
    await wait(1_500);
    await api.calls.stopRecording();
    await until('it to be whole', async () => {
      const entries = await journalOf(recordingId);
      return entries.some(({ type }) => type === 'cut') && entries.at(-1)?.type === 'stopped'
        ? true
        : undefined;
    });
    expect(await api.recordings.list()).toHaveLength(1);
    const kinds = (await api.recorder.consentLog({ recordingId })).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'noticePosted')).toHaveLength(2);
  });
});
