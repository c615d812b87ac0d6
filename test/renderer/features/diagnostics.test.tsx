import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  formatLatency,
  groupCounters,
  sinceBaseline,
  sortRoutes,
} from '../../../src/renderer/features/diagnostics/figures';
import { filterLog, logKeys } from '../../../src/renderer/features/diagnostics/log';
import { diagnosticsReport } from '../../../src/renderer/features/diagnostics/report';
import { sampleDiagnostics, sampleRest } from '../../support/double/diagnostics';
import { button, press, renderApp } from '../support/render-app';

const NOW = 1_700_000_000_000;

// happy-dom lays nothing out: without a height a virtual list has no rows.
beforeAll(() => void vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(320));
afterAll(() => void vi.restoreAllMocks());

async function open(rest = sampleRest()) {
  const app = await renderApp();
  app.double.answer('app.diagnostics', () => sampleDiagnostics(NOW, rest));
  act(() => app.store.actions.view.goTo('diagnostics'));
  await screen.findByRole('heading', { name: 'Diagnostics' });
  return app;
}

/** The card of a figure, as read. */
const card = (name: string) => screen.getByText(name).closest('li')?.textContent ?? '';
const routeNames = () =>
  within(screen.getByRole('table'))
    .getAllByRole('rowheader')
    .map((cell) => cell.textContent);

describe('the diagnostics view', () => {
  it('says of each figure in words how it stands against its limit', async () => {
    await open();
    expect(card('Requests that failed')).toContain('Close to the limit');
    expect(card('Limits hit (429)')).toContain('Over the limit');
    expect(card('Limits hit (429)')).toContain('limit 5 %');
    expect(card('Webhook calls that failed')).toContain('Too few to judge');
    expect(card('Waiting in the queue')).toContain('Good');
    expect(card('Waiting in the queue')).toContain('deepest 128');
    expect(card('Refused requests')).toContain('9,000');
  });

  it('sorts the routes by the column that is pressed, and back', async () => {
    await open();
    expect(routeNames()[0]).toContain('POST /channels/:channel/messages');
    fireEvent.click(button('p99'));
    expect(screen.getByRole('columnheader', { name: 'p99' }).getAttribute('aria-sort')).toBe('descending');
    expect(routeNames()[0]).toContain('DELETE');
    fireEvent.click(button('p99'));
    expect(routeNames()[0]).toContain('GET /channels/:channel/messages');
  });

  it('shows answer times, or those with waiting', async () => {
    await open();
    expect(screen.getByRole('table').textContent).toContain('420 ms');
    fireEvent.click(screen.getByRole('radio', { name: 'With waiting' }));
    expect(screen.getByRole('table').textContent).toContain('2.40 s');
  });

  it('counts from now on when asked to, and from the start again', async () => {
    const { double } = await open();
    fireEvent.click(button('Count from now'));
    expect(screen.getByText(/^Counted since \d/)).toBeTruthy();
    expect(screen.getByText('No request since then.')).toBeTruthy();
    const grown = sampleRest();
    grown.total.requests += 3;
    const [first] = grown.routes;
    if (first) first.requests += 3;
    double.answer('app.diagnostics', () => sampleDiagnostics(NOW, grown));
    await waitFor(() => expect(routeNames()).toHaveLength(1), { timeout: 4_000 });
    expect(within(screen.getByRole('table')).getAllByRole('cell')[0]?.textContent).toBe('3');
    fireEvent.click(button('Count from the start'));
    expect(routeNames()).toHaveLength(4);
  });

  it('goes on asking each second while it is open, and not afterwards', async () => {
    const { double, store } = await open();
    const asked = () => double.calls.filter(({ channel }) => channel === 'app.diagnostics').length;
    const before = asked();
    await waitFor(() => expect(asked()).toBeGreaterThan(before), { timeout: 4_000 });
    act(() => store.actions.view.goTo('settings'));
    await screen.findByRole('heading', { name: 'Settings' });
    const left = asked();
    await new Promise((done) => setTimeout(done, 1_300));
    expect(asked()).toBe(left);
  });

  it('keeps the log for who is not connected, and explains what is missing', async () => {
    const { double, store } = await renderApp({ signedIn: false });
    double.answer('app.diagnostics', () => sampleDiagnostics(NOW, null));
    act(() => store.actions.view.goTo('diagnostics'));
    expect(await screen.findByText('Not connected')).toBeTruthy();
    expect(await screen.findByText('a message was not sent', { exact: false })).toBeTruthy();
    expect(screen.queryByRole('table')).toBeNull();
  });

  it('says so before the first request', async () => {
    const none = {
      requests: 0,
      errors: 0,
      limitsHit: 0,
      retries: 0,
      webhookRequests: 0,
      webhookFailures: 0,
      unexpected: 0,
    };
    await open(sampleRest({ total: none, recent: none, routes: [] }));
    expect(screen.getByText(/Nothing has been asked of Discord yet/)).toBeTruthy();
    expect(card('Requests that failed')).toContain('Too few to judge');
  });

  it('tries again after the figures could not be read', async () => {
    const { double, store } = await renderApp();
    const restore = double.answer('app.diagnostics', () => {
      throw new Error('no');
    });
    act(() => store.actions.view.goTo('diagnostics'));
    expect(await screen.findByText('The figures could not be read')).toBeTruthy();
    restore();
    fireEvent.click(button('Try again'));
    await screen.findByRole('heading', { name: 'Diagnostics' });
  });

  it('shows the log by level', async () => {
    await open();
    const log = screen.getByRole('region', { name: 'Lines of the log' });
    await waitFor(() => expect(log.textContent).toContain('connected'));
    fireEvent.click(screen.getByRole('radio', { name: 'Errors' }));
    expect(screen.queryByText('rate limited', { exact: false })).toBeNull();
    expect(screen.getByText('a message was not sent', { exact: false })).toBeTruthy();
  });

  it('is opened by key, and goes back to the desk it was opened from', async () => {
    const { store } = await renderApp();
    act(() => store.actions.view.goTo('messages'));
    press('D', { ctrlKey: true, shiftKey: true });
    fireEvent.click(await screen.findByRole('button', { name: 'Back to Messages' }));
    expect(store.getState().view.desk).toBe('messages');
  });

  it('is opened from the settings', async () => {
    const { store } = await renderApp();
    act(() => store.actions.view.goTo('settings'));
    fireEvent.click(await screen.findByRole('button', { name: 'Open' }));
    expect(await screen.findByRole('button', { name: 'Back to Settings' })).toBeTruthy();
    expect(store.getState().settings.settings.desk).not.toBe('diagnostics');
  });
});

describe('the figures', () => {
  it('since a baseline are what came after it; another session counts from its start', () => {
    const then = sampleDiagnostics(NOW, sampleRest());
    const now = sampleDiagnostics(NOW, sampleRest({ total: { ...sampleRest().total, requests: 1_850 } }));
    const since = sinceBaseline(now, { atMs: NOW, snapshot: then });
    expect(since.rest?.total).toMatchObject({ requests: 10, errors: 0 });
    expect(since.rest?.routes).toEqual([]);
    expect(since.counters['gateway.frames']).toBe(0);
    const fresh = sampleRest({ total: { ...sampleRest().total, requests: 2 } });
    expect(sinceBaseline(sampleDiagnostics(NOW, fresh), { atMs: NOW, snapshot: then }).rest).toEqual(fresh);
  });

  it('without a time stand last in either direction', () => {
    const [one, two] = sampleRest().routes;
    if (!one || !two) throw new Error('routes');
    const none = { ...one, route: 'GET /x', answer: { count: 0, p50Ms: null, p95Ms: null, p99Ms: null } };
    for (const descending of [true, false]) {
      const sorted = sortRoutes([none, one, two], { by: 'p50', descending }, 'answer');
      expect(sorted.at(-1)?.route).toBe('GET /x');
    }
  });

  it('are sorted without losing any', () => {
    const routes = sampleRest().routes;
    fc.assert(
      fc.property(
        fc.constantFrom('route', 'requests', 'errors', 'limitsHit', 'p50', 'p95', 'p99'),
        fc.boolean(),
        fc.shuffledSubarray(routes),
        (by, descending, some) => {
          const sorted = sortRoutes(some, { by, descending }, 'whole');
          expect(new Set(sorted)).toEqual(new Set(some));
          // The order they came in changes nothing.
          expect(sorted).toEqual(sortRoutes([...some].reverse(), { by, descending }, 'whole'));
        },
      ),
    );
  });

  it.each([
    [null, '–'],
    [0.84, '0.8 ms'],
    [9.97, '10 ms'],
    [84.4, '84 ms'],
    [999.7, '1.00 s'],
    [12_340, '12.3 s'],
  ])('word %s ms as %s', (ms, words) => expect(formatLatency(ms)).toBe(words));

  it('name counters in words, by their part of the app', () => {
    expect(groupCounters({ 'voice.malformedPackets': 2, 'gateway.frames': 1, odd: 3 })).toEqual([
      { id: 'gateway', counters: [{ name: 'gateway.frames', words: 'frames', value: 1 }] },
      { id: 'voice', counters: [{ name: 'voice.malformedPackets', words: 'malformed packets', value: 2 }] },
      { id: 'other', counters: [{ name: 'odd', words: 'odd', value: 3 }] },
    ]);
  });
});

describe('the log', () => {
  const { log } = sampleDiagnostics(NOW, null);

  it('is filtered by level and by text in any part of a line', () => {
    expect(filterLog(log, 'warn', '')).toHaveLength(2);
    expect(filterLog(log, 'info', ' DMCLOSED ')).toHaveLength(1);
    expect(filterLog(log, 'error', 'rate')).toEqual([]);
  });

  it('keeps the names of its lines when the oldest falls out', () => {
    expect(logKeys(log).slice(1)).toEqual(logKeys(log.slice(1)));
    const [line] = log;
    if (line) expect(new Set(logKeys([line, line, line])).size).toBe(3);
  });
});

describe('the report', () => {
  it('holds verdicts, routes, counters and the log as text', () => {
    const report = diagnosticsReport({
      info: { version: '1.2.3', electronVersion: '25.1.1', platform: 'linux' },
      snapshot: sampleDiagnostics(NOW, sampleRest()),
      nowMs: NOW,
      sinceMs: null,
    });
    expect(report).toContain('Roomtone 1.2.3 diagnostics');
    expect(report).toContain('limitsHit: 0.06 (limit 0.05) over');
    expect(report).toContain('POST /channels/:channel/messages: 900, 6, 24; 84 ms/190 ms/420 ms');
    expect(report).toContain('malformed packets: 2');
    expect(report).toContain('error outbox: a message was not sent');
  });

  it('says that nobody is connected', () => {
    const snapshot = sampleDiagnostics(NOW, null);
    expect(diagnosticsReport({ info: null, snapshot, nowMs: NOW, sinceMs: NOW })).toContain(
      'REST: not connected',
    );
  });
});
