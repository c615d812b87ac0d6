import type { GuildId } from '@shared/discord/snowflake';
import type { ArchivedChannel } from '@shared/models/archive';
import { useMemo } from 'react';
import type { Where } from '../../state/archive/filters';
import { timelineStrings } from '../../strings/timeline';
import { Select } from '../../ui/Field';

const words = timelineStrings.where;

interface WhereSelectProps {
  channels: readonly ArchivedChannel[];
  value: Where;
  /** Whether everywhere at once is a choice. */
  anywhere: boolean;
  onChange: (where: Where) => void;
}

/** Everywhere, a whole guild, or one of its channels; those that are gone come last. */
export function WhereSelect({ channels, value, anywhere, onChange }: WhereSelectProps) {
  const groups = useMemo(() => groupsOf(channels), [channels]);
  const chosen = value.channelId ?? value.guildId ?? '';
  return (
    <Select
      aria-label={words.label}
      value={chosen}
      onChange={({ target }) => {
        const channel = channels.find(({ channelId }) => channelId === target.value);
        const group = groups.find(({ guildId }) => guildId !== null && guildId === target.value);
        onChange({
          guildId: channel?.guildId ?? group?.guildId ?? null,
          channelId: channel?.channelId ?? null,
        });
      }}
    >
      {anywhere && <option value="">{words.anywhere}</option>}
      {groups.map((group) => (
        <optgroup key={group.guildId ?? 'direct'} label={group.name}>
          {group.guildId !== null && <option value={group.guildId}>{words.guild(group.name)}</option>}
          {group.channels.map(({ channelId, name, endedAtMs }) => (
            <option key={channelId} value={channelId}>
              {endedAtMs === null ? name : words.ended(name)}
            </option>
          ))}
        </optgroup>
      ))}
    </Select>
  );
}

interface Group {
  guildId: GuildId | null;
  name: string;
  channels: ArchivedChannel[];
}

function groupsOf(channels: readonly ArchivedChannel[]): Group[] {
  const byGuild = new Map<GuildId | null, Group>();
  for (const channel of channels) {
    const { guildId, guildName } = channel;
    const group = byGuild.get(guildId) ?? {
      guildId,
      name: guildName ?? (guildId === null ? words.direct : guildId),
      channels: [],
    };
    group.channels.push(channel);
    byGuild.set(guildId, group);
  }
  const gone = ({ endedAtMs }: ArchivedChannel) => (endedAtMs === null ? 0 : 1);
  for (const group of byGuild.values()) {
    group.channels.sort((a, b) => gone(a) - gone(b) || a.name.localeCompare(b.name));
  }
  return [...byGuild.values()];
}
