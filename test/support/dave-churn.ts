/**
 * A room whose members come and go at random while everybody speaks: our engine, an unmodified @discordjs/voice, and
 * simulated people. Counts the frames that somebody could not open.
 */
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createOpusEncoder } from '../../src/main/discord/voice/codec';
import type { SoundSource } from '../../src/main/discord/voice/engine';
import { createThreadWire } from '../../src/main/discord/voice/wire/thread-wire';
import type { VoiceMember } from '../../src/main/practice-server/members/speech/voice-member';
import { systemClock } from '../../src/main/support/clock';
import { silentLogger } from '../../src/main/support/logger';
import type { GuildId } from '../../src/shared/discord/snowflake';
import { CounterpartClient } from '../integration/practice-server/voice-child';
import { roomOf, VoiceHall } from './voice-hall';
import { OWN_ID, until, VoiceSeat } from './voice-seat';
import { spawnWireThread } from './wire-thread';

const GUILD = '100' as GuildId;
const PEER_ID = '4';
/** From this many people some take part; at least one stays. */
const PEOPLE = 8;
/** A change may settle for so long; then it is looked for so long at what fails. */
const SETTLED_MS = 1_000;
const LOOK_MS = 250;

export interface ChurnReport {
  changes: number;
  /** Frames that could not be opened a second or more after a change, by whom. */
  late: { ours: number; ofUs: number; ofPeer: number };
  /** The same at any time, changes of keys included. */
  ever: { ours: number; ofUs: number; ofPeer: number };
  /** Frames of ours that others opened, and of others that we received: that there was something to open. */
  opened: { ofUs: number; ofPeer: number; byUs: number };
  /** Frames that the peer heard of us. */
  peerHeardUs: number;
  /** Times that we took somebody for a stranger in the group. */
  strangers: number;
}

function tone(): SoundSource {
  const encoder = createOpusEncoder(64_000);
  const pcm = Int16Array.from({ length: 1_920 }, (_, i) => 8_000 * Math.sin((i >> 1) / 15));
  return { pull: () => ({ opus: encoder.encode(pcm), pcm }) };
}

/** `random` answers 0 ≤ n < below. `changes` join or leave one person each, up to four of them close together. */
export async function churn(
  changes: number,
  random: (below: number) => number,
  folder: string,
): Promise<ChurnReport> {
  const hall = await VoiceHall.open();
  const wire = createThreadWire({ spawn: spawnWireThread, clock: systemClock, logger: silentLogger });
  const seat = new VoiceSeat(() => hall.endpoint, wire, tone());
  const caFile = join(folder, 'ca.pem');
  await writeFile(caFile, hall.voice.certificatePem);
  const peer = new CounterpartClient(
    {
      guildId: GUILD,
      channelId: roomOf(GUILD),
      userId: PEER_ID,
      endpoint: hall.endpoint,
      file: resolve('resources/practice-voices/hazel.ogg'),
    },
    caFile,
    'hall-voice.mjs',
  );
  try {
    return await run(changes, random, hall, seat, peer);
  } finally {
    peer.kill();
    await seat.engine.close();
    await wire.close();
    await hall.close();
  }
}

async function run(
  changes: number,
  random: (below: number) => number,
  hall: VoiceHall,
  seat: VoiceSeat,
  peer: CounterpartClient,
): Promise<ChurnReport> {
  const present = new Set<number>();
  const toggle = (index: number) => {
    if (present.has(index) && present.size > 1) {
      present.delete(index);
      hall.voice.memberVoice.leave(`${GUILD}5${index}`);
    } else if (!present.has(index)) {
      present.add(index);
      hall.voice.memberVoice.setSpeaking(hall.sit(GUILD, index), true);
    }
  };
  for (const index of [0, 1]) toggle(index);
  seat.join(GUILD);
  await until('our place', () => seat.ready);
  await until('everybody', () => hall.groupSize(GUILD) === 4, 30_000);
  const count = new FailureCount(hall);
  const failures = () => ({ ours: seat.engine.stats.undecryptable, ...count.total() });
  const report: ChurnReport = {
    changes: 0,
    late: { ours: 0, ofUs: 0, ofPeer: 0 },
    ever: { ours: 0, ofUs: 0, ofPeer: 0 },
    opened: { ofUs: 0, ofPeer: 0, byUs: 0 },
    peerHeardUs: 0,
    strangers: 0,
  };
  while (report.changes < changes) {
    const before = failures();
    for (let burst = 1 + random(4); burst > 0 && report.changes < changes; burst -= 1) {
      toggle(random(PEOPLE));
      report.changes += 1;
      await pause(random(120));
    }
    await pause(SETTLED_MS);
    const settled = failures();
    const opened = { ofUs: hall.heard(OWN_ID).decrypted, ofPeer: hall.heard(PEER_ID).decrypted };
    const received = seat.engine.stats.packetsReceived;
    await pause(LOOK_MS);
    report.strangers += seat.alarms.filter(({ kind }) => kind === 'stranger').length;
    add(report.ever, difference(failures(), before));
    add(report.late, difference(failures(), settled));
    report.opened.ofUs += Math.max(0, hall.heard(OWN_ID).decrypted - opened.ofUs);
    report.opened.ofPeer += Math.max(0, hall.heard(PEER_ID).decrypted - opened.ofPeer);
    report.opened.byUs += seat.engine.stats.packetsReceived - received;
  }
  const heard = peer.of('heard').at(-1)?.frames as Record<string, number> | undefined;
  report.peerHeardUs = heard?.[OWN_ID] ?? 0;
  return report;
}

type Failures = ChurnReport['late'];

/**
 * By everybody who has been there, from the first look at them on: a newcomer cannot open what is still sent under the epoch
 * before its own, nor is that meant for it.
 */
class FailureCount {
  readonly #seen = new Map<VoiceMember, { first: Counts; last: Counts }>();

  constructor(private readonly hall: VoiceHall) {}

  total(): Counts {
    const sum = { ofUs: 0, ofPeer: 0 };
    for (const member of this.hall.voice.members) {
      const failed = (id: string) => member.heard.get(id)?.failed ?? 0;
      const last = { ofUs: failed(OWN_ID), ofPeer: failed(PEER_ID) };
      this.#seen.set(member, { first: this.#seen.get(member)?.first ?? last, last });
    }
    for (const { first, last } of this.#seen.values()) {
      sum.ofUs += last.ofUs - first.ofUs;
      sum.ofPeer += last.ofPeer - first.ofPeer;
    }
    return sum;
  }
}

type Counts = Pick<Failures, 'ofUs' | 'ofPeer'>;

function difference(now: Failures, before: Failures): Failures {
  return { ours: now.ours - before.ours, ofUs: now.ofUs - before.ofUs, ofPeer: now.ofPeer - before.ofPeer };
}

function add(sum: Failures, more: Failures): void {
  sum.ours += more.ours;
  sum.ofUs += more.ofUs;
  sum.ofPeer += more.ofPeer;
}

function pause(durationMs: number): Promise<void> {
  return new Promise((done) => setTimeout(done, durationMs));
}
