/** Something that happened in the world, as the gateway will dispatch it to those who may know. */
export interface WorldEvent {
  t: string;
  d: Record<string, unknown>;
  guildId: string;
  /** Only users who can view this channel learn of it. */
  viewChannelId?: string;
  /** Only this user learns of it, whatever the intents (VOICE_SERVER_UPDATE). */
  onlyUserId?: string;
}
