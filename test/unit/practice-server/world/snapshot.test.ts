import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { banUser } from '../../../../src/main/practice-server/world/commands/bans';
import { createMessage } from '../../../../src/main/practice-server/world/commands/messages';
import { startStage } from '../../../../src/main/practice-server/world/commands/stages';
import { connectToVoice } from '../../../../src/main/practice-server/world/commands/voice';
import { loadFiles, saveFiles } from '../../../../src/main/practice-server/world/file-snapshot';
import { loadSnapshot, saveSnapshot, worldToJson } from '../../../../src/main/practice-server/world/snapshot';
import { World } from '../../../../src/main/practice-server/world/world';
import { aWorld } from '../support';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'practice-snapshot-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('snapshot', () => {
  it('brings back the same world, without the calls', async () => {
    const { world, guild, channel, person, clock } = aWorld();
    createMessage(world, guild, channel('general'), person(0).id, { content: 'keep me' });
    const path = join(folder, 'world.json');
    await saveSnapshot(world, path);
    const loaded = await loadSnapshot(path);
    if (loaded.kind !== 'loaded') throw new Error(loaded.kind);
    const again = new World(loaded.state, () => clock.now());
    expect(worldToJson(again)).toEqual(worldToJson(world));
    expect([...again.state.tokens]).toEqual([...world.state.tokens]);
    expect(again.newId()).toBe(world.newId());
  });

  it('empties the rooms', async () => {
    const { world, guild, channel, person } = aWorld();
    connectToVoice(world, guild, channel('Lounge'), person(0).id, 's', { selfMute: false, selfDeaf: false });
    const path = join(folder, 'world.json');
    await saveSnapshot(world, path);
    const loaded = await loadSnapshot(path);
    const loadedGuild = loaded.kind === 'loaded' ? [...loaded.state.guilds.values()][0] : undefined;
    expect(loadedGuild?.voice_states.size).toBe(0);
    expect(loadedGuild?.channels.get(channel('Lounge').id)?.voice_start_time).toBeNull();
  });

  it('keeps bans and ends stages', async () => {
    const { world, guild, channel, person } = aWorld();
    const banned = person(6);
    banUser(world, guild, banned, 'spam', 0);
    startStage(world, guild, channel('Town hall'), { topic: 'Talk', privacy_level: 2 });
    const path = join(folder, 'world.json');
    await saveSnapshot(world, path);
    const loaded = await loadSnapshot(path);
    const again = loaded.kind === 'loaded' ? [...loaded.state.guilds.values()][0] : undefined;
    expect(again?.bans).toEqual([{ user_id: banned.id, reason: 'spam' }]);
    expect(again?.members.has(banned.id)).toBe(false);
    expect(again?.stage_instances).toEqual([]);
  });

  it('leaves what was there and no half file when writing fails', async () => {
    const { world } = aWorld();
    const taken = join(folder, 'taken');
    await mkdir(join(taken, 'by a folder'), { recursive: true });
    await expect(saveSnapshot(world, taken)).rejects.toThrow();
    expect(await readdir(folder)).toEqual(['taken']);
    expect(await readdir(taken)).toEqual(['by a folder']);
  });

  it('says that a snapshot is absent or damaged', async () => {
    expect(await loadSnapshot(join(folder, 'none.json'))).toEqual({ kind: 'absent' });
    await writeFile(join(folder, 'bad.json'), '{"format":1,"gu');
    expect((await loadSnapshot(join(folder, 'bad.json'))).kind).toBe('damaged');
    await writeFile(join(folder, 'old.json'), '{"format":0}');
    expect((await loadSnapshot(join(folder, 'old.json'))).kind).toBe('damaged');
  });

  it('misses a file that is gone, but does not take one for gone that cannot be read', async () => {
    const path = join(folder, 'world.json');
    const content = { bytes: Buffer.from('hello'), contentType: 'text/plain' };
    await saveFiles(
      [
        ['/a.txt', content],
        ['/b.txt', content],
      ],
      path,
    );
    const entries = ['/a.txt', '/b.txt'].map((one) => ({ path: one, content_type: 'text/plain' }));
    const [first = ''] = await readdir(`${path}.files`);
    await rm(join(`${path}.files`, first));
    const { world } = aWorld();
    await loadFiles(world.files, entries, path);
    expect([...world.files.entries()].filter(([one]) => one.endsWith('.txt'))).toHaveLength(1);
    await mkdir(join(`${path}.files`, first));
    await expect(loadFiles(world.files, entries, path)).rejects.toMatchObject({ code: 'EISDIR' });
  });
});
