import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '@shared/errors/app-error';
import type { ExportJob, ExportRequest } from '@shared/models/review';
import { lengthOfSpans } from '../recording/spans';
import { completeSource } from './complete-source';
import { UniqueNames } from './file-names';
import { loadSource } from './load-source';
import { LookedThrough } from './looked-through';
import { type ExportPlan, planExport } from './plan';
import { canCopy } from './render/inputs';
import { renderAudio } from './render/render-audio';
import { digestFile, verifyAudio } from './render/verify';
import { exportWorkDir } from './work-dirs';

export interface RunExport {
  exportId: string;
  sessionDir: string;
  /** Where the files go. */
  folder: string;
  request: ExportRequest;
  /** Not needed for what has no sound in it. */
  findFfmpeg: () => Promise<string>;
  nowMs: number;
  signal: AbortSignal;
  onProgress: (status: 'running' | 'verifying', progress: number) => void;
}

/**
 * Carries out one export: everything is written into a hidden folder beside its destination, verified there, and
 * moved only when all of it is right. Existing files are never replaced. Throws the signal's reason when aborted.
 */
export async function runExport(run: RunExport): Promise<Pick<ExportJob, 'title' | 'files' | 'notes'>> {
  const workDir = exportWorkDir(run.folder, run.exportId);
  try {
    const loaded = await loadSource(run.sessionDir);
    // Refused before anything is written or measured: a folder that is not there, a plan with nothing in it.
    planExport(loaded, run.request, run.nowMs);
    await mkdir(workDir);
    // Preparing hours of sound takes a while before there is any progress; it has begun all the same.
    run.onProgress('running', 0);
    const { source, notes } = await completeSource(loaded, { ...run, scratch: join(workDir, 'waveforms') });
    const plan = planExport(source, run.request, run.nowMs);
    const looked = new LookedThrough(source.manifest, run);
    const files = await writeAll(plan, workDir, (file) => looked.isUndamaged(file), run);
    run.signal.throwIfAborted();
    notes.push(...looked.notes);
    await moveAll(plan, files, workDir, run.folder);
    return { title: plan.title, files, notes };
  } catch (error) {
    throw run.signal.aborted ? run.signal.reason : toExportError(error);
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}

async function writeAll(
  plan: ExportPlan,
  workDir: string,
  isUndamaged: (file: string) => Promise<boolean>,
  run: RunExport,
): Promise<ExportJob['files']> {
  const hasSound = plan.files.some((file) => file.kind === 'audio');
  const ffmpegPath = hasSound ? await run.findFfmpeg() : '';
  const weights = plan.files.map((file) =>
    file.kind === 'audio' ? lengthOfSpans(file.keep) * (file.tracks.length + 1) : 0,
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  const { signal } = run;
  const files: ExportJob['files'] = [];
  let before = 0;
  for (const [index, file] of plan.files.entries()) {
    signal.throwIfAborted();
    const path = join(workDir, String(index));
    let durationMs: number | null = null;
    if (file.kind === 'text') await writeFile(path, file.text);
    else {
      const weight = (weights[index] ?? 0) / total;
      const at = before;
      before += weight;
      const writing = file.tracks.length / (file.tracks.length + 1);
      const tell = (status: 'running' | 'verifying', done: number) =>
        run.onProgress(status, Math.min(1, at + weight * done));
      const scratch = join(workDir, 'scratch');
      await mkdir(scratch);
      await renderAudio(file, path, {
        sessionDir: run.sessionDir,
        workDir: scratch,
        isUndamaged,
        ffmpegPath,
        signal,
        onProgress: (done) => tell('running', done * writing),
      });
      await rm(scratch, { recursive: true });
      const expectedMs = lengthOfSpans(file.keep) / 48;
      durationMs = await verifyAudio(
        path,
        { format: file.format, durationMs: expectedMs },
        {
          ffmpegPath,
          signal,
          onProgress: (ms) => tell('verifying', writing + (1 - writing) * (ms / expectedMs)),
        },
      );
    }
    const copied = file.kind === 'audio' && canCopy(file);
    files.push({ name: file.name, durationMs, copied, ...(await digestFile(path, signal)) });
  }
  return files;
}

/** Moves what was written to its place, under names that are free; puts the names into `files`. */
async function moveAll(
  plan: ExportPlan,
  files: ExportJob['files'],
  workDir: string,
  folder: string,
): Promise<void> {
  const names = new UniqueNames(await readdir(folder));
  const moved: string[] = [];
  const own = plan.folder === null ? null : names.take(plan.folder, '');
  try {
    for (const [index, file] of files.entries()) {
      file.name = own === null ? free(names, file.name) : `${own}/${file.name}`;
      const target = join(folder, file.name);
      if (own !== null) await mkdir(dirname(target), { recursive: true });
      await rename(join(workDir, String(index)), target);
      moved.push(target);
    }
  } catch (error) {
    for (const target of moved) await rm(target, { force: true });
    if (own !== null) await rm(join(folder, own), { recursive: true, force: true });
    throw error;
  }
}

function free(names: UniqueNames, name: string): string {
  const dot = name.lastIndexOf('.');
  return names.take(name.slice(0, dot), name.slice(dot + 1));
}

function toExportError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new AppError('export/disk-full', 'The disk is full.', { cause: error });
  }
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'The folder is not there any more.',
    ENOTDIR: 'This is not a folder.',
    EACCES: 'Files cannot be written into this folder.',
    EPERM: 'Files cannot be written into this folder.',
    EROFS: 'Nothing can be written onto this disk.',
  };
  const reason = reasons[code ?? ''] ?? (error instanceof Error ? error.message : String(error));
  return new AppError('export/failed', reason, { cause: error });
}
