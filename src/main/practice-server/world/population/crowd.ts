import { channelRecord } from '../commands/channels';
import { connectToVoice } from '../commands/voice';
import { SnowflakeSource } from '../ids';
import type { GuildRecord } from '../model';
import { ChannelType } from '../model';
import { hashText, SeededRandom } from '../random';
import type { World } from '../world';

/** A category holds no more (reference "Channel types"). */
const ROOMS_PER_CATEGORY = 50;
const DAY_MS = 86_400_000;
const KINDS = ['Table', 'Booth', 'Workshop', 'Practice room'] as const;

/** Further voice rooms, in categories of fifty, behind everything else of the guild. */
export function addRooms(guild: GuildRecord, count: number, seed: string, madeMs: number): void {
  const ids = new SnowflakeSource(hashText(`${seed}:rooms:${guild.id}`));
  let parentId: string | null = null;
  for (let index = 0; index < count; index++) {
    const atMs = madeMs + 30 * DAY_MS + index * 60_000;
    const within = index % ROOMS_PER_CATEGORY;
    const block = Math.floor(index / ROOMS_PER_CATEGORY);
    const kind = KINDS[block % KINDS.length] ?? 'Room';
    if (within === 0) {
      const round = Math.floor(block / KINDS.length);
      const category = channelRecord(ids.at(atMs), guild.id, {
        name: `${kind}s${round === 0 ? '' : ` ${round + 1}`}`,
        type: ChannelType.CATEGORY,
        position: 10 + block,
      });
      guild.channels.set(category.id, category);
      parentId = category.id;
    }
    const room = channelRecord(ids.at(atMs + 1000), guild.id, {
      name: `${kind} ${index + 1}`,
      type: ChannelType.VOICE,
      position: within,
      parent_id: parentId,
    });
    guild.channels.set(room.id, room);
  }
}

/**
 * Sits the first so many people of the guild down in its open voice rooms, some fuller than others, repeatably for a
 * seed. Whoever sits there is online.
 */
export function seatCrowd(world: World, guild: GuildRecord, count: number): void {
  const random = new SeededRandom(`crowd:${world.state.seed}:${guild.id}`);
  const rooms = [...guild.channels.values()].filter(
    (channel) =>
      channel.type === ChannelType.VOICE &&
      channel.user_limit === 0 &&
      channel.permission_overwrites.length === 0,
  );
  if (rooms.length === 0) return;
  for (const { user } of world.people(guild).slice(0, count)) {
    // The lower of two draws: the first rooms are the fuller ones.
    const room = rooms[Math.min(random.between(0, rooms.length - 1), random.between(0, rooms.length - 1))];
    if (!room) continue;
    if (user.status === 'offline') user.status = 'online';
    const selfDeaf = random.chance(0.08);
    connectToVoice(world, guild, room, user.id, random.hex(32), {
      selfMute: selfDeaf || random.chance(0.4),
      selfDeaf,
    });
  }
}
