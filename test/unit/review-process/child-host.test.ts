import { beforeEach, expect, test } from 'vitest';
import { createChildReviewHost } from '../../../src/main/review-process/child-host';
import type { ReviewHost } from '../../../src/main/review-process/port';
import type { ReviewCommand, ReviewEvent } from '../../../src/main/review-process/protocol';
import { createAudioPortPair } from '../../../src/main/support/audio-port';
import { createLogger, type LogEntry } from '../../../src/main/support/logger';
import { ScriptedChild } from '../../support/scripted-child';

let children: ScriptedChild[];
let entries: LogEntry[];
let heard: ReviewEvent[];
let host: ReviewHost;

const open: ReviewCommand = {
  type: 'open',
  recordingId: 'one',
  sessionDir: '/recordings/one',
  durationMs: 1_000,
  tracks: [],
};

beforeEach(() => {
  children = [];
  entries = [];
  heard = [];
  host = createChildReviewHost({
    spawn: () => {
      const child = new ScriptedChild();
      children.push(child);
      return child;
    },
    logger: createLogger('review', (entry) => entries.push(entry)),
    closeTimeoutMs: 50,
  });
  host.onEvent((event) => heard.push(event));
});

test('starts no process before there is something to open or to mend', () => {
  host.send({ type: 'play' });
  host.send({ type: 'close' });
  expect(children).toHaveLength(0);
  host.send(open);
  expect(children).toHaveLength(1);
  expect(children[0]?.sent).toEqual([{ kind: 'command', command: open }]);
});

test('hands a port over that was there before the process', () => {
  const [port] = createAudioPortPair();
  host.connectAudio(port);
  host.send(open);
  expect(children[0]?.sent[0]).toEqual({ kind: 'port' });
  expect(children[0]?.ports).toEqual([port]);
});

test('says that playback and repairs failed when the process dies, and starts anew', () => {
  host.send(open);
  host.send({ type: 'repair', requestId: 4, sessionDir: '/recordings/two' });
  host.send({ type: 'repair', requestId: 5, sessionDir: '/recordings/three' });
  children[0]?.say({ type: 'repaired', requestId: 4, outcome: 'repaired', reason: '' });
  children[0]?.exit(139);
  expect(heard.slice(1)).toEqual([
    { type: 'failed', recordingId: 'one', reason: expect.any(String) },
    { type: 'repaired', requestId: 5, outcome: 'failed', reason: expect.any(String) },
  ]);
  host.send(open);
  expect(children).toHaveLength(2);
});

test('drops and logs what is outside the protocol', () => {
  host.send(open);
  children[0]?.say({ type: 'state', state: { kind: 'dancing' } });
  expect(heard).toEqual([]);
  expect(entries.map((entry) => entry.level)).toEqual(['error']);
});

test('asks the process to end, and kills it when it does not', async () => {
  host.send(open);
  await host.close();
  expect(children[0]?.sent.at(-1)).toEqual({ kind: 'command', command: { type: 'shutdown' } });
  expect(children[0]?.killed).toBe(true);
  expect(heard).toEqual([]);
});

test('tells every process that starts how recordings are to be played', () => {
  const choices: ReviewCommand = { type: 'setChoices', choices: { speed: 2, speechOnly: true, loop: null } };
  host.send(choices);
  expect(children).toHaveLength(0);
  host.send(open);
  expect(children[0]?.sent).toEqual([choices, open].map((command) => ({ kind: 'command', command })));
  children[0]?.exit(139);
  host.send(open);
  expect(children[1]?.sent[0]).toEqual({ kind: 'command', command: choices });
});

test('answers what was asked of a process that died', () => {
  host.send({ type: 'purge', requestId: 1, recordingId: 'one', tracks: [] });
  const path = '/recordings/one/tracks/a.opus';
  host.send({ type: 'measure', requestId: 2, path, durationSamples: 960, withheld: [] });
  children[0]?.exit(139);
  expect(heard).toEqual([
    { type: 'purged', requestId: 1, reason: expect.stringContaining('stopped unexpectedly') },
    { type: 'measured', requestId: 2, loudness: null, damaged: null },
  ]);
});
