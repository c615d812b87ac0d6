import type { ChannelId, GuildId } from '@shared/discord/snowflake';
import type { CallState, JoinCallOutcome } from '@shared/models/calls';
import { emptyLive } from '@shared/models/live-defaults';
import { beforeEach, expect, test } from 'vitest';
import { CheckRunner } from '../../../../src/main/services/live/check/check-runner';
import type { CheckNeighbours, MissingFiles } from '../../../../src/main/services/live/check/ports';
import { Emitter } from '../../../../src/main/support/emitter';
import { silentLogger } from '../../../../src/main/support/logger';
import { SteppedClock } from '../../../support/stepped-clock';

type Active = Extract<CallState, { kind: 'active' }>;

const place = { guildId: '10' as GuildId, channelId: '20' as ChannelId };
const calls = new Emitter<void>();
const clock = new SteppedClock();
let call: CallState;
let trials: { left: boolean; own: boolean; settle: (outcome: JoinCallOutcome) => void }[];
let runner: CheckRunner;
let missing: MissingFiles;
let broadcasting: boolean;

function inRoom(channelId: string, change: Partial<Active> = {}): CallState {
  const dave = { active: false, epoch: null, privacyCode: null };
  const stats = { pingMs: null };
  return {
    kind: 'active',
    channelId,
    dave,
    stats,
    readyAtMs: clock.now(),
    ...change,
  } as unknown as CallState;
}

function now(next: CallState): void {
  call = next;
  calls.emit();
}

/** The trial's call, as the calls service keeps it: whoever joins another makes `own` true. */
function beginTrial(): ReturnType<CheckNeighbours['beginTrial']> {
  let settle: (outcome: JoinCallOutcome) => void = () => undefined;
  const joined = new Promise<JoinCallOutcome>((resolve) => {
    settle = resolve;
  });
  const trial = { left: false, own: false, settle };
  trials.push(trial);
  now(inRoom('20', { readyAtMs: null }));
  return {
    joined,
    get lasts() {
      return !trial.left && !trial.own;
    },
    async leave() {
      if (trial.left || trial.own) return;
      trial.left = true;
      now({ kind: 'idle' });
      settle({ kind: 'cancelled' });
    },
  };
}

const statuses = () =>
  Object.fromEntries(
    (runner.sheet?.lines ?? []).map(({ checkId, status, notes }) => [checkId, [status, ...notes].join(' ')]),
  );
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

beforeEach(() => {
  calls.clear();
  call = { kind: 'idle' };
  trials = [];
  broadcasting = false;
  missing = { cues: [], others: [] };
  runner = new CheckRunner({
    neighbours: {
      call: () => call,
      onCallChanged: calls.on,
      broadcastIn: () => broadcasting,
      beginTrial,
    } as unknown as CheckNeighbours,
    desk: {
      console: () => emptyLive().console,
      echo: () => emptyLive().echo,
      onEcho: () => () => undefined,
      startEcho: () => undefined,
      stopEcho: () => undefined,
      missingFiles: async () => missing,
    },
    clock,
    logger: silentLogger,
    onChanged: () => undefined,
  });
});

test('measures in a room of its own for a moment, and leaves it', async () => {
  const running = runner.run({ ...place, only: ['roundTrip', 'dave'] });
  await turn();
  trials[0]?.settle({ kind: 'joined', joinMs: 5 });
  now(inRoom('20', { stats: { pingMs: 12 } as never }));
  await turn();
  now(inRoom('20', { dave: { active: true, epoch: 1, privacyCode: null } }));
  await running;
  expect(statuses()).toMatchObject({ roundTrip: 'ok trialJoin', dave: 'ok trialJoin' });
  expect(trials).toMatchObject([{ left: true }]);
});

test('a room that is joined by hand while it measures is not left, and the lines say why they were not checked', async () => {
  const running = runner.run({ ...place, only: ['roundTrip', 'dave'] });
  await turn();
  trials[0]?.settle({ kind: 'joined', joinMs: 5 });
  await turn();
  const trial = trials[0];
  if (trial) trial.own = true;
  now(inRoom('77', { stats: { pingMs: 1 } as never }));
  await running;
  expect(statuses()).toMatchObject({ roundTrip: 'skipped inAnotherRoom', dave: 'skipped inAnotherRoom' });
  expect(trials).toMatchObject([{ left: false }]);
  expect(call).toMatchObject({ channelId: '77' });
});

test('a room that is joined by hand while the check is still joining is not left', async () => {
  const running = runner.run({ ...place, only: ['roundTrip'] });
  await turn();
  const trial = trials[0];
  if (trial) trial.own = true;
  now(inRoom('77'));
  trial?.settle({ kind: 'cancelled' });
  await running;
  expect(statuses()).toMatchObject({ roundTrip: 'skipped inAnotherRoom' });
  expect(call).toMatchObject({ channelId: '77' });
});

test('a broadcast in that guild is not given up for a measurement', async () => {
  broadcasting = true;
  await runner.run({ ...place, only: ['roundTrip', 'dave'] });
  expect(statuses()).toMatchObject({ roundTrip: 'skipped broadcast', dave: 'skipped broadcast' });
  expect(trials).toEqual([]);
});

test('cancelled while it joins, it stops joining at once', async () => {
  const running = runner.run({ ...place, only: ['roundTrip', 'dave'] });
  await turn();
  await runner.cancel();
  await running;
  expect(trials).toMatchObject([{ left: true }]);
  expect(statuses()).toMatchObject({ roundTrip: 'skipped cancelled', dave: 'skipped cancelled' });
});

test('cancelled after a room was joined by hand, that room stays', async () => {
  const running = runner.run({ ...place, only: ['roundTrip', 'dave'] });
  await turn();
  trials[0]?.settle({ kind: 'joined', joinMs: 5 });
  await turn();
  const trial = trials[0];
  if (trial) trial.own = true;
  now(inRoom('20'));
  await runner.cancel();
  await running;
  expect(trials).toMatchObject([{ left: false }]);
  expect(call).toMatchObject({ kind: 'active' });
});

test('whoever leaves the room while it measures is not taken back into it for that line', async () => {
  const running = runner.run({ ...place, only: ['roundTrip'] });
  await turn();
  trials[0]?.settle({ kind: 'joined', joinMs: 5 });
  await turn();
  const trial = trials[0];
  if (trial) trial.left = true;
  now({ kind: 'ended' } as CallState);
  await running;
  expect(statuses()).toMatchObject({ roundTrip: 'skipped left' });
  expect(trials).toHaveLength(1);
});

test.each<[string, MissingFiles, string]>([
  ['nothing is missing', { cues: [], others: [] }, 'ok'],
  ['a file of the queue or of a pad is gone', { cues: [], others: ['jingle.wav'] }, 'warn jingle.wav'],
  [
    'a file that a cue plays is gone',
    { cues: ['opening.flac'], others: ['a.wav'] },
    'fail opening.flac a.wav',
  ],
])('the line of the files, when %s', async (_what, gone, said) => {
  missing = gone;
  await runner.run({ ...place, only: ['files'] });
  expect(statuses()['files']).toBe(said);
});
