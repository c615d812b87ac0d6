import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PracticeServer, startPracticeServer } from '../../../src/main/practice-server/practice-server';
import { CounterpartClient } from './voice-child';

let folder: string;
let server: PracticeServer;
let client: CounterpartClient | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'practice-company-'));
  server = await startPracticeServer({ seed: 'company' });
});
afterEach(async () => {
  client?.kill();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

describe('the whole practice server', () => {
  it('gives an unmodified client company that speaks in turn, end to end encrypted', async () => {
    const caFile = join(folder, 'ca.pem');
    await writeFile(caFile, server.voice?.certificatePem ?? '');
    client = new CounterpartClient(
      {
        rest: server.rest,
        token: server.token,
        guildId: server.guildId,
        channelId: server.voiceChannelId,
        file: resolve('resources/practice-voices/amber.ogg'),
      },
      caFile,
    );
    const heard = client;
    const speakers = () => new Set(heard.of('frame').map(({ userId }) => String(userId)));
    await client.until('two members are heard', () => speakers().size >= 2, 30_000);
    const guild = server.world.guild(server.guildId);
    const company = guild ? server.director.simulatedIn(guild, server.voiceChannelId) : [];
    expect(company.length).toBeGreaterThanOrEqual(2);
    expect(company.length).toBeLessThanOrEqual(4);
    const ids = company.map(({ id }) => id);
    for (const speaker of speakers()) expect(ids).toContain(speaker);
  });
});
