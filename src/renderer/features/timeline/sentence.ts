import type { TimelineEvent } from '@shared/models/archive';
import { timelineStrings as words } from '../../strings/timeline';

/** A piece of a sentence: words, or a name that stands for somebody or some room. */
export type SentencePart = { key: string; text: string } & (
  | { kind: 'text' }
  | { kind: 'person'; id: string | null }
  | { kind: 'room'; id: string | null }
);

/**
 * What happened, in words, with the names set apart. `nameOf` finds a room's name by its id: a move tells only the
 * id of the room before. Names and topics are put in last, so that nothing in them is taken for a place of a name.
 */
export function sentenceOf(
  event: TimelineEvent,
  nameOf: (channelId: string) => string | undefined,
): SentencePart[] {
  const fromId = event.kind === 'moved' ? event.detail : null;
  const from = fromId === null ? undefined : nameOf(fromId);
  const [, verb = null, name] =
    event.kind === 'deed' ? (/^(\w+)(?: (.*))?$/su.exec(event.detail ?? '') ?? []) : [];
  const template = words.sentences[event.kind]({
    hasWho: event.userId !== null,
    hasRoom: event.channelId !== null,
    hasFrom: from !== undefined,
    hasBy: event.actorId !== null,
    detail: event.detail,
    verb,
    name: name !== undefined,
  });
  return template
    .split(/(\{\w+\})/)
    .filter((piece) => piece !== '')
    .map((piece, at): SentencePart => {
      const key = String(at);
      switch (piece) {
        case '{who}':
          return { key, kind: 'person', id: event.userId, text: event.userName ?? words.somebody };
        case '{by}':
          return { key, kind: 'person', id: event.actorId, text: event.actorName ?? words.somebody };
        case '{room}':
          return { key, kind: 'room', id: event.channelId, text: roomName(event, nameOf) };
        case '{from}':
          return { key, kind: 'room', id: fromId, text: from ?? words.aRoom };
        case '{name}':
          return { key, kind: 'text', text: name ?? '' };
        case '{detail}':
          return { key, kind: 'text', text: event.detail ?? '' };
        default:
          return { key, kind: 'text', text: piece };
      }
    });
}

function roomName(event: TimelineEvent, nameOf: (channelId: string) => string | undefined): string {
  const kept = event.channelName ?? '';
  if (kept !== '') return kept;
  return (event.channelId === null ? undefined : nameOf(event.channelId)) ?? words.aRoom;
}
