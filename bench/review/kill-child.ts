/**
 * Records three people in real time until it is killed. Arguments: session folder, file of frames, file for its own
 * account. The account says how many steps of 20 ms were given to the recorder; it is with the system at once, so that
 * a kill cannot take it.
 */
import { openSync, readFileSync, writeSync } from 'node:fs';
import { createSessionRecorder } from '../../src/main/recording';

const FRAME_SAMPLES = 960;
const [sessionDir = '', framesFile = '', accountFile = ''] = process.argv.slice(2);

async function main(): Promise<void> {
  const frames = (JSON.parse(readFileSync(framesFile, 'utf8')) as string[]).map((opus) =>
    Uint8Array.from(Buffer.from(opus, 'base64')),
  );
  const pcm = new Int16Array(FRAME_SAMPLES * 2).fill(8_000);
  const account = openSync(accountFile, 'w');
  const recorder = await createSessionRecorder({
    sessionDir,
    title: 'Cut off',
    guild: { id: '1', name: 'Tidewater' },
    channel: { id: '2', name: 'Stage left' },
    people: ['10', '11', '12'].map((userId) => ({ userId, displayName: `Member ${userId}` })),
  });
  const start = performance.now();
  const line = Buffer.alloc(4);
  for (let step = 0; step < 3_000; step += 1) {
    for (const userId of ['10', '11', '12']) {
      const rtpTimestamp = step * FRAME_SAMPLES;
      const whose = { userId, ssrc: Number(userId), rtpTimestamp };
      const opus = frames[step % frames.length] ?? new Uint8Array();
      recorder.onPacket({ ...whose, sequence: step & 0xffff, arrivalMs: performance.now(), opus });
      recorder.onPcm({ ...whose, pcm });
    }
    line.writeUInt32LE(step + 1);
    writeSync(account, line, 0, 4, 0);
    const wait = start + (step + 1) * 20 - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
