/** Which shard carries a guild (reference "Sharding formula"): bits 22 and up of its id, modulo the number of shards. */
export function shardOfGuild(guildId: string, shardCount: number): number {
  return shardCount <= 1 ? 0 : Number((BigInt(guildId) >> 22n) % BigInt(shardCount));
}
