/** Going on in a session that was cut off: its tracks are opened at their ends and the gap is laid out as silence. */
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@shared/errors/app-error';
import { type Clock, systemClock } from '../support/clock';
import { type Logger, silentLogger } from '../support/logger';
import { asWriteFailure } from './file-appender';
import { readJournal } from './journal';
import { JOURNAL_FILE, type Manifest, type TrackManifest, writeManifest } from './manifest';
import { opusPacketSamples } from './ogg/opus-packets';
import { encodePage } from './ogg/page';
import { PageSource } from './ogg/page-source';
import { encodePeaksHeader, PEAK_BIN_BYTES, PEAK_HEADER_BYTES, parsePeaks } from './peaks';
import { type RepairOptions, repairSession } from './repair';
import { FolderRecorder } from './session-recorder';
import type { TrackToGoOn } from './session-track';
import { StandingState } from './standing';
import type { JournalInput, RecordedPerson, SessionRecorder } from './types';

/** A longer gap is not laid out as silence: either nobody wants that, or a clock was set. */
export const LONGEST_GAP_MS = 24 * 3_600_000;
/** What stands for a gap whose length cannot be known. */
const UNKNOWN_GAP_MS = 1_000;

export interface Resumption {
  /** Where the session goes on, session ms. */
  atMs: number;
  cause: string;
}

/**
 * Where on the session's clock recording goes on. Wall time tells, because the monotonic clock means nothing to another
 * process: `nowMs` less the session's beginning, unless that lies before what was recorded (the clock was set back) or
 * absurdly far behind it.
 */
export function resumeAt(startedAtMs: number, recordedMs: number, nowMs: number): Resumption {
  const atMs = nowMs - startedAtMs;
  if (atMs < recordedMs) {
    return {
      atMs: recordedMs + UNKNOWN_GAP_MS,
      cause:
        'Recording was cut off. The clock has been set back since: how long the gap was cannot be told, a second stands for it.',
    };
  }
  if (atMs - recordedMs > LONGEST_GAP_MS) {
    const hours = Math.round((atMs - recordedMs) / 3_600_000);
    return {
      atMs: recordedMs + UNKNOWN_GAP_MS,
      cause: `Recording was cut off. By the clock the gap was ${hours} hours long; a second stands for it.`,
    };
  }
  return { atMs, cause: 'Recording was cut off.' };
}

/**
 * Mends the session where that is still to be done, and goes on in it. Rejects with `recording/not-found`,
 * `recording/damaged` (it cannot be mended, is being written, or was finished in order), `recording/disk-full` or
 * `recording/write-failed`.
 */
export async function continueSession(
  sessionDir: string,
  people: readonly RecordedPerson[],
  parts: Pick<RepairOptions, 'createDecoder'> & { clock?: Clock; logger?: Logger },
): Promise<SessionRecorder> {
  const { clock = systemClock, logger = silentLogger, createDecoder } = parts;
  const calledMs = clock.monotonicMs();
  const nowMs = clock.now();
  const manifest = await mendedManifest(sessionDir, {
    nowMs,
    ...(createDecoder === undefined ? {} : { createDecoder }),
  });
  const recordedSamples = manifest.durationSamples ?? 0;
  const recordedMs = recordedSamples / 48;
  const { atMs, cause } = resumeAt(manifest.startedAtMs, recordedMs, nowMs);
  const before = await standingAtEnd(sessionDir);
  const tracks: TrackToGoOn[] = [];
  let journalBytes: number;
  try {
    // From here on a crash leaves a session that is cut off again, and mended as such.
    await writeManifest(sessionDir, reopened(manifest, nowMs));
    for (const track of manifest.tracks) tracks.push(await reopenTrack(sessionDir, track));
    journalBytes = await closeLastLine(join(sessionDir, JOURNAL_FILE));
  } catch (error) {
    throw error instanceof AppError ? error : asWriteFailure(error);
  }
  const recorder = new FolderRecorder({
    sessionDir,
    manifest,
    startMs: calledMs - atMs,
    clock,
    logger,
    people,
    goesOn: { tracks, journalBytes },
  });
  recorder.cut({ atMs, fromMs: recordedMs, cause, wallMs: nowMs });
  for (const line of before) recorder.journal(line, calledMs);
  await recorder.fillTo(atMs);
  return recorder;
}

async function mendedManifest(sessionDir: string, options: RepairOptions): Promise<Manifest> {
  const repaired = await repairSession(sessionDir, options);
  switch (repaired.kind) {
    case 'live':
      throw new AppError('recording/damaged', 'This recording is still being made.');
    case 'damaged':
      throw new AppError('recording/damaged', `This recording cannot go on: ${repaired.reason}`);
    case 'whole':
      if (repaired.manifest.state === 'complete')
        throw new AppError('recording/damaged', 'This recording was finished in order; begin another one.');
      return repaired.manifest;
    case 'repaired':
      return repaired.manifest;
  }
}

/** Makes it one that is being written, and lets it say for good that it was mended. */
function reopened(manifest: Manifest, nowMs: number): Manifest {
  manifest.repair ??= { atMs: nowMs, lostMs: 0, notes: [] };
  if (manifest.failure) manifest.repair.notes.push(`recording had ended: ${manifest.failure.message}`);
  manifest.failure = null;
  manifest.state = 'recording';
  manifest.writerPid = process.pid;
  manifest.durationSamples = null;
  for (const track of manifest.tracks) track.durationSamples = null;
  return manifest;
}

/** Lines that take back what held when it was cut off: who is muted now is told anew. */
async function standingAtEnd(sessionDir: string): Promise<JournalInput[]> {
  const standing = new StandingState();
  for (const { atMs: _at, ...entry } of (await readJournal(sessionDir)).entries) {
    if (StandingState.concerns(entry)) standing.take(entry);
  }
  return standing.takenBack();
}

/** Takes the end mark off a track's last page and gives its last packet back the length that the mark had cut. */
async function reopenTrack(sessionDir: string, manifest: TrackManifest): Promise<TrackToGoOn> {
  const path = join(sessionDir, manifest.file);
  const handle = await open(path, 'r+');
  try {
    const { size } = await handle.stat();
    const source = new PageSource(handle, size);
    const last = await source.last();
    if (!last || last.offset + last.page.bytes !== size)
      throw new AppError('recording/damaged', `This recording cannot go on: ${manifest.file} has no end.`);
    const { page, offset } = last;
    const packets = page.packets.map((packet) => packet.slice());
    const endSamples = page.eos ? await wholeEnd(source, offset, packets) : Number(page.granule);
    if (page.eos) {
      const open = encodePage(
        { bos: page.bos, granule: endSamples, serial: page.serial, sequence: page.sequence },
        packets,
      );
      await writeAt(handle, open, offset);
      await handle.datasync();
    }
    const end = { serial: page.serial, nextSequence: page.sequence + 1, endSamples };
    const peaks = await reopenPeaks(join(sessionDir, manifest.peaksFile));
    return {
      manifest,
      end: { ...end, peaksBins: peaks.bins },
      bytes: { pages: size, peaks: peaks.bytes },
    };
  } finally {
    await handle.close();
  }
}

/** Where the packets of the last page end: where the page before ended, and their lengths. */
async function wholeEnd(source: PageSource, offset: number, packets: readonly Uint8Array[]): Promise<number> {
  let end = 0;
  for (let found = await source.next(Math.max(0, offset - 256 * 1024), offset); found; ) {
    if (found.page.granule !== null) end = Number(found.page.granule);
    found = await source.next(found.offset + found.page.bytes, offset);
  }
  for (const packet of packets) {
    const samples = opusPacketSamples(packet);
    if (typeof samples === 'number') end += samples;
  }
  return end;
}

async function reopenPeaks(path: string): Promise<{ bins: number; bytes: number }> {
  const handle = await open(path, 'a+');
  try {
    const parsed = parsePeaks(await handle.readFile());
    if (typeof parsed === 'string') {
      await handle.truncate(0);
      await handle.appendFile(encodePeaksHeader());
      return { bins: 0, bytes: PEAK_HEADER_BYTES };
    }
    const bytes = PEAK_HEADER_BYTES + parsed.length;
    await handle.truncate(bytes);
    return { bins: parsed.length / PEAK_BIN_BYTES, bytes };
  } finally {
    await handle.close();
  }
}

/** A line that the crash has torn stays one line, and is counted as one that cannot be read. */
async function closeLastLine(path: string): Promise<number> {
  const handle = await open(path, 'a+');
  try {
    const { size } = await handle.stat();
    const last = new Uint8Array(1);
    if (size > 0) await handle.read(last, 0, 1, size - 1);
    if (size === 0 || last[0] === 0x0a) return size;
    await handle.appendFile('\n');
    return size + 1;
  } finally {
    await handle.close();
  }
}

async function writeAt(handle: FileHandle, bytes: Uint8Array, offset: number): Promise<void> {
  for (let done = 0; done < bytes.length; )
    done += (await handle.write(bytes, done, bytes.length - done, offset + done)).bytesWritten;
}
