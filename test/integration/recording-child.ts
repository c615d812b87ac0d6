/**
 * Records three speakers in real time until it is killed, or until the recorder gives up. Prints one JSON line
 * for each second and for each change of state. Arguments: session folder, bit rate in bps.
 */
import { FRAME_SAMPLES } from '@shared/audio/constants';
import { createOpusEncoder } from '../../src/main/discord/voice/codec';
import { createSessionRecorder } from '../../src/main/recording';

const [sessionDir = '', bitrate = '64000'] = process.argv.slice(2);

function say(line: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

async function main(): Promise<void> {
  const encoder = createOpusEncoder(Number(bitrate));
  const frames = Array.from({ length: 50 }, (_, frame) => {
    const pcm = Int16Array.from({ length: FRAME_SAMPLES * 2 }, (_, i) =>
      Math.round(9_000 * Math.sin((frame * FRAME_SAMPLES + (i >> 1)) * (0.02 + frame / 5_000))),
    );
    return { pcm, opus: encoder.encode(pcm) };
  });
  const recorder = await createSessionRecorder({
    sessionDir,
    title: 'Cut off',
    guild: { id: '1', name: 'Tidewater' },
    channel: { id: '2', name: 'Stage left' },
    people: ['10', '11', '12'].map((userId) => ({ userId, displayName: `Member ${userId}` })),
  });
  const start = performance.now();
  say({ started: true });
  recorder.onState((state) => {
    if (state.kind === 'failed') {
      say({ failed: state.error?.code, bytes: state.bytes });
    }
  });
  for (let step = 0; recorder.state.kind === 'recording' && step < 3_000; step += 1) {
    const frame = frames[step % frames.length];
    if (!frame) break;
    for (const userId of ['10', '11', '12']) {
      const rtpTimestamp = step * FRAME_SAMPLES;
      const ssrc = Number(userId);
      recorder.onPacket({
        userId,
        ssrc,
        sequence: step & 0xffff,
        rtpTimestamp,
        arrivalMs: performance.now(),
        opus: frame.opus,
      });
      recorder.onPcm({ userId, ssrc, rtpTimestamp, pcm: frame.pcm });
    }
    const wait = start + (step + 1) * 20 - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  }
  const state = await recorder.stop();
  say({ ended: state.kind, code: state.error?.code ?? null });
}

main().catch((error: unknown) => {
  say({ crashed: String(error) });
  process.exitCode = 1;
});
