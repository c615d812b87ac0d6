import type { RecorderSettings } from '@shared/models/recorder';

/**
 * What the people in a room are told of a recording, as a machine without hands: it looks at what is being recorded and
 * who is there, and says what is to be done about it.
 */

export interface Person {
  userId: string;
  displayName: string;
}

/** What is recorded now, with everybody in the room but ourselves and other bots; null = nothing. */
export interface RecordingSight {
  recordingId: string;
  guildId: string;
  channelId: string;
  people: readonly Person[];
}

interface Running {
  recordingId: string;
  guildId: string;
  channelId: string;
  /** Everybody who was seen in this room since it is recorded. */
  known: ReadonlySet<string>;
  /** The same without the session: a person is greeted once, however often the recording is split. */
  greeted: ReadonlySet<string>;
}

export type ConsentMemory = Running | null;

export type ConsentDuty =
  /** From here on lines belong to this session's log. */
  | { kind: 'openLog'; recordingId: string }
  | { kind: 'closeLog' }
  | { kind: 'notePresent'; people: readonly Person[] }
  | { kind: 'noteMoved'; channelId: string }
  | { kind: 'noteContinued'; from: string }
  | { kind: 'noteSkipped'; people: readonly Person[] }
  | { kind: 'notice'; channelId: string }
  | { kind: 'status'; guildId: string; channelId: string }
  | { kind: 'restore' }
  | { kind: 'clip' }
  | { kind: 'joined'; channelId: string; person: Person; greet: boolean };

export interface ConsentStep {
  memory: ConsentMemory;
  duties: ConsentDuty[];
}

/** What has to be done now that `sight` is what is recorded. Telling it the same twice does nothing. */
export function nextConsent(
  memory: ConsentMemory,
  sight: RecordingSight | null,
  settings: RecorderSettings,
): ConsentStep {
  if (!sight) {
    return { memory: null, duties: memory ? [{ kind: 'restore' }, { kind: 'closeLog' }] : [] };
  }
  const { recordingId, guildId, channelId, people } = sight;
  const everybody = new Set(people.map(({ userId }) => userId));
  if (!memory) {
    return {
      memory: { recordingId, guildId, channelId, known: everybody, greeted: everybody },
      duties: [{ kind: 'openLog', recordingId }, ...announcing(sight, settings, true)],
    };
  }
  const duties: ConsentDuty[] = [];
  let { known, greeted } = memory;
  if (memory.recordingId !== recordingId) {
    duties.push({ kind: 'openLog', recordingId }, { kind: 'noteContinued', from: memory.recordingId });
    if (memory.channelId === channelId) duties.push({ kind: 'notePresent', people });
  }
  if (memory.channelId !== channelId) {
    // A moderator moved us: other people hear of it for the first time.
    duties.push({ kind: 'restore' }, { kind: 'noteMoved', channelId }, ...announcing(sight, settings, false));
    known = everybody;
    greeted = new Set([...greeted, ...everybody]);
  }
  for (const person of people) {
    if (known.has(person.userId)) continue;
    const greet = settings.joinNotice.enabled && !greeted.has(person.userId);
    duties.push({ kind: 'joined', channelId, person, greet });
    known = new Set([...known, person.userId]);
    greeted = new Set([...greeted, person.userId]);
  }
  // Who went and comes back is noted again, and not greeted again.
  if ([...known].some((userId) => !everybody.has(userId))) known = everybody;
  return { memory: { recordingId, guildId, channelId, known, greeted }, duties };
}

function announcing(sight: RecordingSight, settings: RecorderSettings, withClip: boolean): ConsentDuty[] {
  const { guildId, channelId, people } = sight;
  const duties: ConsentDuty[] = [{ kind: 'notePresent', people }];
  const skipped = settings.skipped.filter(({ userId }) => people.some((one) => one.userId === userId));
  if (skipped.length > 0) duties.push({ kind: 'noteSkipped', people: skipped });
  if (settings.status.enabled) duties.push({ kind: 'status', guildId, channelId });
  if (settings.notice.enabled) duties.push({ kind: 'notice', channelId });
  if (withClip && settings.spokenClip !== null) duties.push({ kind: 'clip' });
  return duties;
}
