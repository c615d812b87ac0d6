import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { button, press, renderApp } from '../support/render-app';

async function onAir() {
  const app = await renderApp();
  await app.store.actions.call.join(app.double.rooms.stage);
  press('3', { ctrlKey: true });
  await screen.findByRole('region', { name: 'Speakers' });
  return app;
}

describe('live', () => {
  it('offers the rooms while we are in none', async () => {
    await renderApp();
    press('3', { ctrlKey: true });
    await screen.findByText('You are not in a room');
    fireEvent.click(button('Join: Tuesday stage'));
    await screen.findByRole('region', { name: 'Speakers' });
  });

  it('gives whoever joins a strip, and takes it away when they leave', async () => {
    const { double } = await onAir();
    const speakers = screen.getByRole('region', { name: 'Speakers' });
    double.enter('Bex', double.rooms.stage);
    await within(speakers).findByText('Bex');
    double.exit('Bex');
    await waitFor(() => expect(within(speakers).queryByText('Bex')).toBeNull());
  });

  it('says when nobody can hear us, and stops saying so when they can', async () => {
    const { double } = await onAir();
    double.enter('You', double.rooms.stage, { suppressed: true });
    await screen.findByText(/You are in the audience/);
    double.enter('You', double.rooms.stage, { serverMute: true });
    await screen.findByText(/A moderator has muted the bot/);
    double.enter('You', double.rooms.stage);
    await waitFor(() => expect(screen.queryByText(/nobody hears the programme/)).toBeNull());
  });

  it('cues a picked file, plays it when told, and pauses it', async () => {
    const { double } = await onAir();
    fireEvent.click(button('Choose a file…'));
    await screen.findByText('Opening theme.flac');
    expect(double.calls.some((c) => c.channel === 'calls.play')).toBe(false);
    fireEvent.click(button('Play'));
    await screen.findByRole('button', { name: 'Pause' });
    expect(double.calls.find((c) => c.channel === 'calls.play')?.input).toMatchObject({
      sourceId: 's1',
      gainDb: -6,
    });
    fireEvent.click(button('Pause'));
    await screen.findByRole('button', { name: 'Resume' });
  });

  it('switches the loop without starting the file over', async () => {
    const { double } = await onAir();
    fireEvent.click(button('Choose a file…'));
    fireEvent.click(await screen.findByRole('button', { name: 'Play' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Loop' }));
    await waitFor(() => expect(button('Loop').getAttribute('aria-pressed')).toBe('true'));
    expect(double.calls.filter((c) => c.channel === 'calls.play').length).toBe(1);
  });

  it('says what is wrong with a file that is no audio, and the call goes on', async () => {
    const { double } = await onAir();
    const { AppError } = await import('../../../src/shared/errors/app-error');
    double.answer('calls.pickAudio', () => {
      throw new AppError('media/not-audio', 'no stream');
    });
    fireEvent.click(button('Choose a file…'));
    await screen.findByText('There is no audio in this file');
    expect(double.call().kind).toBe('active');
  });

  it('records, marks with M, stops, and offers the review', async () => {
    const { double } = await onAir();
    const panel = screen.getByRole('region', { name: 'Recording' });
    fireEvent.click(within(panel).getByRole('button', { name: 'Record' }));
    await within(panel).findByText(/^4 tracks/);
    press('m');
    await screen.findByText(/^Marker set at/);
    expect(double.calls.some((c) => c.channel === 'calls.addMarker')).toBe(true);
    fireEvent.click(within(panel).getByRole('button', { name: 'Stop recording' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Review' }));
    await screen.findByRole('button', { name: /^Track of Mira/ });
  });

  it('does not mark without a recording', async () => {
    const { double } = await onAir();
    press('m');
    expect(double.calls.some((c) => c.channel === 'calls.addMarker')).toBe(false);
  });

  it('mutes a speaker for us alone', async () => {
    const { double } = await onAir();
    fireEvent.click(button('Mute Tomás for yourself'));
    await screen.findByRole('button', { name: 'Unmute Tomás for yourself' });
    expect(double.calls.find((c) => c.channel === 'calls.setSpeakerVolume')?.input).toMatchObject({
      muted: true,
    });
  });

  it('says why a call ended by itself, and silences the meters', async () => {
    const { double, sound } = await onAir();
    double.emit('calls', 'changed', {
      kind: 'ended',
      channelId: double.rooms.stage,
      roomName: 'Tuesday stage',
      recordingId: null,
      error: { code: 'voice/disconnected', message: 'closed 4014', retryable: false, details: {} },
    });
    await screen.findByText('“Tuesday stage” ended: You were taken out of the room');
    expect(screen.queryByRole('region', { name: 'Call' })).toBeNull();
    await waitFor(() => expect(sound.asked).toContain('stopCall'));
  });
});
