import { describe, expect, it } from 'vitest';
import type { RendererApi } from '../../../src/renderer/api';
import { createAppStore } from '../../../src/renderer/state/store';
import {
  applyChanged,
  applySnapshot,
  initialWorkspace,
  occupantKey,
} from '../../../src/renderer/state/workspace/apply';
import {
  selectGuildId,
  selectOccupantKeys,
  selectRoomGroups,
} from '../../../src/renderer/state/workspace/selectors';
import { createPracticeDouble } from '../../support/practice-double';

async function aWorkspace() {
  const double = createPracticeDouble({ signedIn: true, nowMs: 1_760_000_000_000 });
  const snapshot = await double.api.workspace.snapshot();
  return { double, snapshot, state: applySnapshot(initialWorkspace, snapshot) };
}

describe('applyChanged', () => {
  it('applies the next revision and keeps the identity of everything that did not change', async () => {
    const { double, state, snapshot } = await aWorkspace();
    const mira = snapshot.occupants.find((o) => o.userId === double.people.Mira);
    if (!mira) throw new Error('Mira is missing');
    const outcome = applyChanged(state, {
      revision: state.revision + 1,
      changes: [{ type: 'occupantUpserted', occupant: { ...mira, channelId: double.rooms.stage } }],
    });
    if (outcome.kind !== 'applied') throw new Error(outcome.kind);
    expect(outcome.state.rooms).toBe(state.rooms);
    expect(outcome.state.guilds).toBe(state.guilds);
    const key = occupantKey(double.guildId, double.people.Mira);
    expect(outcome.state.occupantKeysByRoom[double.rooms.lobby]).toBeUndefined();
    expect(outcome.state.occupantKeysByRoom[double.rooms.stage]?.at(-1)).toBe(key);
    const tomas = occupantKey(double.guildId, double.people.Tomás);
    expect(outcome.state.occupants[tomas]).toBe(state.occupants[tomas]);
  });

  it('says old for a revision it has, and gap for one that skips', async () => {
    const { state } = await aWorkspace();
    expect(applyChanged(state, { revision: state.revision, changes: [] }).kind).toBe('old');
    expect(applyChanged(state, { revision: state.revision + 2, changes: [] }).kind).toBe('gap');
  });

  it('takes a reset whatever its revision', async () => {
    const { state, snapshot } = await aWorkspace();
    const outcome = applyChanged(state, {
      revision: state.revision + 40,
      changes: [{ type: 'reset', snapshot: { ...snapshot, rooms: [] } }],
    });
    if (outcome.kind !== 'applied') throw new Error(outcome.kind);
    expect(outcome.state.rooms).toEqual({});
    expect(outcome.state.revision).toBe(state.revision + 40);
  });

  it('takes the people of a room away with it', async () => {
    const { double, state } = await aWorkspace();
    const outcome = applyChanged(state, {
      revision: state.revision + 1,
      changes: [{ type: 'roomRemoved', channelId: double.rooms.stage }],
    });
    if (outcome.kind !== 'applied') throw new Error(outcome.kind);
    expect(Object.values(outcome.state.occupants).some((o) => o.channelId === double.rooms.stage)).toBe(
      false,
    );
    expect(double.rooms.stage in outcome.state.occupantKeysByRoom).toBe(false);
  });
});

describe('the store', () => {
  it('asks for a snapshot again after a gap and ends up where main is', async () => {
    const double = createPracticeDouble({ signedIn: true });
    const store = createAppStore(double.api as RendererApi);
    await store.start();
    const before = double.calls.filter((c) => c.channel === 'workspace.snapshot').length;
    double.change({ type: 'roomRemoved', channelId: double.rooms.lobby });
    double.changeAt(store.getState().workspace.revision + 5);
    await expect
      .poll(() => double.calls.filter((c) => c.channel === 'workspace.snapshot').length)
      .toBe(before + 1);
    await expect.poll(() => double.rooms.lobby in store.getState().workspace.rooms).toBe(false);
    await store.close();
  });

  it('applies what came while the snapshot was on its way', async () => {
    const double = createPracticeDouble({ signedIn: true });
    const early = await double.api.workspace.snapshot();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    double.answer('workspace.snapshot', async () => {
      await held;
      return early;
    });
    const store = createAppStore(double.api as RendererApi);
    const started = store.start();
    await expect.poll(() => double.calls.some((c) => c.channel === 'workspace.snapshot')).toBe(true);
    double.change({ type: 'roomRemoved', channelId: double.rooms.studio });
    release();
    await started;
    expect(double.rooms.studio in store.getState().workspace.rooms).toBe(false);
    await store.close();
  });
});

describe('selectors', () => {
  it('give the same object until their part of the state changes', async () => {
    const double = createPracticeDouble({ signedIn: true });
    const store = createAppStore(double.api as RendererApi);
    await store.start();
    const guildId = selectGuildId(store.getState());
    const groups = selectRoomGroups(guildId)(store.getState());
    expect(groups.map((group) => group.name)).toEqual(['Rooms', 'Backstage']);
    double.enter('Bex', double.rooms.lobby);
    expect(selectRoomGroups(guildId)(store.getState())).toBe(groups);
    const stage = selectOccupantKeys(double.rooms.stage)(store.getState());
    double.enter('You', double.rooms.lobby);
    expect(selectOccupantKeys(double.rooms.stage)(store.getState())).toBe(stage);
    double.change({ type: 'roomRemoved', channelId: double.rooms.lobby });
    expect(selectRoomGroups(guildId)(store.getState())).not.toBe(groups);
    await store.close();
  });
});
