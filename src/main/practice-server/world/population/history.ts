import { SnowflakeSource } from '../ids';
import { messageRecord } from '../message-record';
import { MessageType } from '../model';
import { hashText } from '../random';
import type { PastMessage, PastScene } from './past';
import { HISTORY } from './people';
import { planShowcase } from './showcase';

/** Writes everything that was said before the world began, in order of time, so that ids rise with it. */
export function writeHistory(scene: PastScene): void {
  const { state, guild, people } = scene;
  if (people.length === 0) return;
  const ids = new SnowflakeSource(hashText(state.seed));
  const past = [...planChat(scene), ...planShowcase(scene)].sort((a, b) => a.atMs - b.atMs);
  for (const { atMs, place, author, fields, made } of past) {
    const placeId = typeof place === 'function' ? place() : place;
    const id = ids.at(atMs);
    const filled = typeof fields === 'function' ? fields() : fields;
    const message = messageRecord(id, placeId ?? id, author, atMs, filled);
    const messages = state.messages.get(message.channel_id) ?? [];
    messages.push(message);
    state.messages.set(message.channel_id, messages);
    made?.(message);
    const where =
      guild.channels.get(message.channel_id) ??
      guild.threads.get(message.channel_id) ??
      state.dms.get(message.channel_id);
    if (!where) continue;
    where.last_message_id = id;
    if ('message_count' in where && message.id !== where.id && message.type === MessageType.DEFAULT) {
      where.message_count += 1;
      where.total_message_sent += 1;
      if (!where.members.some((member) => member.user_id === author)) {
        where.members.push({ user_id: author, join_timestamp: message.timestamp });
      }
    }
  }
}

function planChat({ guild, people, startMs, random }: PastScene): PastMessage[] {
  const past: PastMessage[] = [];
  for (const channel of guild.channels.values()) {
    const lines = HISTORY[channel.name];
    if (!lines) continue;
    const restricted = channel.permission_overwrites.length > 0 || channel.name === 'announcements';
    const authors = restricted ? people.slice(0, 3) : random.shuffle(people).slice(0, 5);
    let atMs = startMs - random.between(60, 600) * 1000;
    for (const line of [...lines].reverse()) {
      const author = restricted && channel.name !== 'staff' ? people[0] : random.pick(authors);
      if (author) past.push({ atMs, place: channel.id, author: author.id, fields: { content: line } });
      atMs -= random.between(40, restricted ? 60_000 : 1_500) * 1000;
    }
  }
  return past;
}
