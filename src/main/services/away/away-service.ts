import type { AwayDigest } from '@shared/models/away';
import type { DiscordSession, SessionSource } from '../../discord/session';
import { Emitter } from '../../support/emitter';
import { toAwayDigest } from './to-digest';

/** Tells the window what had changed after a time in which nobody could be told. */
export interface AwayService {
  onDigest(listener: (digest: AwayDigest) => void): () => void;
  close(): void;
}

export interface AwayOptions {
  sessions: SessionSource;
  onError?: (error: unknown) => void;
}

/** Follows the sessions from now on. What happened is kept by the archive; here it is only said once. */
export function createAwayService({ sessions, onError }: AwayOptions): AwayService {
  const digests = new Emitter<AwayDigest>(onError);
  let told = 0;
  let release: () => void = () => undefined;
  const attach = (session: DiscordSession | null) => {
    release();
    release =
      session?.cache.onAway((report) => {
        told += 1;
        digests.emit(toAwayDigest(session.cache.state, report, `away-${told}`));
      }) ?? (() => undefined);
  };
  const unsubscribe = sessions.onChanged(attach);
  attach(sessions.current);
  return {
    onDigest: digests.on,
    close() {
      release();
      unsubscribe();
      digests.clear();
    },
  };
}
