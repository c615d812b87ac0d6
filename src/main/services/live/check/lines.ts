import type { ChannelId, GuildId } from '@shared/discord/snowflake';
import { toAppError } from '@shared/errors/app-error';
import type { CallState, JoinCallOutcome } from '@shared/models/calls';
import type { CheckId } from '@shared/models/live';
import type { Clock } from '../../../support/clock';
import {
  failed,
  judgeBitrate,
  judgeClock,
  judgeDave,
  judgeDisk,
  judgeFiles,
  judgePeak,
  judgePermissions,
  judgeRoom,
  judgeRoundTrip,
  skipped,
  type Verdict,
} from './judge';
import type { CheckDesk, CheckNeighbours, TrialCall } from './ports';
import { waitUntil } from './wait-until';

export interface LineContext {
  guildId: GuildId;
  channelId: ChannelId;
  neighbours: CheckNeighbours;
  desk: CheckDesk;
  clock: Clock;
  signal: AbortSignal;
  /** How long a person talks into the echo test, ms. */
  echoMs: number;
  /** The call of the check's own, once it had to join one. */
  trial: TrialCall | null;
}

type Line = (context: LineContext) => Promise<Verdict> | Verdict;

const PING_WAIT_MS = 16_000;
const DAVE_WAIT_MS = 10_000;
/** Enough for a word into the microphone. */
const MICROPHONE_MS = 2_500;
/** Beyond what recording and playing take. */
const ECHO_GRACE_MS = 4_000;

/** The sheet's lines in the order they are run: what needs no room first, what needs the person last. */
export const LINES: Readonly<Record<CheckId, Line>> = {
  permissions: (context) => ofRoom(context, (room) => judgePermissions(room)),
  room: (context) =>
    ofRoom(context, (room) => {
      const inside = context.neighbours.occupants(context.channelId);
      return judgeRoom(
        room,
        inside.length,
        inside.some(({ isSelf }) => isSelf),
      );
    }),
  bitrate: (context) => ofRoom(context, (room) => judgeBitrate(room.bitrateBps)),
  roundTrip: (context) => inRoom(context, roundTrip),
  dave: (context) => inRoom(context, dave),
  clock: async ({ neighbours, signal }) => judgeClock(await neighbours.clockOffsetMs(signal)),
  disk: (context) =>
    ofRoom(context, async (room) => {
      const { neighbours, channelId } = context;
      const isListening = neighbours.occupants(channelId).some(({ isSelf }) => isSelf);
      const people = neighbours.occupants(channelId).length + (isListening ? 0 : 1);
      return judgeDisk(await neighbours.freeDiskBytes(), people, room.bitrateBps);
    }),
  ffmpeg: async ({ neighbours }) => {
    await neighbours.findFfmpeg();
    return { status: 'ok', figure: null, notes: [] };
  },
  files: async ({ desk }) => judgeFiles(await desk.missingFiles()),
  microphone,
  echo,
};

async function ofRoom(
  { neighbours, channelId }: LineContext,
  judge: (room: NonNullable<ReturnType<CheckNeighbours['room']>>) => Verdict | Promise<Verdict>,
): Promise<Verdict> {
  const room = neighbours.room(channelId);
  return room ? judge(room) : failed('roomGone');
}

/**
 * Measures in the room. Whoever is not in it joins for the time of the check, muted, and is told so; whoever is in
 * another room, or goes there meanwhile, is not taken out of it.
 */
async function inRoom(
  context: LineContext,
  measure: (context: LineContext) => Promise<Verdict>,
): Promise<Verdict> {
  if (whereIs(context) === 'nowhere') {
    const refused = await tryOut(context);
    if (refused) return refused;
  }
  const measured = whereIs(context) === 'here' ? await measure(context) : null;
  switch (whereIs(context)) {
    case 'elsewhere':
      return skipped('inAnotherRoom');
    case 'nowhere':
      return skipped('left');
    case 'here':
      if (!measured) return skipped('left');
      return context.trial?.lasts ? { ...measured, notes: [...measured.notes, 'trialJoin'] } : measured;
  }
}

function whereIs({ neighbours, channelId }: LineContext): 'here' | 'elsewhere' | 'nowhere' {
  const call = neighbours.call();
  if (call.kind !== 'active') return 'nowhere';
  return call.channelId === channelId ? 'here' : 'elsewhere';
}

/** Joins for the time of the check; the verdict when that was refused. Being cancelled ends the join, too. */
async function tryOut(context: LineContext): Promise<Verdict | null> {
  const { neighbours, guildId, channelId, signal } = context;
  if (neighbours.broadcastIn(guildId)) return skipped('broadcast');
  const trial = neighbours.beginTrial({ guildId, channelId });
  context.trial = trial;
  const outcome = await unlessAborted(trial, signal);
  switch (outcome.kind) {
    case 'joined':
    // Left, or another room joined by hand: where we are now tells.
    case 'cancelled':
      return null;
    case 'missingPermission':
      return failed(outcome.permission);
    case 'roomFull':
      return failed(outcome.kind);
  }
}

async function unlessAborted(trial: TrialCall, signal: AbortSignal): Promise<JoinCallOutcome> {
  const leave = () => void trial.leave();
  signal.addEventListener('abort', leave, { once: true });
  try {
    const outcome = await trial.joined;
    signal.throwIfAborted();
    return outcome;
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

type Here = Extract<CallState, { kind: 'active' }>;

/** Waits for something the call in the room tells; null after the time, or when we are no longer in it. */
function untilCall<T>(
  context: LineContext,
  timeoutMs: number,
  read: (call: Here) => T | undefined,
): Promise<T | null> {
  const { neighbours, clock, signal, channelId } = context;
  return waitUntil<T | null>({
    read: () => {
      const call = neighbours.call();
      return call.kind === 'active' && call.channelId === channelId ? read(call) : null;
    },
    onChanged: (listener) => neighbours.onCallChanged(listener),
    clock,
    timeoutMs,
    signal,
  });
}

async function roundTrip(context: LineContext): Promise<Verdict> {
  return judgeRoundTrip(await untilCall(context, PING_WAIT_MS, ({ stats }) => stats.pingMs ?? undefined));
}

async function dave(context: LineContext): Promise<Verdict> {
  const { neighbours, clock } = context;
  const call = neighbours.call();
  if (call.kind === 'active' && call.dave.active && !context.trial?.lasts) return judgeDave(true, null);
  const atMs = await untilCall(context, DAVE_WAIT_MS, (now) => (now.dave.active ? clock.now() : undefined));
  const readyAtMs = call.kind === 'active' ? call.readyAtMs : null;
  return judgeDave(atMs !== null, atMs === null || readyAtMs === null ? null : Math.max(0, atMs - readyAtMs));
}

async function microphone(context: LineContext): Promise<Verdict> {
  const [input] = context.desk.console().inputs;
  if (!input.enabled) return skipped('off');
  if (!input.connected) return failed('notConnected');
  const peak = await listen(context, MICROPHONE_MS, false);
  if (peak === null) return failed('noAnswer');
  const judged = judgePeak(peak);
  const pushes = input.mode === 'pushToTalk' && !input.pushed;
  // A key that is not held is no broken microphone.
  return judged.status === 'fail' && pushes ? { ...judged, status: 'warn', notes: ['pushToTalk'] } : judged;
}

async function echo(context: LineContext): Promise<Verdict> {
  const peak = await listen(context, context.echoMs, true);
  if (peak === null) return failed('noAnswer');
  const judged = judgePeak(peak);
  return judged.status === 'fail' ? { ...judged, status: 'warn' } : judged;
}

/** Records what would go on air; plays it back when wanted. The loudest sample, dBFS; null when no engine answered. */
async function listen({ desk, clock, signal }: LineContext, durationMs: number, playBack: boolean) {
  let peak: number | null = null;
  desk.startEcho(durationMs);
  let began = false;
  try {
    await waitUntil({
      read: () => {
        const { phase, peakDbfs } = desk.echo();
        if (phase === 'recording') began = true;
        if (began && phase !== 'off') peak = Math.max(peak ?? peakDbfs, peakDbfs);
        return began && phase !== 'recording' && (phase === 'off' || !playBack) ? true : undefined;
      },
      onChanged: (listener) => desk.onEcho(listener),
      clock,
      timeoutMs: (playBack ? 2 : 1) * durationMs + ECHO_GRACE_MS,
      signal,
    });
  } finally {
    desk.stopEcho();
  }
  return peak;
}

/** A line that broke: what a person can do about it is in the code. */
export function broken(error: unknown): Verdict {
  return failed(toAppError(error).code);
}
