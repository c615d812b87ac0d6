import type { DiscordSession } from '../../discord/session';
import type { Clock } from '../../support/clock';
import { deedOfCall } from './deeds';
import { guildWrites, userWrite, writesOf } from './follow';
import type { WriteQueue } from './write-queue';

const HEARTBEAT_MS = 15_000;

export interface RecorderOptions {
  session: DiscordSession;
  queue: WriteQueue;
  clock: Clock;
}

/**
 * Writes down what a session tells, from the state it is in now on. A sign of life every few seconds says until when
 * that is true, should the app end without a word. Returns the function that ends it with a last sign of life.
 */
export function startRecorder({ session, queue, clock }: RecorderOptions): () => void {
  const isOnAir = () => session.gateway.state.kind === 'ready';
  const startMs = clock.now();
  queue.add({ t: 'connected', atMs: startMs, fresh: true }, userWrite(session.user));
  for (const guild of session.cache.state.guilds.values()) {
    if (guild.available) queue.add(...guildWrites(session, guild, startMs));
  }
  // Discord's audit log lumps some of what one does often together; what we did ourselves we know better.
  const releaseOwn = session.rest.onDone((call) => {
    const deed = deedOfCall(session, call, clock.now());
    if (deed) queue.add(deed);
  });
  const release = session.onDispatch((dispatch) => queue.add(...writesOf(session, dispatch, clock.now())));
  let cancelTimer: () => void;
  const beat = () => {
    if (isOnAir()) queue.add({ t: 'heartbeat', atMs: clock.now() });
    cancelTimer = clock.setTimer(beat, HEARTBEAT_MS);
  };
  cancelTimer = clock.setTimer(beat, HEARTBEAT_MS);
  return () => {
    cancelTimer();
    release();
    releaseOwn();
    if (isOnAir()) queue.add({ t: 'heartbeat', atMs: clock.now() });
  };
}
