import type { OutboxEntry } from '@shared/models/outbox';
import { outboxStrings as words } from '../../strings/outbox';
import { formatTime } from '../../ui/format';
import { wordProblem } from '../trouble';

/** Where it stands, in a few words. `nowMs` for what is counted down. */
export function stateText({ state }: OutboxEntry, nowMs: number): string {
  switch (state.kind) {
    case 'holding':
      return words.holding(Math.max(0, Math.ceil((state.untilMs - nowMs) / 1_000)));
    case 'scheduled':
      return words.at(state.sendAtMs);
    case 'queued': {
      const reason = words.queued[state.reason];
      return state.untilMs === null ? reason : `${reason}, ${words.until(formatTime(state.untilMs))}`;
    }
    case 'sending':
      return state.totalBytes > 0
        ? words.uploading(Math.floor((100 * state.sentBytes) / state.totalBytes))
        : words.sending;
    case 'sent':
      return words.sentAt(state.atMs);
    case 'failed':
      return wordProblem(state.problem);
    case 'cancelled':
      return words.cancelledAt(state.atMs);
  }
}

/** One line of what is posted. */
export function excerptOf({ content }: OutboxEntry): string {
  if (content.type === 'forward') return words.forward(content.excerpt);
  const { body } = content;
  const text = body.content.trim();
  const parts = words.parts(body.embeds.length, body.components.length, body.files.length);
  return [text, parts].filter((part) => part !== '').join(' · ');
}
