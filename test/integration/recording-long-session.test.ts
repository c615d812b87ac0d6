import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeLongSession } from '../support/long-session/write';
import { openLibrary } from './recording-player';
import { decodeByFfmpeg, opusinfo, temporaryFolder } from './recording-support';

it('writes an evening that is whole for others and shows every state at the desk', async () => {
  const libraryDir = await temporaryFolder();
  const sessionDir = join(libraryDir, 'evening');
  const plan = await writeLongSession(sessionDir, { hours: 0.5, people: 10 });
  for (const name of (await readdir(join(sessionDir, 'tracks'))).slice(0, 3)) {
    const { seconds, warnings } = await opusinfo(join(sessionDir, 'tracks', name));
    expect(warnings).toEqual([]);
    expect(seconds).toBeCloseTo(plan.durationMs / 1_000, 1);
  }
  const { library } = await openLibrary(libraryDir);
  expect(library.list()).toMatchObject([
    { health: { kind: 'ok' }, trackCount: 10, tags: ['weekly', 'planning'] },
  ]);
  const session = await library.review.session('evening');
  const states = new Set(session.lanes.flatMap(({ spans }) => spans.map(({ state }) => state)));
  expect([...states].sort()).toEqual(
    ['absent', 'lost', 'muted', 'reconnect', 'undecryptable', 'unrecorded', 'withheld'].sort(),
  );
  expect(session.chat.length).toBeGreaterThan(10);
  expect(session.chat.some(({ reactions }) => reactions.length > 0)).toBe(true);
  expect(session.epochs.length).toBeGreaterThan(5);
  expect(session.integrity.cuts).toHaveLength(1);
  expect(session.talkTime.some(({ overlapMs }) => overlapMs > 0)).toBe(true);
  expect(session.speechMs).toBeLessThan(plan.durationMs);
});

it('has sound where the plan has turns, and none elsewhere', async () => {
  const sessionDir = join(await temporaryFolder(), 'evening');
  const plan = await writeLongSession(sessionDir, { hours: 0.05, people: 2, annotated: false });
  const [name = ''] = await readdir(join(sessionDir, 'tracks'));
  const sound = await decodeByFfmpeg(join(sessionDir, 'tracks', name));
  const power = (fromMs: number, toMs: number) =>
    sound.subarray(fromMs * 48, toMs * 48).reduce((sum, value) => sum + value * value, 0) /
    ((toMs - fromMs) * 48);
  const turns = plan.people[0]?.turns ?? [];
  expect(turns.length).toBeGreaterThan(3);
  for (const [index, [from, to]] of turns.entries()) {
    expect(power(from, to)).toBeGreaterThan(1e-5);
    const before = (turns[index - 1]?.[1] ?? 0) + 100;
    if (from - before > 200) expect(power(before, from - 20)).toBeLessThan(1e-6);
  }
});
