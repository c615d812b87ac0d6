/** Something that happened in the world, as the gateway will dispatch it to those who may know. */
export interface WorldEvent {
  t: string;
  d: Record<string, unknown>;
  /** Null: it happened in a direct conversation, and `onlyMembers` says of whom. */
  guildId: string | null;
  /** Only users who can view this channel or thread learn of it. */
  viewChannelId?: string;
  /** Only this user learns of it, whatever the intents (VOICE_SERVER_UPDATE). */
  onlyUserId?: string;
  /** Only these users learn of it, when they have the intent. */
  onlyMembers?: readonly string[];
}
