import { describe, expect, it } from 'vitest';
import { fieldSpans } from '../../../src/renderer/features/messages/content/EmbedView';
import { fitInside } from '../../../src/renderer/features/messages/content/fit';
import { contrast, readable } from '../../../src/renderer/features/messages/content/role-colour';
import { formatStamp, relativeTime } from '../../../src/renderer/features/messages/content/TimeStamp';
import { searchCatalogue } from '../../../src/renderer/features/messages/emoji/catalogue';
import {
  estimateRowPx,
  GROUP_WITHIN_MS,
  historyRows,
} from '../../../src/renderer/features/messages/history/rows';
import { copyOf } from '../../../src/renderer/features/messages/history/use-message-actions';
import type { OutboxEntry } from '../../../src/shared/models/outbox';
import { createPracticeDouble } from '../../support/practice-double';

const at = new Date(2026, 4, 10, 12).getTime();

function sources(messages: Parameters<typeof historyRows>[0]['messages']) {
  return { messages, pending: [], atStart: false, readUpToId: null, ownUserId: null };
}

describe('rows of a history', () => {
  it('groups by author and time and begins a new day with a line', () => {
    const double = createPracticeDouble();
    const messages = [
      double.say('Mira', 'a', { sentAtMs: at }),
      double.say('Mira', 'b', { sentAtMs: at + GROUP_WITHIN_MS }),
      double.say('Mira', 'c', { sentAtMs: at + 3 * GROUP_WITHIN_MS }),
      double.say('Mira', 'r', { sentAtMs: at + 3 * GROUP_WITHIN_MS, reply: { kind: 'deleted' } }),
      double.say('Lin', 'd', { sentAtMs: at + 24 * 3_600_000 }),
    ];
    const rows = historyRows({ ...sources(messages), atStart: true });
    expect(
      rows.map((row) =>
        row.kind === 'message'
          ? `${row.dayMs === null ? '' : '|'}${row.message.content}${row.continued ? '+' : ''}`
          : row.kind,
      ),
    ).toEqual(['start', '|a', 'b+', 'c', 'r', '|d']);
  });

  it('puts the new line above the first message of somebody else that was not read', () => {
    const double = createPracticeDouble();
    const messages = ['You', 'Mira', 'You', 'Lin'].map((name, i) =>
      double.say(name as 'You' | 'Mira' | 'Lin', `${i}`, { sentAtMs: at + i }),
    );
    const rows = historyRows({ ...sources(messages), readUpToId: '1' });
    expect(rows.map((row) => row.kind === 'message' && row.isFirstNew)).toEqual([false, true, false, false]);
    const without = historyRows(sources(messages));
    expect(without.some((row) => row.kind === 'message' && row.isFirstNew)).toBe(false);
  });

  it('shows what is on its way last, and no longer once it has arrived', () => {
    const double = createPracticeDouble();
    const arrived = double.say('You', 'sent', { sentAtMs: at, nonce: 'n1' });
    const entry = (nonce: string): OutboxEntry => ({
      entryId: `e-${nonce}`,
      nonce,
      accountKey: 'x',
      destination: { kind: 'channel', channelId: double.general },
      where: '#general',
      channelId: double.general,
      content: { type: 'forward', channelId: double.general, messageId: arrived.messageId, excerpt: '' },
      repeat: null,
      createdAtMs: at + 1,
      attempts: 0,
      state: { kind: 'queued', reason: 'turn', untilMs: null },
    });
    const rows = historyRows({
      ...sources([arrived]),
      pending: [entry('n1'), entry('n2')],
      ownUserId: arrived.author.userId,
    });
    expect(rows.map((row) => row.key)).toEqual([arrived.messageId, 'pending-e-n2']);
    expect(rows[1]).toMatchObject({ continued: true });
  });

  it('keys rows by message alone, so that the reader keeps the place when older ones come', () => {
    const double = createPracticeDouble();
    const messages = Array.from({ length: 6 }, (_, i) => double.say('Mira', `${i}`, { sentAtMs: at + i }));
    const keys = (list: typeof messages) => historyRows(sources(list)).map((row) => row.key);
    expect(keys(messages).slice(3)).toEqual(keys(messages.slice(3)));
    for (const row of historyRows(sources(messages))) expect(estimateRowPx(row)).toBeGreaterThan(0);
  });
});

describe('what messages show', () => {
  it('puts up to three inline fields in a row, and others alone', () => {
    const field = (inline: boolean) => ({ name: 'a', value: 'b', inline });
    expect(fieldSpans([true, true, true, true, false, true, true].map(field))).toEqual([
      4, 4, 4, 12, 12, 6, 6,
    ]);
  });

  it('fits pictures inside their box, never enlarged, with a box for those of unknown size', () => {
    expect(fitInside(1_000, 500, { width: 400, height: 300 })).toEqual({ width: 400, height: 200 });
    expect(fitInside(40, 30, { width: 400, height: 300 })).toEqual({ width: 40, height: 30 });
    expect(fitInside(null, 0, { width: 400, height: 300 })).toEqual({ width: 320, height: 180 });
  });

  it.each([0x000001, 0xffffff, 0xffff00, 0x0000ff, 0x7f7f7f, 0x992d22])(
    'makes role colour %d readable on both themes',
    (colour) => {
      for (const [theme, surface] of [
        ['light', 0xfdfcfa],
        ['dark', 0x21201d],
      ] as const) {
        expect(contrast(Number.parseInt(readable(colour, theme).slice(1), 16), surface)).toBeGreaterThan(4.5);
      }
    },
  );

  it('words moments near and far', () => {
    const now = at;
    expect(relativeTime(now + 65_000, now, 'en')).toBe('in 1 minute');
    expect(relativeTime(now - 3 * 86_400_000, now, 'en')).toBe('3 days ago');
    expect(relativeTime(now, now, 'en')).toBe('now');
    expect(formatStamp(at, 'D', 'en-GB')).toBe('10 May 2026');
  });

  it('copies a message as a link and as the JSON it can be sent again with', () => {
    const double = createPracticeDouble();
    const message = double.say('Mira', 'hello', { embeds: [{ type: 'rich', title: 'T' }, { type: 'link' }] });
    expect(copyOf(message, 'link')).toBe(
      `https://discord.com/channels/${double.guildId}/${double.general}/${message.messageId}`,
    );
    expect(JSON.parse(copyOf(message, 'json'))).toEqual({
      content: 'hello',
      embeds: [{ type: 'rich', title: 'T' }],
      components: [],
    });
  });

  it('finds emoji by any of their words, whole names first', () => {
    const one = (unicode: string, shortcode: string, words: string) => ({
      unicode,
      label: shortcode,
      shortcodes: [shortcode],
      words: `${shortcode} ${words}`,
      skins: [],
    });
    const groups = [
      {
        group: 0,
        emoji: [one('😹', 'joy_cat', 'cat face'), one('🐈', 'cat2', 'cat pet'), one('🐱', 'cat', 'face')],
      },
    ];
    expect(searchCatalogue(groups, ':cat:', 9).map((e) => e.unicode)).toEqual(['🐱', '🐈', '😹']);
    expect(searchCatalogue(groups, 'cat pet', 9).map((e) => e.unicode)).toEqual(['🐈']);
  });
});
