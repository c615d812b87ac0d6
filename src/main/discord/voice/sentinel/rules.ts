/**
 * From figures to findings: for each direction and person, what is wrong by how much at this moment. The
 * thresholds are here and nowhere else. A finding is `bad` (raise), `fair` (neither: an alarm that stands stays)
 * or `good` (an alarm may clear); the book of alarms adds the patience.
 */
import type { AlarmKind } from '@shared/models/sentinel';
import type { OutgoingSample, PersonSample } from './sample';

export interface Finding {
  kind: AlarmKind;
  state: 'bad' | 'fair' | 'good';
  /** As `SignalAlarm.figure` counts it. */
  figure: number;
}

/** Packets of a window from which on a share is more than chance: half a second of one person. */
const MIN_PACKETS = 25;
/** Shares that raise and that clear. 5 % loss is heard even where it is concealed. */
const LOSS = { bad: 0.05, good: 0.02 };
const LATE = { bad: 0.05, good: 0.02 };
/** One frame at a change of keys is normal; more is not. */
const UNDECRYPTABLE = { bad: 0.05, good: 0.01 };
const MIN_UNDECRYPTABLE = 5;
/** 48 samples are 1 ms at full scale within two seconds; a single peak is not heard. */
const CLIPPED_SAMPLES = 48;
/** Someone who speaks sends every 20 ms. */
const NO_PACKETS_MS = 1_500;
/** So long after the last packet nobody is "speaking" any more, whatever was announced. */
const SPEAKING_FORGOTTEN_MS = 20_000;
const NOTHING_SENT_MS = 1_000;
/** Quieter than this is no programme. */
const DEAD_AIR_DBFS = -55;
const DEAD_AIR_MS = 2_000;
/** A tick late by a few ms is made good by the listener's buffer; it takes many to be heard. */
const LATE_TICKS = { bad: 0.25, good: 0.1 };
const MIN_TICKS = 25;

/** Growth of the counts over the window. */
export type OutgoingGrowth = Pick<OutgoingSample, 'packetsSent' | 'ticks' | 'lateTicks' | 'clipped'>;
export type PersonGrowth = Pick<PersonSample, 'received' | 'lost' | 'late' | 'undecryptable' | 'clipped'>;

/** Whether sound of that level is a programme. */
export function isSounding(rmsDbfs: number): boolean {
  return rmsDbfs > DEAD_AIR_DBFS;
}

/** `silentMs`: for how long nothing left; `deadMs`: for how long nothing was to be heard. */
export function judgeOutgoing(
  sample: OutgoingSample,
  grown: OutgoingGrowth,
  silentMs: number,
  deadMs: number,
): Finding[] {
  return [
    ended('noPackets', sample.expected && silentMs >= NOTHING_SENT_MS, silentMs),
    ended('deadAir', sample.onAir && deadMs >= DEAD_AIR_MS, deadMs),
    share('late', grown.lateTicks, grown.ticks, MIN_TICKS, LATE_TICKS),
    clipping(grown.clipped),
    reported(sample.reportedLoss),
  ];
}

/** Somebody who is in the group without being in the room. */
export function judgeStranger(): Finding[] {
  return [{ kind: 'stranger', state: 'bad', figure: 0 }];
}

/** `nowMs` on the clock of arrivals. */
export function judgePerson(sample: PersonSample, grown: PersonGrowth, nowMs: number): Finding[] {
  const { received, lost, late, undecryptable } = grown;
  const speakingSince = sample.speakingSinceMs;
  const waitedMs =
    speakingSince === null ? 0 : Math.max(0, nowMs - Math.max(speakingSince, sample.lastPacketMs));
  const missing = waitedMs >= NO_PACKETS_MS && waitedMs < SPEAKING_FORGOTTEN_MS;
  const expected = received - late + lost;
  const unreadable = share(
    'undecryptable',
    undecryptable,
    received + undecryptable,
    MIN_UNDECRYPTABLE,
    UNDECRYPTABLE,
  );
  return [
    ended('noPackets', missing, waitedMs),
    // What came late is told apart from what never came.
    share('loss', Math.max(0, lost - late), expected, MIN_PACKETS, LOSS),
    share('late', late, expected, MIN_PACKETS, LATE),
    undecryptable > 0 && undecryptable < MIN_UNDECRYPTABLE ? { ...unreadable, state: 'fair' } : unreadable,
    clipping(grown.clipped),
  ];
}

function ended(kind: AlarmKind, bad: boolean, figure: number): Finding {
  return { kind, state: bad ? 'bad' : 'good', figure };
}

/** The server counts over some five seconds: a share that means something. */
function reported(share: number | null): Finding {
  const figure = share ?? 0;
  const state = figure >= LOSS.bad ? 'bad' : figure <= LOSS.good ? 'good' : 'fair';
  return { kind: 'loss', state, figure };
}

function clipping(samples: number): Finding {
  const state = samples >= CLIPPED_SAMPLES ? 'bad' : samples === 0 ? 'good' : 'fair';
  return { kind: 'clipping', state, figure: samples };
}

function share(
  kind: AlarmKind,
  part: number,
  whole: number,
  least: number,
  limits: { bad: number; good: number },
): Finding {
  const figure = whole > 0 ? part / whole : 0;
  if (whole < least) return { kind, state: part === 0 ? 'good' : 'fair', figure };
  return { kind, state: figure >= limits.bad ? 'bad' : figure <= limits.good ? 'good' : 'fair', figure };
}
