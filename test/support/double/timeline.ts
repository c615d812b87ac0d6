import { ChannelId, GuildId, UserId } from '../../../src/shared/discord/snowflake';
import type {
  ArchivedChannel,
  Attendance,
  TimelineEvent,
  TimelineInput,
  TimelineKind,
} from '../../../src/shared/models/archive';

/** What an archive of the practice guild would tell, for renderer tests. */

const guildId = GuildId.parse('100');
const ROOMS = { lobby: '201', stage: '202', studio: '203' } as const;
const ROOM_NAMES: Readonly<Record<string, string>> = { 201: 'Lobby', 202: 'Tuesday stage', 203: 'Studio' };
const PEOPLE = ['Roomtone', 'Mira', 'Tomás', 'Ayo', 'Lin', 'Bex'] as const;

/** An event of Mira in the Lobby, unless changed. */
export function sampleEvent(
  eventId: number,
  atMs: number,
  change: Partial<TimelineEvent> = {},
): TimelineEvent {
  return {
    eventId,
    atMs,
    kind: 'joined',
    guildId,
    channelId: ChannelId.parse(ROOMS.lobby),
    channelName: 'Lobby',
    userId: UserId.parse('2'),
    userName: 'Mira',
    actorId: null,
    actorName: null,
    messageId: null,
    detail: null,
    sinceMs: null,
    certain: true,
    reason: null,
    ...change,
  };
}

const STORY: readonly { kind: TimelineKind; detail?: string; certain?: boolean }[] = [
  { kind: 'joined' },
  { kind: 'muted' },
  { kind: 'unmuted' },
  { kind: 'moved', detail: ROOMS.lobby },
  { kind: 'streamStarted' },
  { kind: 'streamEnded' },
  { kind: 'left' },
  { kind: 'roomStatus', detail: 'Questions until ten' },
  { kind: 'stageStarted', detail: 'The long way round: how we moved the whole archive in a weekend' },
  { kind: 'messageEdited' },
  { kind: 'memberJoined' },
  { kind: 'joined', certain: false },
];

/** So many events, newest first, eleven minutes apart; one long absence among them. */
export function sampleTimeline(nowMs: number, count: number): TimelineEvent[] {
  return Array.from({ length: count }, (_, at) => {
    const atMs = nowMs - at * 11 * 60_000;
    const eventId = count - at;
    if (at === 7) {
      const away = { kind: 'away', sinceMs: atMs - 9 * 60_000, channelId: null, userId: null } as const;
      return sampleEvent(eventId, atMs, { ...away, guildId: null, channelName: null, userName: null });
    }
    const who = 1 + (at % (PEOPLE.length - 1));
    const room = [ROOMS.stage, ROOMS.studio, ROOMS.lobby][at % 3] ?? ROOMS.lobby;
    const told = STORY[eventId % STORY.length];
    return sampleEvent(eventId, atMs, {
      ...told,
      channelId: ChannelId.parse(room),
      channelName: ROOM_NAMES[room] ?? null,
      userId: UserId.parse(String(who + 1)),
      userName: PEOPLE[who] ?? null,
    });
  });
}

/** A page as the archive answers it: older than one event, of one room, person or kind. */
export function timelinePage(all: readonly TimelineEvent[], input: TimelineInput) {
  const fitting = all.filter(
    (event) =>
      (input.before === null || event.eventId < input.before) &&
      (input.kinds.length === 0 || input.kinds.includes(event.kind)) &&
      (event.kind === 'away' ||
        ((input.userId === null || event.userId === input.userId) &&
          (input.channelId === null || event.channelId === input.channelId))),
  );
  return { events: fitting.slice(0, input.limit), hasMore: fitting.length > input.limit };
}

/** The rooms of the practice guild and one that is gone. */
export function sampleArchivedRooms(nowMs: number): ArchivedChannel[] {
  const room = (id: string, name: string, endedAtMs: number | null, type = 2): ArchivedChannel => ({
    channelId: ChannelId.parse(id),
    guildId,
    guildName: 'Practice guild',
    name,
    type,
    messages: 0,
    oldestMs: null,
    newestMs: null,
    endedAtMs,
    backfill: { kind: 'none' },
  });
  return [
    room('204', 'Old hall', nowMs - 86_400_000),
    ...Object.values(ROOMS).map((id) => room(id, ROOM_NAMES[id] ?? id, null, id === ROOMS.stage ? 13 : 2)),
    room('301', 'general', null, 0),
  ];
}

/** Five people over two rooms in an afternoon. */
export function sampleAttendance(fromMs: number, toMs: number): Attendance {
  const at = (minutes: number) => fromMs + minutes * 60_000;
  return {
    fromMs,
    toMs,
    people: PEOPLE.slice(1).map((name, i) => ({
      userId: UserId.parse(String(i + 2)),
      name,
      totalMs: (150 - i * 27) * 60_000,
      visits: [3, 1, 12, 2, 4][i] ?? 1,
      rooms: 1 + (i % 2),
      firstMs: at(600 + i * 7),
      lastMs: at(780 - i * 9),
      certain: i !== 3,
    })),
    rooms: [
      {
        channelId: ChannelId.parse(ROOMS.stage),
        name: 'Tuesday stage',
        totalMs: 390 * 60_000,
        visits: 17,
        people: 5,
        peak: 5,
        peakAtMs: at(640),
      },
      {
        channelId: ChannelId.parse(ROOMS.lobby),
        name: 'Lobby',
        totalMs: 90 * 60_000,
        visits: 5,
        people: 2,
        peak: 2,
        peakAtMs: at(610),
      },
    ],
    peak: { people: 5, atMs: at(640) },
    overlaps: [
      { userIds: [UserId.parse('2'), UserId.parse('3')], names: ['Mira', 'Tomás'], ms: 90 * 60_000 },
      { userIds: [UserId.parse('2'), UserId.parse('6')], names: ['Mira', 'Bex'], ms: 12 * 60_000 },
    ],
  };
}
