import type { ChannelId } from '@shared/discord/snowflake';
import type { TextChannelSummary, ThreadSummary } from '@shared/models/workspace';
import { useMemo } from 'react';
import { useApp } from '../../state/react';
import { selectGuilds, selectThreadsByParent } from '../../state/workspace/selectors';
import { Select } from '../../ui/Field';

export interface ChannelSelectProps {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean;
  value: ChannelId | '';
  /** What stands there before anything is chosen. */
  none: string;
  /** Which channels may be chosen. */
  wanted: (channel: TextChannelSummary) => boolean;
  withThreads?: boolean;
  onChange: (channelId: ChannelId | '') => void;
}

/** A channel (or thread) of any guild, under the names of the guilds. */
export function ChannelSelect({ value, none, wanted, withThreads, onChange, ...ids }: ChannelSelectProps) {
  const guilds = useApp(selectGuilds);
  const channels = useApp((state) => state.workspace.textChannels);
  const threads = useApp(selectThreadsByParent);
  const groups = useMemo(
    () =>
      guilds.map((guild) => ({
        guild,
        places: Object.values(channels)
          .filter((channel) => channel.guildId === guild.guildId)
          .sort((a, b) => a.position - b.position || a.name.localeCompare(b.name))
          .flatMap((channel): (TextChannelSummary | ThreadSummary)[] => [
            ...(wanted(channel) ? [channel] : []),
            ...(withThreads ? (threads[channel.channelId] ?? []) : []),
          ]),
      })),
    [guilds, channels, threads, wanted, withThreads],
  );
  const known = groups.flatMap((group) => group.places);
  return (
    <Select
      {...ids}
      value={value}
      onChange={(event) => onChange(known.find((p) => p.channelId === event.target.value)?.channelId ?? '')}
    >
      <option value="">{none}</option>
      {groups
        .filter((group) => group.places.length > 0)
        .map(({ guild, places }) => (
          <optgroup key={guild.guildId} label={guild.name}>
            {places.map((place) => (
              <option key={place.channelId} value={place.channelId}>
                {'parentId' in place ? `\u00a0\u00a0↳ ${place.name}` : `#${place.name}`}
              </option>
            ))}
          </optgroup>
        ))}
    </Select>
  );
}
