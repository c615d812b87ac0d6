import type { Place } from '../../state/workspace/selectors';

/** Discord's own address of a channel, thread or DM, as its clients copy and open it. */
export function channelLink(place: Place): string {
  const [guild, id] = parts(place);
  return `https://discord.com/channels/${guild}/${id}`;
}

function parts(place: Place): [string, string] {
  switch (place.kind) {
    case 'channel':
      return [place.channel.guildId, place.channel.channelId];
    case 'thread':
      return [place.thread.guildId, place.thread.channelId];
    case 'direct':
      return ['@me', place.direct.channelId];
  }
}
