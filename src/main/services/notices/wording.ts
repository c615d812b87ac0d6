import type { Notice } from '@shared/models/notices';

/** What a notice of the system says. */
export function wordsOf(notice: Notice, guildName: string): { title: string; body: string } {
  const who = notice.person?.name ?? 'Somebody';
  const more = notice.more > 0 ? ` · ${notice.more} more of the same before` : '';
  return { title: titleOf(notice, who), body: `${guildName}${more}` };
}

function titleOf({ trigger, roomName, stageTopic }: Notice, who: string): string {
  switch (trigger) {
    case 'joins':
    case 'person':
      return `${who} came into ${roomName}`;
    case 'firstPerson':
      return `${who} is the first in ${roomName}`;
    case 'empty':
      return `${roomName} is empty`;
    case 'stageStarts':
      return stageTopic ? `${roomName} is live: ${stageTopic}` : `${roomName} is live`;
  }
}
