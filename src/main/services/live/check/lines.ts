import type { ChannelId, GuildId } from '@shared/discord/snowflake';
import { toAppError } from '@shared/errors/app-error';
import type { CheckId } from '@shared/models/live';
import type { Clock } from '../../../support/clock';
import {
  failed,
  judgeBitrate,
  judgeClock,
  judgeDave,
  judgeDisk,
  judgePeak,
  judgePermissions,
  judgeRoom,
  judgeRoundTrip,
  skipped,
  type Verdict,
} from './judge';
import type { CheckDesk, CheckNeighbours } from './ports';
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
  /** Set while a trial join lasts. */
  trial: { joined: boolean };
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
 * another room is not taken out of it.
 */
async function inRoom(
  context: LineContext,
  measure: (context: LineContext) => Promise<Verdict>,
): Promise<Verdict> {
  const { neighbours, guildId, channelId, trial } = context;
  const call = neighbours.call();
  if (call.kind === 'active' && call.channelId !== channelId) return skipped('inAnotherRoom');
  if (call.kind !== 'active') {
    trial.joined = true;
    const outcome = await neighbours.joinMuted({ guildId, channelId });
    context.signal.throwIfAborted();
    if (outcome.kind !== 'joined') {
      trial.joined = false;
      return failed(outcome.kind === 'missingPermission' ? outcome.permission : outcome.kind);
    }
  }
  const measured = await measure(context);
  return trial.joined ? { ...measured, notes: [...measured.notes, 'trialJoin'] } : measured;
}

async function roundTrip({ neighbours, clock, signal }: LineContext): Promise<Verdict> {
  const pingMs = await waitUntil({
    read: () => {
      const call = neighbours.call();
      return call.kind === 'active' ? (call.stats.pingMs ?? undefined) : undefined;
    },
    onChanged: (listener) => neighbours.onCallChanged(listener),
    clock,
    timeoutMs: PING_WAIT_MS,
    signal,
  });
  return judgeRoundTrip(pingMs);
}

async function dave({ neighbours, clock, signal, trial }: LineContext): Promise<Verdict> {
  const call = neighbours.call();
  if (call.kind === 'active' && call.dave.active && !trial.joined) return judgeDave(true, null);
  const atMs = await waitUntil({
    read: () => {
      const now = neighbours.call();
      return now.kind === 'active' && now.dave.active ? clock.now() : undefined;
    },
    onChanged: (listener) => neighbours.onCallChanged(listener),
    clock,
    timeoutMs: DAVE_WAIT_MS,
    signal,
  });
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
