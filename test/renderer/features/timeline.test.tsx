import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RendererApi } from '../../../src/renderer/api';
import { AttendanceView } from '../../../src/renderer/features/attendance';
import { TimelineView } from '../../../src/renderer/features/timeline';
import { StoreProvider } from '../../../src/renderer/state/react';
import { type AppStore, createAppStore } from '../../../src/renderer/state/store';
import { TooltipProvider } from '../../../src/renderer/ui/Tooltip';
import { ChannelId, MessageId, snowflakeAt, UserId } from '../../../src/shared/discord/snowflake';
import { AppError } from '../../../src/shared/errors/app-error';
import type { AttendanceInput, TimelineEvent, TimelineInput } from '../../../src/shared/models/archive';
import {
  sampleArchivedRooms,
  sampleAttendance,
  sampleEvent,
  sampleTimeline,
  timelinePage,
} from '../../support/double/timeline';
import { createPracticeDouble } from '../../support/practice-double';
import { button, type } from '../support/render-app';

const NOW = new Date(2026, 4, 12, 18, 0).getTime();
const open: AppStore[] = [];

// happy-dom lays nothing out: without a height a virtual list has no rows.
beforeAll(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(600);
});
afterAll(() => void vi.restoreAllMocks());
afterEach(async () => {
  cleanup();
  for (const store of open.splice(0)) await store.close();
});

async function show(view: ReactNode, events: TimelineEvent[] = sampleTimeline(NOW, 900)) {
  const double = createPracticeDouble({ signedIn: true, nowMs: NOW });
  double.answer('archive.timeline', (input: TimelineInput) => timelinePage(events, input));
  double.answer('archive.channels', () => sampleArchivedRooms(NOW));
  double.answer('archive.attendance', ({ fromMs, toMs }: AttendanceInput) => sampleAttendance(fromMs, toMs));
  double.answer('archive.export', () => ({ exportId: 'one' }));
  const store = createAppStore(double.api as RendererApi);
  open.push(store);
  await store.start();
  const draw = () =>
    render(
      <StoreProvider value={store}>
        <TooltipProvider>{view}</TooltipProvider>
      </StoreProvider>,
    );
  const asked = (call: string) =>
    double.calls.filter(({ channel }) => channel === call).map(({ input }) => input);
  return { double, store, draw, asked };
}

const list = () => screen.getByRole('region', { name: 'Timeline' });
const lines = () => within(list()).getAllByRole('listitem');
const firstLine = () => lines().find((line) => line.querySelector('time'))?.textContent ?? '';

describe('the timeline', () => {
  it('is walked by keys, and Enter leads to the room or to what is kept of a deleted message', async () => {
    const gone = { kind: 'messageDeleted', messageId: MessageId.parse(snowflakeAt(NOW)) } as const;
    const place = { channelId: ChannelId.parse('301'), channelName: 'general' };
    const { draw, store } = await show(<TimelineView />, [
      sampleEvent(2, NOW, { ...gone, ...place }),
      sampleEvent(1, NOW - 1_000),
    ]);
    draw();
    const [deleted, joined] = await screen.findAllByRole('article');
    expect([deleted?.tabIndex, joined?.tabIndex]).toEqual([0, -1]);
    deleted?.focus();
    fireEvent.keyDown(deleted as HTMLElement, { key: 'ArrowDown' });
    expect(document.activeElement).toBe(joined);
    expect([deleted?.tabIndex, joined?.tabIndex]).toEqual([-1, 0]);
    fireEvent.keyDown(joined as HTMLElement, { key: 'Enter' });
    expect(store.getState().view).toMatchObject({ desk: 'rooms', roomId: '201' });
    fireEvent.keyDown(deleted as HTMLElement, { key: 'Enter' });
    const { search, tab } = store.getState().archive;
    expect(tab).toBe('search');
    expect(search.query).toMatchObject({ channelId: '301', includeDeleted: true });
    expect(search.period).toMatchObject({ kind: 'custom', fromMs: NOW, toMs: NOW + 60_000 });
  });

  it('tells an event again when it is known who did it, in its place', async () => {
    const { draw, double } = await show(<TimelineView />, [
      sampleEvent(2, NOW),
      sampleEvent(1, NOW, { kind: 'left' }),
    ]);
    draw();
    await screen.findAllByRole('article');
    const by = { actorId: UserId.parse('3'), actorName: 'Ayo', detail: 'disconnected', reason: 'noise' };
    act(() =>
      double.emit('archive', 'timelineGrew', { events: [sampleEvent(1, NOW, { kind: 'left', ...by })] }),
    );
    expect(screen.getAllByRole('article')[1]?.textContent).toContain(
      'Mira was disconnected from Lobby by Ayo',
    );
    expect(screen.getAllByRole('article')[1]?.textContent).toContain('Reason: noise');
    expect(screen.getAllByRole('article')).toHaveLength(2);
  });

  it('shows what happened under the days, newest first, with only the lines in sight in the page', async () => {
    const { draw } = await show(<TimelineView />);
    draw();
    await screen.findByRole('region', { name: 'Timeline' });
    expect(within(list()).getAllByRole('heading')[0]?.textContent).toContain('May 12');
    expect(firstLine()).toContain('Mira joined Tuesday stage');
    expect(lines().length).toBeLessThan(60);
  });

  it('draws a time when nobody watched as such, and says which times are not certain', async () => {
    const { draw } = await show(<TimelineView />);
    draw();
    const away = await screen.findByText('While we were away');
    expect(away.parentElement?.textContent).toMatch(/4:34\sPM to 4:43\sPM, 9 min/);
    const unseen = screen.getAllByText('seen later')[0]?.closest('li');
    expect(unseen?.querySelector('time')?.textContent).toMatch(/^by /);
  });

  it('grows at the top, without moving what one reads', async () => {
    const { draw, double } = await show(<TimelineView />);
    draw();
    await screen.findByRole('region', { name: 'Timeline' });
    const grow = (...events: TimelineEvent[]) =>
      act(() => double.emit('archive', 'timelineGrew', { events }));
    grow(sampleEvent(901, NOW + 1_000, { kind: 'left', userName: 'Bex' }));
    expect(firstLine()).toContain('Bex left Lobby');
    expect(list().scrollTop).toBe(0);

    list().scrollTop = 400;
    fireEvent.scroll(list());
    grow(
      sampleEvent(902, NOW + 2_000, { userName: 'Lin' }),
      sampleEvent(903, NOW + 3_000, { userName: 'Ayo' }),
    );
    expect(list().scrollTop).toBe(400 + 2 * 34);
    expect(await screen.findByRole('button', { name: '2 new events' })).toBeTruthy();
  });

  it('keeps no more than some thousand events for who watches the newest, and reads the older ones again', async () => {
    const { draw, double, asked } = await show(<TimelineView />, []);
    draw();
    await screen.findByRole('heading', { name: 'Nothing kept yet' });
    const events = Array.from({ length: 5_001 }, (_, at) => sampleEvent(at + 1, NOW + at));
    act(() => double.emit('archive', 'timelineGrew', { events }));
    list().scrollTop = 2_500 * 34;
    fireEvent.scroll(list());
    await waitFor(() => expect(asked('archive.timeline').at(-1)).toMatchObject({ before: 2_502 }));
  });

  it('reads older pages when one comes near the end, and shows that it is the end', async () => {
    const { draw, asked } = await show(<TimelineView />, sampleTimeline(NOW, 230));
    draw();
    await screen.findByRole('region', { name: 'Timeline' });
    expect(asked('archive.timeline')).toHaveLength(1);
    list().scrollTop = 190 * 34;
    fireEvent.scroll(list());
    await waitFor(() => expect(asked('archive.timeline')).toHaveLength(2));
    expect(asked('archive.timeline')[1]).toMatchObject({ before: 31 });
    list().scrollTop = 240 * 34;
    fireEvent.scroll(list());
    await screen.findByText('Here the timeline begins.');
  });

  it('narrows to kinds, a room and the person whose name is pressed, and back', async () => {
    const { draw, asked, double } = await show(<TimelineView />);
    draw();
    await screen.findByRole('region', { name: 'Timeline' });
    fireEvent.click(button('Coming and going'));
    await waitFor(() =>
      expect(asked('archive.timeline').at(-1)).toMatchObject({ kinds: ['joined', 'left', 'moved', 'away'] }),
    );
    type(screen.getByRole('combobox', { name: 'Where' }), '203');
    await waitFor(() => expect(asked('archive.timeline').at(-1)).toMatchObject({ channelId: '203' }));
    await screen.findByRole('region', { name: 'Timeline' });
    fireEvent.click(screen.getAllByRole('button', { name: 'Lin' })[0] as HTMLElement);
    await waitFor(() => expect(asked('archive.timeline').at(-1)).toMatchObject({ userId: '5' }));
    await screen.findByRole('region', { name: 'Timeline' });
    const before = lines().length;
    act(() =>
      double.emit('archive', 'timelineGrew', { events: [sampleEvent(950, NOW, { userName: 'Elsewhere' })] }),
    );
    expect(screen.queryByText('Elsewhere')).toBeNull();
    expect(lines()).toHaveLength(before);
    fireEvent.click(button('No longer only Lin'));
    await waitFor(() => expect(asked('archive.timeline').at(-1)).toMatchObject({ userId: null }));
  });

  it('asks for a period by its days', async () => {
    const { draw, asked } = await show(<TimelineView />);
    draw();
    type(screen.getByRole('combobox', { name: 'Period' }), 'today');
    await waitFor(() => expect(asked('archive.timeline')).toHaveLength(2));
    const { fromMs, toMs } = asked('archive.timeline')[1] as { fromMs: number; toMs: number };
    expect(new Date(fromMs).getHours()).toBe(0);
    expect(toMs).toBeGreaterThan(Date.now());
    type(screen.getByRole('combobox', { name: 'Period' }), 'custom');
    type(screen.getByLabelText('To'), '2001-01-01T00:00');
    expect((await screen.findByRole('alert')).textContent).toBe('The end lies before the beginning.');
  });

  it('stands for one room where it is given one', async () => {
    const { draw, asked } = await show(<TimelineView channelId={ChannelId.parse('202')} />);
    draw();
    await screen.findByRole('region', { name: 'Timeline' });
    expect(asked('archive.timeline')[0]).toMatchObject({ channelId: '202' });
    expect(screen.queryByRole('combobox', { name: 'Where' })).toBeNull();
  });

  it('says that nothing is kept yet, that nothing fits, and what went wrong', async () => {
    const { draw, double } = await show(<TimelineView />, []);
    double.answer('archive.timeline', () => {
      throw new AppError('archive/empty', 'Nothing has been kept yet.');
    });
    draw();
    await screen.findByRole('heading', { name: 'Nothing kept yet' });
    double.answer('archive.timeline', () => ({ events: [], hasMore: false }));
    fireEvent.click(button('Stages'));
    await screen.findByRole('heading', { name: 'Nothing fits' });
    double.answer('archive.timeline', () => {
      throw new AppError('archive/unavailable', 'The archive is starting.');
    });
    fireEvent.click(button('Show everything'));
    await screen.findByRole('heading', { name: 'The timeline could not be read' });
    double.answer('archive.timeline', () => ({ events: [sampleEvent(1, NOW)], hasMore: false }));
    fireEvent.click(button('Try again'));
    await screen.findByRole('region', { name: 'Timeline' });
  });
});

describe('attendance', () => {
  const names = (table: string) =>
    within(screen.getByRole('table', { name: table }))
      .getAllByRole('rowheader')
      .map((cell) => cell.textContent);

  it('adds up people and rooms of today, the longest first, with the most at once', async () => {
    const { draw } = await show(<AttendanceView />);
    draw();
    await screen.findByRole('table', { name: 'People' });
    expect(names('People')).toEqual(['MMira', 'TTomás', 'AAyo', 'LLinpartly unseen', 'BBex']);
    expect(names('Rooms')).toEqual(['Tuesday stage', 'Lobby']);
    expect(screen.getByText('5 people in 2 rooms, 8:00:00 in all')).toBeTruthy();
    expect(screen.getByText(/^at most 5 people at once/)).toBeTruthy();
  });

  it('sorts by the column that is pressed, and back', async () => {
    const { draw } = await show(<AttendanceView />);
    draw();
    const people = within(await screen.findByRole('table', { name: 'People' }));
    fireEvent.click(people.getByRole('button', { name: 'Visits' }));
    expect(names('People')[0]).toContain('Ayo');
    fireEvent.click(people.getByRole('button', { name: 'Visits' }));
    expect(names('People')[0]).toContain('Tomás');
    expect(people.getByRole('columnheader', { name: 'Visits' }).getAttribute('aria-sort')).toBe('ascending');
  });

  it('offers the rooms alone, ended ones last, and asks for the one that is chosen', async () => {
    const { draw, asked } = await show(<AttendanceView />);
    draw();
    const where = await screen.findByRole('combobox', { name: 'Where' });
    expect(
      within(where)
        .getAllByRole('option')
        .map((option) => option.textContent),
    ).toEqual(['All of Practice guild', 'Lobby', 'Studio', 'Tuesday stage', 'Old hall (ended)']);
    type(where, '204');
    await waitFor(() =>
      expect(asked('archive.attendance').at(-1)).toMatchObject({ guildId: '100', channelId: '204' }),
    );
  });

  it('leads from a person and a room to their timeline of the same period', async () => {
    const { draw, store } = await show(<AttendanceView />);
    draw();
    await screen.findByRole('table', { name: 'Who met whom' });
    fireEvent.click(button('Mira'));
    expect(store.getState().archive).toMatchObject({
      tab: 'timeline',
      timeline: { person: { userId: '2', name: 'Mira' }, period: { kind: 'today' }, groups: [] },
    });
    fireEvent.click(button('Lobby'));
    expect(store.getState().archive.timeline).toMatchObject({ person: null, where: { channelId: '201' } });
  });

  it('exports what is shown as Markdown', async () => {
    const { draw, asked } = await show(<AttendanceView />);
    draw();
    await screen.findByRole('table', { name: 'People' });
    fireEvent.pointerDown(button('Export'), { button: 0, pointerType: 'mouse' });
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Markdown' }));
    await waitFor(() => expect(asked('archive.export')).toHaveLength(1));
    expect(asked('archive.export')[0]).toMatchObject({
      format: 'markdown',
      what: { kind: 'attendance', query: asked('archive.attendance')[0] },
    });
  });

  it('says when nobody was there, and when it could not be added up', async () => {
    const { draw, double } = await show(<AttendanceView />);
    double.answer('archive.attendance', ({ fromMs, toMs }: AttendanceInput) => ({
      ...sampleAttendance(fromMs, toMs),
      people: [],
    }));
    draw();
    await screen.findByRole('heading', { name: 'Nobody was there' });
    expect(button('Export').getAttribute('aria-disabled')).toBe('true');
    double.answer('archive.attendance', () => {
      throw new AppError('archive/unavailable', 'The archive is starting.');
    });
    fireEvent.click(button('Add up again'));
    await screen.findByRole('heading', { name: 'Attendance could not be added up' });
  });
});
