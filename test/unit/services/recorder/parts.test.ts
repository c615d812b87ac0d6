import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ChatJournal } from '../../../../src/main/services/recorder/chat-journal';
import { parseConsentLog } from '../../../../src/main/services/recorder/consent-log';
import { diskState, GrowthMeter, TALKING_BYTES_PER_HOUR } from '../../../../src/main/services/recorder/disk';
import { SplitTimer } from '../../../../src/main/services/recorder/split-timer';
import type { Dispatch } from '../../../../src/shared/discord/wire/dispatch';
import { SteppedClock } from '../../../support/stepped-clock';

const nameOf = (_userId: string, fallback: string) => fallback;
const dispatch = (t: string, d: unknown) => ({ t, d }) as Dispatch;
const said = (id: string, content: string, channel_id = '20') =>
  dispatch('MESSAGE_CREATE', {
    id,
    channel_id,
    content,
    author: { id: '2', username: 'noor', global_name: 'Noor' },
  });
const reacted = (t: 'ADD' | 'REMOVE', id: string, name: string) =>
  dispatch(`MESSAGE_REACTION_${t}`, { message_id: id, channel_id: '20', emoji: { id: null, name } });

describe('the chat of a recorded room', () => {
  const journal = () => new ChatJournal('20');

  test('has what is written there, and nothing of other channels', () => {
    const chat = journal();
    expect(chat.take(said('1', 'hello'), nameOf)).toEqual([
      { type: 'chat', messageId: '1', userId: '2', displayName: 'Noor', text: 'hello' },
    ]);
    expect(chat.take(said('2', 'elsewhere', '21'), nameOf)).toEqual([]);
  });

  test('has edits, but not the previews of links that come as updates', () => {
    const chat = journal();
    chat.take(said('1', 'helo'), nameOf);
    const updated = (content?: string) =>
      chat.take(
        dispatch('MESSAGE_UPDATE', {
          id: '1',
          channel_id: '20',
          fields: content === undefined ? {} : { content },
        }),
        nameOf,
      );
    expect(updated()).toEqual([]);
    expect(updated('helo')).toEqual([]);
    expect(updated('hello')).toEqual([{ type: 'chatEdit', messageId: '1', text: 'hello' }]);
  });

  test('has what is taken back, one by one and many at once', () => {
    const chat = journal();
    for (const id of ['1', '2', '3']) chat.take(said(id, 'x'), nameOf);
    expect(chat.take(dispatch('MESSAGE_DELETE', { id: '1', channel_id: '20' }), nameOf)).toHaveLength(1);
    expect(
      chat.take(dispatch('MESSAGE_DELETE_BULK', { ids: ['1', '2', '3', '4'], channel_id: '20' }), nameOf),
    ).toEqual([
      { type: 'chatDelete', messageId: '2' },
      { type: 'chatDelete', messageId: '3' },
    ]);
  });

  test('counts reactions up and down, and to nothing', () => {
    const chat = journal();
    chat.take(said('1', 'x'), nameOf);
    const counts = [
      reacted('ADD', '1', '👍'),
      reacted('ADD', '1', '👍'),
      reacted('REMOVE', '1', '👍'),
    ].flatMap((one) => chat.take(one, nameOf));
    expect(counts.map((entry) => entry.type === 'reaction' && entry.count)).toEqual([1, 2, 1]);
    expect(
      chat.take(dispatch('MESSAGE_REACTION_REMOVE_ALL', { message_id: '1', channel_id: '20' }), nameOf),
    ).toEqual([{ type: 'reaction', messageId: '1', emoji: '👍', count: 0 }]);
    expect(chat.take(reacted('REMOVE', '1', '👍'), nameOf)).toEqual([]);
  });

  test('leaves out what happens to messages from before', () => {
    const chat = journal();
    expect(chat.take(reacted('ADD', '99', '👍'), nameOf)).toEqual([]);
    expect(chat.take(dispatch('MESSAGE_DELETE', { id: '99', channel_id: '20' }), nameOf)).toEqual([]);
  });
});

describe('how long the disk lasts', () => {
  test('is told at the rate of now once there is enough of it', () => {
    const meter = new GrowthMeter();
    for (let second = 0; second <= 60; second += 1) meter.saw('one', second * 1_000, second * 1_000);
    expect(meter.bytesPerHour).toBeCloseTo(3_600_000);
    expect(diskState(7_200_000, meter.bytesPerHour)).toMatchObject({
      hoursLeft: 2,
      measured: true,
      level: 'fine',
    });
  });

  test('is told for ten people talking before that, and after a new session began', () => {
    const meter = new GrowthMeter();
    expect(diskState(TALKING_BYTES_PER_HOUR * 3, meter.bytesPerHour)).toMatchObject({
      hoursLeft: 3,
      measured: false,
    });
    for (let second = 0; second <= 60; second += 1) meter.saw('one', second * 1_000, second * 1_000);
    meter.saw('two', 500, 61_000);
    expect(meter.bytesPerHour).toBeNull();
  });

  test('is low below an hour and at its last below ten minutes', () => {
    const level = (hours: number) => diskState(hours * 1e6, 1e6).level;
    expect([level(1.01), level(0.99), level(0.17), level(0.16), level(0)]).toEqual([
      'fine',
      'low',
      'low',
      'last',
      'last',
    ]);
  });
});

describe('splitting', () => {
  const build = () => {
    const clock = new SteppedClock();
    let splits = 0;
    const timer = new SplitTimer(clock, () => {
      splits += 1;
    });
    return { clock, timer, splits: () => splits };
  };

  test('happens once a session, after the time that is wished', () => {
    const { clock, timer, splits } = build();
    const startedAtMs = clock.now();
    timer.look({ recordingId: 'one', startedAtMs }, 10);
    expect(timer.atMs).toBe(startedAtMs + 600_000);
    clock.advance(599_000);
    timer.look({ recordingId: 'one', startedAtMs }, 10);
    expect(splits()).toBe(0);
    clock.advance(2_000);
    expect(splits()).toBe(1);
    timer.look({ recordingId: 'one', startedAtMs }, 10);
    clock.advance(3_600_000);
    expect(splits()).toBe(1);
  });

  test('is not at once when the time is made shorter than what has run', () => {
    const { clock, timer, splits } = build();
    const startedAtMs = clock.now();
    timer.look({ recordingId: 'one', startedAtMs }, 120);
    clock.advance(3_600_000);
    timer.look({ recordingId: 'one', startedAtMs }, 10);
    clock.advance(59_000);
    expect(splits()).toBe(0);
    clock.advance(2_000);
    expect(splits()).toBe(1);
  });

  test('does not happen when the recording has ended', () => {
    const { clock, timer, splits } = build();
    timer.look({ recordingId: 'one', startedAtMs: clock.now() }, 10);
    timer.look(null, 10);
    clock.advance(3_600_000);
    expect(splits()).toBe(0);
  });
});

describe('reading a consent log', () => {
  const line = { atMs: 1, kind: 'noticePosted', userId: null, displayName: null, text: 'This is recorded' };

  test('leaves out what is torn, foreign or of no known kind', () => {
    const text = `${JSON.stringify(line)}\n{"atMs":2,"ki\n\n${JSON.stringify({ ...line, kind: 'magic' })}\nnull\n[]\n`;
    expect(parseConsentLog(text)).toEqual([line]);
  });

  test('never throws, whatever is in the file', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseConsentLog(text)));
  });
});
