import type { GuildId } from '@shared/discord/snowflake';
import type { BatchKind, RoomRefusal } from '@shared/models/rooms';

/** What a service hands over to have several things done in one go; `services/batches` does them. */

export type StepOutcome = { kind: 'done'; targetId?: string } | { kind: 'already' } | RoomRefusal;

export interface BatchStep {
  label: string;
  targetId: string | null;
  run(signal: AbortSignal): Promise<StepOutcome>;
}

export interface BatchWork {
  kind: BatchKind;
  guildId: GuildId;
  steps: readonly BatchStep[];
  /** How many steps may be under way; 1 keeps their order at Discord. */
  parallel: number;
}

export interface BatchStarter {
  /** Starts at once; what happens is announced. */
  start(work: BatchWork): { batchId: string };
}
