import { CHANNELS, SAMPLE_RATE_HZ } from '@shared/audio/constants';
import type { LiveInputId } from '@shared/models/console';
import type { InputDevice } from '../../state/live/apply';
import type { WantedInput } from './capturing';

/** Asks the browser for a device's stream. Rejects as getUserMedia does. */
export async function getStream(input: LiveInputId, wanted: WantedInput): Promise<MediaStream> {
  const { mediaDevices } = navigator;
  if (input === 'microphone') {
    return mediaDevices.getUserMedia({
      audio: {
        ...wanted.processing,
        sampleRate: SAMPLE_RATE_HZ,
        ...(wanted.deviceId === null ? {} : { deviceId: { exact: wanted.deviceId } }),
      },
    });
  }
  // Sound of the computer comes only together with a picture; that is let go at once.
  const stream = await mediaDevices.getDisplayMedia({
    video: true,
    audio: {
      echoCancellation: false,
      noiseSuppression: false,
      autoGainControl: false,
      channelCount: CHANNELS,
    },
  });
  for (const track of stream.getVideoTracks()) {
    track.stop();
    stream.removeTrack(track);
  }
  if (stream.getAudioTracks().length > 0) return stream;
  throw new DOMException('The system gave a picture without sound', 'NotFoundError');
}

/** The microphones there are. The entries that only stand for the system's choice are left out. */
export async function listMicrophones(): Promise<readonly InputDevice[]> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices
    .filter(
      ({ kind, deviceId }) => kind === 'audioinput' && !['', 'default', 'communications'].includes(deviceId),
    )
    .map(({ deviceId, label }) => ({ deviceId, label }));
}
