import { join } from 'node:path';
import { UserId } from '@shared/discord/snowflake';
import { z } from 'zod';
import type { Clock } from '../../support/clock';
import { JsonFile } from '../../support/json-file';
import type { Logger } from '../../support/logger';

/** Gathers what changes while somebody drags a fader. */
const WRITE_DELAY_MS = 500;
/** Far more than anybody sets by hand in years; past it, who was set longest ago is forgotten. */
const PEOPLE_KEPT = 1_000;

const PersonVolume = z.object({
  userId: UserId,
  /** Of the monitor mix alone. */
  gainDb: z.number().min(-60).max(12),
  muted: z.boolean(),
});
type PersonVolume = z.infer<typeof PersonVolume>;

const Content = z.object({ version: z.literal(1), people: z.array(PersonVolume) });
type Content = z.infer<typeof Content>;

/**
 * How loud we want to hear each person, by their Discord id: the same in every room, call and run of the app. Whoever is
 * heard as they are is not kept. A damaged file is set aside by `JsonFile` and said in the log.
 */
export class PersonVolumes {
  /** Who was set last is last. */
  readonly #byUser = new Map<UserId, { gainDb: number; muted: boolean }>();

  private constructor(private readonly file: JsonFile<Content>) {
    for (const person of file.value.people) this.#put(person);
  }

  static async open(options: { dataDir: string; clock: Clock; logger: Logger }): Promise<PersonVolumes> {
    const { dataDir, clock, logger } = options;
    return new PersonVolumes(
      await JsonFile.open<Content>({
        path: join(dataDir, 'person-volumes.json'),
        schema: Content,
        empty: { version: 1, people: [] },
        clock,
        logger,
        delayMs: WRITE_DELAY_MS,
      }),
    );
  }

  /** Everybody who is heard otherwise than they are. */
  get all(): ReadonlyMap<UserId, { gainDb: number; muted: boolean }> {
    return this.#byUser;
  }

  /** On disk within half a second, or when `flush` resolves. */
  set(person: PersonVolume): void {
    this.#put(person);
    const people = [...this.#byUser].map(([userId, volume]) => ({ userId, ...volume }));
    this.file.set({ version: 1, people });
  }

  flush(): Promise<void> {
    return this.file.flush();
  }

  #put({ userId, gainDb, muted }: PersonVolume): void {
    this.#byUser.delete(userId);
    if (gainDb !== 0 || muted) this.#byUser.set(userId, { gainDb, muted });
    for (const oldest of this.#byUser.keys()) {
      if (this.#byUser.size <= PEOPLE_KEPT) break;
      this.#byUser.delete(oldest);
    }
  }
}
