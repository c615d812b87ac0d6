import { ChannelId, GuildId, UserId } from '@shared/discord/snowflake';
import {
  AWAY_ITEMS_LIMIT,
  AWAY_KINDS,
  type AwayDigest,
  type AwayItem,
  type AwayKind,
} from '@shared/models/away';
import { type AwayChange, type AwayReport, type CacheState, personIn } from '../../discord/cache';

const VOICE = 2;
const STAGE = 13;

/** A report with the names in it, for the window. Pure; `awayId` is the caller's. */
export function toAwayDigest(state: CacheState, report: AwayReport, awayId: string): AwayDigest {
  const { guildId, sinceMs, untilMs, changes } = report;
  const guild = state.guilds.get(guildId);
  const gone = new Map(
    changes.flatMap((change) => (change.type === 'channelDeleted' ? [[change.channelId, change.name]] : [])),
  );
  const names: Names = {
    person: (userId) => personIn(state, guildId, userId).displayName,
    channel: (channelId) => guild?.channels.get(channelId)?.name ?? gone.get(channelId) ?? null,
  };
  const items = changes.map((change) => toItem(change, names));
  const counts: AwayDigest['counts'] = {};
  for (const { kind } of items) counts[kind] = (counts[kind] ?? 0) + 1;
  const left = changes.find((change) => change.type === 'guildLeft');
  return {
    awayId,
    guildId: GuildId.parse(guildId),
    guildName: guild?.name ?? left?.name ?? '',
    sinceMs,
    untilMs,
    counts,
    items: items
      .sort((a, b) => AWAY_KINDS.indexOf(a.kind) - AWAY_KINDS.indexOf(b.kind))
      .slice(0, AWAY_ITEMS_LIMIT),
  };
}

interface Names {
  person(userId: string): string;
  channel(channelId: string): string | null;
}

function toItem(change: AwayChange, names: Names): AwayItem {
  switch (change.type) {
    case 'voiceJoined':
      return ofPerson('joined', change, names);
    case 'voiceLeft':
      return ofPerson('left', change, names);
    case 'voiceChanged':
      return ofPerson('voice', change, names);
    case 'voiceMoved':
      return {
        ...ofPerson('moved', { userId: change.userId, channelId: change.toChannelId }, names),
        detail: names.channel(change.fromChannelId),
      };
    case 'memberJoined':
      return ofPerson('memberJoined', change, names);
    case 'memberLeft':
      return ofPerson('memberLeft', change, names);
    case 'channelCreated':
      return ofPlace(isRoom(change.channelType) ? 'roomOpened' : 'channelOpened', change, change.name);
    case 'channelDeleted':
      return ofPlace(isRoom(change.channelType) ? 'roomEnded' : 'channelEnded', change, change.name);
    case 'channelRenamed': {
      const kind = isRoom(change.channelType) ? 'roomRenamed' : 'channelRenamed';
      return ofPlace(kind, change, change.after, change.before);
    }
    case 'stageStarted':
      return ofPlace('stageStarted', change, names.channel(change.channelId), change.topic);
    case 'stageEnded':
      return ofPlace('stageEnded', change, names.channel(change.channelId));
    case 'guildLeft':
      return {
        kind: 'guildLeft',
        userId: null,
        person: null,
        channelId: null,
        place: change.name,
        detail: null,
      };
  }
}

const isRoom = (type: number) => type === VOICE || type === STAGE;

function ofPerson(kind: AwayKind, who: { userId: string; channelId?: string }, names: Names): AwayItem {
  return {
    kind,
    userId: UserId.parse(who.userId),
    person: names.person(who.userId),
    channelId: who.channelId === undefined ? null : ChannelId.parse(who.channelId),
    place: who.channelId === undefined ? null : names.channel(who.channelId),
    detail: null,
  };
}

function ofPlace(
  kind: AwayKind,
  where: { channelId: string },
  place: string | null,
  detail: string | null = null,
): AwayItem {
  return { kind, userId: null, person: null, channelId: ChannelId.parse(where.channelId), place, detail };
}
