/**
 * Records a planned evening of four hours and ten people with the recorder's own code until it is killed: on a clock that
 * runs as fast as the disk takes it, and in real time for the last minute. Arguments: session folder, file for its own
 * account. The account says how many steps of 20 ms were given to the recorder; it is with the system at once, so that a
 * kill cannot take it.
 */
import { openSync, writeSync } from 'node:fs';
import { createSessionRecorder, type JournalInput } from '../../../src/main/recording';
import type { JournalEntry } from '../../../src/main/recording/journal';
import { planEvening } from '../../support/long-session/plan';
import { practiceVoiceFrames, practiceVoicePackets } from '../../support/practice-voice';
import { SteppedClock } from '../../support/stepped-clock';
import { EVENING, LIVE_MS, LONG_TITLE } from './long-plan';

const STEP_MS = 20;
const SETTLE_STEPS = 500;
const VOICES = ['amber', 'birch', 'cedar', 'dahlia', 'elm', 'fern', 'hazel', 'linden'];
const [sessionDir = '', accountFile = ''] = process.argv.slice(2);

/** What the voice engine and the desk would have noted; the recorder notes its own beginning, sounds and gaps. */
function noted(entry: JournalEntry): JournalInput | null {
  const { type } = entry;
  if (type === 'cut' || type === 'started' || type === 'stopped' || type === 'anchor') return null;
  if (type === 'sound' || type === 'gap' || type === 'clock') return null;
  return entry as JournalInput;
}

async function main(): Promise<void> {
  const plan = planEvening(EVENING.hours, EVENING.people, EVENING.seed);
  const liveFromMs = plan.durationMs - LIVE_MS;
  const voices = VOICES.map((name) => ({
    packets: practiceVoicePackets(name),
    frames: practiceVoiceFrames(name),
  }));
  const clock = new SteppedClock(Date.now() - liveFromMs);
  const account = openSync(accountFile, 'w');
  const recorder = await createSessionRecorder(
    {
      sessionDir,
      title: LONG_TITLE,
      guild: { id: '1', name: 'Tidewater' },
      channel: { id: '2', name: 'Round table' },
      people: plan.people.map(({ userId, displayName, self }) => ({ userId, displayName, self })),
    },
    { clock },
  );
  const speakers = plan.people.map((person, index) => ({
    ...{ person, voice: voices[index % voices.length], ssrc: 100 + index },
    ...{ turn: 0, sequence: index * 1_000, lost: 0 },
  }));
  const entries = plan.entries
    .flatMap((entry) => {
      const input = noted(entry);
      return input ? [{ atMs: entry.atMs, input }] : [];
    })
    .sort((a, b) => a.atMs - b.atMs);
  const line = Buffer.alloc(4);
  const began = performance.now();
  let next = 0;
  for (let atMs = 0; ; atMs += STEP_MS) {
    for (; (entries[next]?.atMs ?? Number.POSITIVE_INFINITY) <= atMs; next += 1) {
      const entry = entries[next];
      if (entry) recorder.journal(entry.input, entry.atMs);
    }
    const isLive = atMs >= liveFromMs;
    for (const [index, speaker] of speakers.entries()) {
      const { person, voice, ssrc } = speaker;
      while ((person.turns[speaker.turn]?.[1] ?? Number.POSITIVE_INFINITY) <= atMs) speaker.turn += 1;
      while ((person.lost[speaker.lost]?.[1] ?? Number.POSITIVE_INFINITY) <= atMs) speaker.lost += 1;
      const speaks = (person.turns[speaker.turn]?.[0] ?? Number.POSITIVE_INFINITY) <= atMs;
      // Whoever comes first goes on to the end, so that it can be heard where the recording ends.
      if (!(speaks || (isLive && index === 0))) continue;
      const frame = (atMs / STEP_MS) % (voice?.packets.length ?? 1);
      const [opus, pcm] = [voice?.packets[frame], voice?.frames[frame]];
      const rtpTimestamp = (atMs * 48 + index * 977) % 2 ** 32;
      speaker.sequence = (speaker.sequence + 1) & 0xffff;
      if ((person.lost[speaker.lost]?.[0] ?? Number.POSITIVE_INFINITY) <= atMs) continue;
      if (!opus || !pcm) throw new Error('a voice has no packets');
      const { userId } = person;
      recorder.onPacket({
        ...{ userId, ssrc, rtpTimestamp, opus },
        ...{ sequence: speaker.sequence, arrivalMs: clock.monotonicMs() },
      });
      recorder.onPcm({ userId, ssrc, rtpTimestamp, pcm });
    }
    clock.advance(STEP_MS);
    line.writeUInt32LE(atMs / STEP_MS + 1);
    writeSync(account, line, 0, 4, 0);
    if (recorder.state.kind !== 'recording') throw new Error(`it gave up: ${recorder.state.error?.message}`);
    if (!isLive) {
      if ((atMs / STEP_MS) % SETTLE_STEPS === 0) await recorder.settle();
      if (atMs + STEP_MS >= liveFromMs) process.stdout.write(`${Math.round(performance.now() - began)}\n`);
      continue;
    }
    const wait = liveBegan(atMs, liveFromMs) - performance.now();
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, wait)));
  }
}

let liveSince = Number.NaN;
/** When the step that ends at `atMs` + 20 ms is due in real time. */
function liveBegan(atMs: number, liveFromMs: number): number {
  if (Number.isNaN(liveSince)) liveSince = performance.now();
  return liveSince + atMs - liveFromMs + STEP_MS;
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
