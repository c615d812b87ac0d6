import type { ChannelId, GuildId } from '@shared/discord/snowflake';
import type { CallState } from '@shared/models/calls';
import type { BroadcastRoom, GlobalShortcuts, JoinBroadcastOutcome } from '@shared/models/live';

/** What the Live desk needs from its neighbours and from the system; app.ts and main/electron fulfil it. */

export interface AudioFilesDialog {
  /** Paths of audio files; none when the person cancels. */
  pickAudioFiles(): Promise<string[]>;
}

/** The further rooms that get the same programme. */
export interface BroadcastPort {
  rooms(): BroadcastRoom[];
  onChanged(listener: () => void): () => void;
  join(place: { guildId: GuildId; channelId: ChannelId }): JoinBroadcastOutcome;
  leave(guildId: GuildId): void;
}

/** The call whose room hears the programme. */
export interface CallPort {
  state(): CallState;
  onChanged(listener: () => void): () => void;
}

/** Keys that work while another app is in front. */
export interface SystemShortcuts {
  /** False where the system gives none, e.g. under a Wayland session without the portal. */
  readonly available: boolean;
  /** Takes the key; false when it is another's or no key at all. */
  take(accelerator: string, onPressed: () => void): boolean;
  releaseAll(): void;
}

export type ShortcutName = keyof GlobalShortcuts;

/** Whether the computer's own sound can be captured here. */
export type SystemSoundAbility = 'yes' | 'no' | 'askFirst';
