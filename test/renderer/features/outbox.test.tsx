import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { RendererApi } from '../../../src/renderer/api';
import { OutboxEntryRow } from '../../../src/renderer/features/outbox/OutboxEntryRow';
import { outboxRows } from '../../../src/renderer/features/outbox/rows';
import { stateText } from '../../../src/renderer/features/outbox/wording';
import { applyOutboxChanged, initialOutbox } from '../../../src/renderer/state/outbox/apply';
import { selectOutboxCounts, selectOutboxGroups } from '../../../src/renderer/state/outbox/selectors';
import { StoreProvider } from '../../../src/renderer/state/react';
import { createAppStore } from '../../../src/renderer/state/store';
import { EMPTY_BODY } from '../../../src/shared/models/body-basics';
import type { OutboxState } from '../../../src/shared/models/outbox';
import { installComposer } from '../../support/double/composer';
import { createPracticeDouble } from '../../support/practice-double';

afterEach(cleanup);

async function start() {
  const double = createPracticeDouble({ signedIn: true });
  const composer = installComposer(double, { ...EMPTY_BODY, content: 'Doors open at seven' });
  const store = createAppStore(double.api as RendererApi);
  await store.start();
  const show = (state: OutboxState) => {
    const entry = composer.add({ state });
    render(
      <StoreProvider value={store}>
        <OutboxEntryRow entry={entry} nowMs={1_000} />
      </StoreProvider>,
    );
    return entry;
  };
  return { double, composer, store, show };
}

describe('an entry of the outbox', () => {
  it('that failed says why and what to do, and is tried again', async () => {
    const { composer, show } = await start();
    const entry = show({
      kind: 'failed',
      atMs: 1,
      problem: { kind: 'missingPermission', permission: 'Send Messages' },
    });
    expect(screen.getByText(/lacks Send Messages there\. Give it that permission/)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(composer.entries.get(entry.entryId)?.state.kind).toBe('queued'));
  });

  it('that has to be changed goes back to the composer with all it holds', async () => {
    const { composer, store, show } = await start();
    show({ kind: 'failed', atMs: 1, problem: { kind: 'tooLarge', limitBytes: 26_214_400 } });
    fireEvent.click(screen.getByRole('button', { name: 'Back to the composer' }));
    await waitFor(() => expect(composer.entries.size).toBe(0));
    expect(store.getState().drafts.byKey['channel:301']?.body.content).toBe('Doors open at seven');
    expect(store.getState().view.place.kind).toBe('compose');
  });

  it('that is held can be taken back', async () => {
    const { composer, show } = await start();
    const entry = show({ kind: 'holding', untilMs: 5_000 });
    expect(screen.getByText('goes in 4 s')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Take back' }));
    await waitFor(() => expect(composer.entries.get(entry.entryId)?.state.kind).toBe('cancelled'));
  });

  it('that is uploading says how far it is', async () => {
    const { show } = await start();
    show({ kind: 'sending', sentBytes: 3, totalBytes: 4 });
    expect(screen.getByText('uploading, 75 %')).toBeTruthy();
  });
});

describe('the outbox', () => {
  it('puts what needs a person first, and what is to come by its time', async () => {
    const { composer, store } = await start();
    const add = (state: OutboxState) => composer.add({ state }).entryId;
    const sent = add({ kind: 'sent', atMs: 5, channelId: '301' as never, messageId: null });
    const later = add({ kind: 'scheduled', sendAtMs: 9_000 });
    const sooner = add({ kind: 'scheduled', sendAtMs: 8_000 });
    const failed = add({ kind: 'failed', atMs: 1, problem: { kind: 'uncertain' } });
    const order = selectOutboxGroups(store.getState()).flatMap((g) => g.entries.map((e) => e.entryId));
    expect(order).toEqual([failed, sooner, later, sent]);
    expect(selectOutboxCounts(store.getState())).toEqual({ failed: 1, going: 0, scheduled: 2 });
  });

  it('finds by place and text', async () => {
    const { composer, store } = await start();
    composer.add({ state: { kind: 'scheduled', sendAtMs: 1 }, where: '@Mira' });
    composer.add({ state: { kind: 'scheduled', sendAtMs: 2 } });
    const groups = selectOutboxGroups(store.getState());
    expect(outboxRows(groups, 'mira').filter((row) => row.type === 'entry')).toHaveLength(1);
    expect(outboxRows(groups, 'doors').filter((row) => row.type === 'entry')).toHaveLength(2);
    expect(outboxRows(groups, 'nothing')).toEqual([]);
  });

  it('keeps the identity of entries an event does not change', async () => {
    const { composer } = await start();
    const one = composer.add({ state: { kind: 'scheduled', sendAtMs: 1 } });
    const two = composer.add({ state: { kind: 'scheduled', sendAtMs: 2 } });
    const before = applyOutboxChanged(initialOutbox, { upserted: [one, two], removed: [] });
    expect(applyOutboxChanged(before, { upserted: [structuredClone(one)], removed: ['gone'] })).toBe(before);
    const after = applyOutboxChanged(before, { upserted: [{ ...one, attempts: 2 }], removed: [] });
    expect(after.byId[two.entryId]).toBe(before.byId[two.entryId]);
  });

  it('has words for every state', async () => {
    const { composer } = await start();
    const states: OutboxState[] = [
      { kind: 'queued', reason: 'offline', untilMs: null },
      { kind: 'failed', atMs: 1, problem: { kind: 'destinationGone', what: 'webhook' } },
      { kind: 'failed', atMs: 1, problem: { kind: 'missed', dueMs: 1 } },
      { kind: 'cancelled', atMs: 1 },
    ];
    for (const state of states) expect(stateText(composer.add({ state }), 0).length).toBeGreaterThan(5);
  });
});
