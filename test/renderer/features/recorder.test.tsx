import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ConsentState, DiskState } from '../../../src/shared/models/recorder';
import { button, press, renderApp } from '../support/render-app';

const TOLD: ConsentState = {
  recordingId: 'rec-9',
  notice: 'done',
  status: 'done',
  clip: 'off',
  joined: 0,
  troubles: [],
  retryAtMs: null,
};
const disk = (hoursLeft: number, level: DiskState['level']): DiskState => ({
  freeBytes: hoursLeft * 1e8,
  bytesPerHour: 1e8,
  measured: true,
  hoursLeft,
  level,
});

async function atTheDesk() {
  const app = await renderApp();
  await app.store.actions.call.join(app.double.rooms.lobby);
  press('3', { ctrlKey: true });
  fireEvent.mouseDown(await screen.findByRole('tab', { name: /^Room/ }, { timeout: 5_000 }));
  fireEvent.click(screen.getByRole('tab', { name: /^Room/ }));
  await screen.findByRole('region', { name: 'Recording' });
  const startRecording = async () => {
    await app.store.actions.call.startRecording();
    await screen.findByText('One session until you stop it');
  };
  const inputs = (channel: string) =>
    app.double.calls.filter((call) => call.channel === channel).map((call) => call.input);
  return { ...app, startRecording, inputs };
}

describe('at the desk', () => {
  it('says what the room was told, who came later and how long the disk lasts', async () => {
    const { double, startRecording } = await atTheDesk();
    await startRecording();
    double.setRecorder({ consent: { ...TOLD, joined: 2 }, disk: disk(30, 'fine') });
    await screen.findByText(/^The room was told in the chat and by its status · 2 came later$/);
    expect(screen.getByText('Room for about 30 hours')).toBeTruthy();
  });

  it('says which permission was missing, and that the recording goes on', async () => {
    const { double, startRecording } = await atTheDesk();
    await startRecording();
    const refusal = { kind: 'missingPermission' as const, permission: 'Send Messages' };
    double.setRecorder({
      consent: { ...TOLD, notice: 'failed', troubles: [{ about: 'notice', refusal, error: null }] },
    });
    const told = await screen.findAllByText(/The notice could not be posted/);
    expect(told.length).toBeGreaterThanOrEqual(2);
    expect(screen.getAllByText(/Send Messages/).length).toBeGreaterThanOrEqual(2);
    expect(screen.getByText(/The recording goes on, and it is tried again by itself\./)).toBeTruthy();
  });

  it('tells the room again what it could not be told', async () => {
    const { double, startRecording, inputs } = await atTheDesk();
    await startRecording();
    const error = { code: 'rest/network' as const, message: 'reset', retryable: true, details: {} };
    double.setRecorder({
      consent: {
        ...TOLD,
        notice: 'failed',
        status: 'failed',
        retryAtMs: new Date(2026, 0, 2, 20, 51).getTime(),
        troubles: [
          { about: 'status', refusal: null, error },
          { about: 'notice', refusal: null, error },
        ],
      },
    });
    expect(await screen.findByText(/Tried again by itself at .*51/)).toBeTruthy();
    fireEvent.click(await screen.findByRole('button', { name: 'Tell the room again' }));
    await waitFor(() => expect(inputs('recorder.tellAgain')).toHaveLength(1));
    double.setRecorder({ consent: TOLD });
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Tell the room again' })).toBeNull());
  });

  it('warns when a recording begins on a disk that is nearly full already, once', async () => {
    const { double, startRecording } = await atTheDesk();
    double.setRecorder({ disk: disk(0.7, 'low') });
    await startRecording();
    expect(screen.getAllByText(/The disk is nearly full/)).toHaveLength(1);
    double.setRecorder({ disk: disk(0.5, 'low') });
    expect(await screen.findAllByText('The disk is nearly full: room for 30 minutes')).toHaveLength(2);
    double.setRecorder({ disk: disk(0.4, 'low') });
    await screen.findByText('The disk is nearly full: room for 24 minutes');
    expect(screen.getAllByText(/The disk is nearly full/)).toHaveLength(2);
  });

  it('warns below an hour and again below ten minutes, once each', async () => {
    const { double, startRecording } = await atTheDesk();
    await startRecording();
    double.setRecorder({ disk: disk(0.9, 'low') });
    await screen.findAllByText('The disk is nearly full: room for 54 minutes');
    double.setRecorder({ disk: disk(0.8, 'low') });
    await screen.findByText('The disk is nearly full: room for 48 minutes');
    double.setRecorder({ disk: disk(0.1, 'last') });
    expect(await screen.findAllByText('The disk will be full in 6 minutes')).toHaveLength(2);
    // What no longer holds is taken back.
    double.setRecorder({ disk: disk(5, 'fine') });
    await screen.findByText('Room for 5 hours');
    expect(screen.queryByText('The disk will be full in 6 minutes')).toBeNull();
  });

  it('keeps the last minutes and saves them by button and by key', async () => {
    const { double, inputs } = await atTheDesk();
    fireEvent.change(screen.getByLabelText('How much is kept'), { target: { value: '5' } });
    await waitFor(() => expect(inputs('recorder.changeSettings')).toEqual([{ replayMinutes: 5 }]));
    double.setRecorder({ replay: { kind: 'on', heldMs: 73_000, saving: false } });
    await screen.findByText('1:13 of 5 minutes kept');
    fireEvent.click(button('Save the last 1:13'));
    await screen.findByText('The replay is in the library');
    press('B', { ctrlKey: true, shiftKey: true });
    await waitFor(() => expect(inputs('recorder.saveReplay')).toHaveLength(2));
  });

  it('says that nothing is kept where the room could not be told', async () => {
    const { double } = await atTheDesk();
    const refusal = { kind: 'missingPermission' as const, permission: 'Send Messages' };
    double.setRecorder({ replay: { kind: 'refused', trouble: { about: 'replay', refusal, error: null } } });
    expect((await screen.findAllByText(/Replay stays off/)).length).toBeGreaterThanOrEqual(1);
    expect(screen.queryByRole('button', { name: /Save the last/ })).toBeNull();
  });

  it('says on any desk that a part could not be ended, and that the recording goes on', async () => {
    const { double, startRecording } = await atTheDesk();
    await startRecording();
    const error = { code: 'recording/disk-full' as const, message: 'full', retryable: false, details: {} };
    press('4', { ctrlKey: true });
    double.emit('calls', 'recordingEndFailed', { recordingId: 'rec-1', error, goesOn: true });
    await screen.findByText('A part of the recording could not be brought to its end: The disk is full');
    expect(screen.getByText(/and the recording goes on\. Free some space/)).toBeTruthy();
  });

  it('goes on in a new session', async () => {
    const { startRecording, inputs } = await atTheDesk();
    await startRecording();
    fireEvent.click(button('Split now'));
    await screen.findByText('A new session has begun');
    expect(inputs('recorder.splitNow')).toHaveLength(1);
  });

  it('has no new session to begin while the engine’s end has cut the recording off', async () => {
    const { double, startRecording } = await atTheDesk();
    await startRecording();
    double.setCall((call) => ({ ...call, phase: 'reconnecting', readyAtMs: null }));
    await waitFor(() => expect(button('Split now').hasAttribute('disabled')).toBe(true));
    double.setCall((call) => ({ ...call, phase: 'ready', readyAtMs: 1 }));
    await waitFor(() => expect(button('Split now').hasAttribute('disabled')).toBe(false));
  });

  it('leaves a person out, seen at once in their strip and beside the recording', async () => {
    const { store, double } = await atTheDesk();
    const state = double.call();
    const other = state.kind === 'active' ? state.speakers.find(({ isSelf }) => !isSelf) : undefined;
    if (!other) throw new Error('nobody is there');
    const { userId, displayName } = other;
    await store.actions.recorder.setSkipped({ userId, displayName }, true);
    await screen.findByText(`Not recorded here: ${displayName}`);
    fireEvent.mouseDown(screen.getByRole('tab', { name: /^People/ }));
    fireEvent.click(screen.getByRole('tab', { name: /^People/ }));
    expect(await screen.findByTitle('not recorded')).toBeTruthy();
    await store.actions.recorder.setSkipped({ userId, displayName }, false);
    await waitFor(() => expect(screen.queryByTitle('not recorded')).toBeNull());
  });
});

describe('in the settings', () => {
  async function settings() {
    const app = await renderApp();
    press(',', { ctrlKey: true });
    const section = within(await screen.findByRole('region', { name: 'Recording' }));
    const last = () => app.double.recorder().settings;
    return { ...app, section, last };
  }

  it('keeps a text on Enter, takes it back on Escape, and never an empty one', async () => {
    const { section, last } = await settings();
    const text = section.getByLabelText<HTMLInputElement>('Text of the notice');
    fireEvent.change(text, { target: { value: 'We record this.' } });
    text.focus();
    fireEvent.keyDown(text, { key: 'Enter' });
    await waitFor(() => expect(last().notice.text).toBe('We record this.'));
    fireEvent.change(text, { target: { value: 'No' } });
    fireEvent.keyDown(text, { key: 'Escape' });
    expect(text.value).toBe('We record this.');
    fireEvent.change(text, { target: { value: '   ' } });
    fireEvent.blur(text);
    expect(text.value).toBe('We record this.');
  });

  it('switches, chooses a clip and lengths', async () => {
    const { section, last } = await settings();
    fireEvent.click(section.getByRole('checkbox', { name: 'Status of the room' }));
    await waitFor(() => expect(last().status.enabled).toBe(false));
    expect(section.getByLabelText<HTMLInputElement>('Text of the status').disabled).toBe(true);
    fireEvent.click(section.getByRole('button', { name: 'Choose a file…' }));
    await section.findByText('this-room-is-recorded.wav');
    fireEvent.click(section.getByRole('button', { name: 'Remove the spoken notice' }));
    await section.findByText('No file chosen');
    fireEvent.change(section.getByLabelText('New session after'), { target: { value: '120' } });
    await waitFor(() => expect(last().splitMinutes).toBe(120));
    fireEvent.click(section.getByRole('checkbox', { name: 'Microphone as it comes' }));
    await waitFor(() => expect(last().rawMicrophone).toBe(true));
  });

  it('names who is not recorded and takes them in again', async () => {
    const { section, store, last } = await settings();
    expect(section.getByText(/^Join a room to choose/)).toBeTruthy();
    await store.actions.recorder.setSkipped({ userId: '77', displayName: 'Somebody away' }, true);
    fireEvent.click(await section.findByRole('button', { name: 'Record Somebody away again' }));
    await waitFor(() => expect(last().skipped).toEqual([]));
  });
});

describe('in the library', () => {
  it('says what recordings and trash take, and asks before the trash is emptied', async () => {
    await renderApp({});
    press('4', { ctrlKey: true });
    await screen.findByRole('heading', { name: 'Library' }, { timeout: 5_000 });
    const storage = within(await screen.findByRole('region', { name: 'Storage' }));
    expect(storage.getByText('Recordings 2.4 GB')).toBeTruthy();
    fireEvent.click(storage.getByRole('button', { name: 'Empty trash' }));
    const dialog = await screen.findByRole('dialog', { name: 'Empty the trash?' });
    expect(dialog.textContent).toContain('2 recordings, 48.0 MB, will be gone for good');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Empty trash' }));
    await storage.findByText('Trash empty');
  });

  it('says that nothing was written down for an old recording', async () => {
    const { store } = await renderApp({});
    press('4', { ctrlKey: true });
    await store.actions.recordings.openReview('rec-1');
    fireEvent.click(await screen.findByRole('button', { name: 'Consent' }));
    await screen.findByText(/^Nothing was written down for this recording/);
  });
});
