import { z } from 'zod';

/** Discord ids are 64-bit integers as decimal strings (reference "Snowflakes"); never numbers in our code. */
const snowflakeText = z.string().regex(/^\d{1,20}$/, 'an id is a decimal snowflake');

export const GuildId = snowflakeText.brand<'GuildId'>();
export type GuildId = z.infer<typeof GuildId>;
export const ChannelId = snowflakeText.brand<'ChannelId'>();
export type ChannelId = z.infer<typeof ChannelId>;
export const UserId = snowflakeText.brand<'UserId'>();
export type UserId = z.infer<typeof UserId>;
export const MessageId = snowflakeText.brand<'MessageId'>();
export type MessageId = z.infer<typeof MessageId>;
export const RoleId = snowflakeText.brand<'RoleId'>();
export type RoleId = z.infer<typeof RoleId>;

/** First millisecond of 2015, where Discord's snowflakes start. */
export const DISCORD_EPOCH_MS = 1_420_070_400_000;

/** Unix time in ms that a snowflake was made at: bits 63–22 plus the Discord epoch. */
export function snowflakeTimeMs(id: string): number {
  return Number(BigInt(id) >> 22n) + DISCORD_EPOCH_MS;
}

/** The smallest snowflake of a moment, usable as a page cursor. */
export function snowflakeAt(unixMs: number): string {
  return (BigInt(Math.max(0, Math.trunc(unixMs) - DISCORD_EPOCH_MS)) << 22n).toString();
}

export { compareSnowflakes } from './snowflake-order';
