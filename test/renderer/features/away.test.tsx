import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { summariseAway } from '../../../src/renderer/features/rooms/away-words';
import { ChannelId, UserId } from '../../../src/shared/discord/snowflake';
import type { AwayDigest, AwayItem } from '../../../src/shared/models/away';
import type { PracticeDouble } from '../../support/practice-double';
import { button, renderApp } from '../support/render-app';

const item = (parts: Partial<AwayItem> & Pick<AwayItem, 'kind'>): AwayItem => ({
  userId: null,
  person: null,
  channelId: null,
  place: null,
  detail: null,
  ...parts,
});
const digestOf = (double: PracticeDouble, over: Partial<AwayDigest> = {}): AwayDigest => ({
  awayId: 'away-1',
  guildId: double.guildId,
  guildName: 'Practice Guild',
  sinceMs: 1_000_000,
  untilMs: 1_120_000,
  counts: { left: 1, roomOpened: 3 },
  items: [
    item({
      kind: 'left',
      userId: UserId.parse('3'),
      person: 'Alba',
      channelId: double.rooms.lobby,
      place: 'Lobby',
    }),
    ...['7', '8', '9'].map((id) =>
      item({ kind: 'roomOpened', channelId: ChannelId.parse(id), place: `Quiz ${id}` }),
    ),
  ],
  ...over,
});
const emit = (double: PracticeDouble, digest: AwayDigest) =>
  act(() => double.emit('workspace', 'wasAway', digest));

describe('coming back after a time away', () => {
  it('says once what was different, lists it on demand, and is put away', async () => {
    const { double } = await renderApp();
    expect(screen.queryByRole('region', { name: 'What changed while you were away' })).toBeNull();
    emit(double, digestOf(double));
    const strip = await screen.findByRole('region', { name: 'What changed while you were away' });
    expect(within(strip).getByRole('status').textContent).toBe(
      'While you were away (2 min): Alba left Lobby, 3 rooms made',
    );
    fireEvent.click(within(strip).getByRole('button', { name: 'Show what changed' }));
    expect(
      within(strip)
        .getAllByRole('listitem')
        .map((li) => li.textContent),
    ).toEqual(['Alba left Lobby', 'Room Quiz 7 was made', 'Room Quiz 8 was made', 'Room Quiz 9 was made']);
    fireEvent.click(within(strip).getByRole('button', { name: 'Alba left Lobby' }));
    await screen.findByRole('heading', { level: 1, name: 'Lobby' });
    fireEvent.click(within(strip).getByRole('button', { name: /Dismiss/ }));
    await waitFor(() =>
      expect(screen.queryByRole('region', { name: 'What changed while you were away' })).toBeNull(),
    );
  });

  it('keeps the times before, and says nothing of another server', async () => {
    const { double } = await renderApp();
    emit(double, digestOf(double));
    emit(double, digestOf(double, { awayId: 'away-2', counts: { roomEnded: 2 }, items: [] }));
    const strip = await screen.findByRole('region', { name: 'What changed while you were away' });
    expect(within(strip).getByRole('status').textContent).toContain('2 rooms ended · 1 earlier time');
    fireEvent.click(within(strip).getByRole('button', { name: 'Show what changed' }));
    expect(within(strip).getByText('and 2 more; all of it is in the timeline')).toBeTruthy();
    fireEvent.click(within(strip).getByRole('button', { name: /Dismiss/ }));
    const elsewhere = digestOf(double, {
      guildId: ChannelId.parse('999') as unknown as AwayDigest['guildId'],
    });
    emit(double, elsewhere);
    expect(screen.queryByRole('region', { name: 'What changed while you were away' })).toBeNull();
  });

  it('is said again after a reload of the window, until it is put away', async () => {
    const name = 'What changed while you were away';
    const { double } = await renderApp();
    emit(double, digestOf(double));
    await screen.findByRole('region', { name });
    cleanup();
    await renderApp();
    const strip = await screen.findByRole('region', { name });
    expect(within(strip).getByRole('status').textContent).toContain('Alba left Lobby');
    fireEvent.click(within(strip).getByRole('button', { name: /Dismiss/ }));
    cleanup();
    await renderApp();
    expect(screen.queryByRole('region', { name })).toBeNull();
  });

  it('is kept for nobody who comes after a sign-out', async () => {
    const { double, store } = await renderApp();
    emit(double, digestOf(double));
    await screen.findByRole('region', { name: 'What changed while you were away' });
    expect(JSON.stringify({ ...sessionStorage })).toContain('Alba');
    act(() => store.actions.rooms.clear());
    expect(JSON.stringify({ ...sessionStorage })).not.toContain('Alba');
  });

  it('takes nothing that it did not keep itself', async () => {
    for (const kept of ['{', '{"awayId":1}', '[null, 3, {"awayId":"x","guildId":"1"}]']) {
      sessionStorage.setItem('roomtone.away', kept);
      const { store } = await renderApp();
      expect(store.getState().rooms.away).toEqual([]);
      cleanup();
    }
  });

  it('leads to the timeline', async () => {
    const { double, store } = await renderApp();
    emit(double, digestOf(double));
    const strip = await screen.findByRole('region', { name: 'What changed while you were away' });
    fireEvent.click(within(strip).getByRole('button', { name: 'Timeline' }));
    expect(store.getState().view.desk).toBe('archive');
    expect(store.getState().archive.tab).toBe('timeline');
  });

  it('sums up many kinds of change without becoming a list', () => {
    const digest = {
      counts: { joined: 4, left: 1, moved: 2, stageStarted: 1, roomOpened: 1, memberLeft: 9 },
      items: [item({ kind: 'left', person: 'Bo', place: 'Den' })],
    } as unknown as AwayDigest;
    expect(summariseAway(digest)).toBe(
      '4 people came, Bo left Den, 2 people moved, 1 stage went live, 2 more',
    );
  });
});

describe('while reconnecting', () => {
  const reconnecting = (canHurry: boolean) =>
    ({
      kind: 'reconnecting',
      target: 'practice',
      label: 'Practice server',
      user: null,
      attempt: 1,
      retryAtMs: Date.now() + 9_000,
      reason: 'The server has trouble of its own (503)',
      canHurry,
    }) as const;

  it('tries now when asked to', async () => {
    const { double } = await renderApp();
    double.setConnection(reconnecting(true));
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('The server has trouble of its own (503). Next try in');
    expect(alert.textContent).not.toContain('try 1');
    double.answer('accounts.retryNow', () => undefined);
    fireEvent.click(button('Try now'));
    await waitFor(() => expect(double.calls.some((c) => c.channel === 'accounts.retryNow')).toBe(true));
  });

  it('does not offer what Discord forbids', async () => {
    const { double } = await renderApp();
    double.setConnection(reconnecting(false));
    await screen.findByRole('alert');
    expect((button('Try now') as HTMLButtonElement).disabled).toBe(true);
  });

  it('names the switches that are off, and where they are', async () => {
    const { double } = await renderApp();
    double.setConnection({
      kind: 'failed',
      target: 'discord',
      label: 'Discord',
      error: {
        code: 'gateway/disallowed-intents',
        message: 'raw',
        retryable: false,
        details: { closeCode: 4014, intents: 'Server Members Intent, Message Content Intent' },
      },
    });
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('switch on Server Members Intent and Message Content Intent');
    expect(alert.textContent).toContain('Privileged Gateway Intents');
  });
});
