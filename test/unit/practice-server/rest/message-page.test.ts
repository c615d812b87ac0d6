import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMessage } from '../../../../src/main/practice-server/world/commands/messages';
import type { PageQuery } from '../../../../src/main/practice-server/world/message-sequence';
import { aWorld } from '../support';

const { world, guild, channel, person } = aWorld();
const room = channel('Lounge');
for (let index = 0; index < 40; index++) {
  createMessage(world, guild, room, person(0).id, { content: String(index) });
}
const messages = world.messagesOf(room.id);
const history = world.history(room.id);
const contents = (page: PageQuery) => history.page(page).map(({ content }) => content);
const idOf = (index: number) => messages[index]?.id ?? '';

describe('a page of messages', () => {
  it('is the newest ones first when no cursor is given', () => {
    expect(contents({ limit: 3 })).toEqual(['39', '38', '37']);
  });

  it('goes back from a cursor and forward from one', () => {
    expect(contents({ limit: 3, before: idOf(10) })).toEqual(['9', '8', '7']);
    expect(contents({ limit: 3, after: idOf(10) })).toEqual(['13', '12', '11']);
  });

  it('surrounds a message with both sides', () => {
    expect(contents({ limit: 5, around: idOf(20) })).toEqual(['22', '21', '20', '19', '18']);
  });

  it('walks through everything once, in either direction', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 17 }), (limit) => {
        const seen: string[] = [];
        let before: string | undefined;
        for (;;) {
          const page = history.page({ limit, ...(before === undefined ? {} : { before }) });
          if (page.length === 0) break;
          seen.push(...page.map(({ id }) => id));
          before = page.at(-1)?.id;
        }
        expect(seen).toEqual(messages.map(({ id }) => id).reverse());
      }),
    );
  });
});
