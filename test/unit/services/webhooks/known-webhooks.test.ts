import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChannelId, GuildId } from '@shared/discord/snowflake';
import type { WebhookSummary } from '@shared/models/routes';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KnownWebhooks, type SecretKeeper } from '../../../../src/main/services/webhooks/known-webhooks';
import { silentLogger } from '../../../../src/main/support/logger';
import { Secret } from '../../../../src/main/support/secret';
import { SteppedClock } from '../../../support/stepped-clock';

const BELL: WebhookSummary = {
  webhookId: '300000000000000001',
  guildId: GuildId.parse('100000000000000001'),
  channelId: ChannelId.parse('200000000000000001'),
  name: 'Bell',
  avatarUrl: null,
  kind: 'incoming',
  createdBy: null,
  canPost: true,
  imported: true,
};

/** A vault that is open, and asks its reader to wait for `gate`. */
class OpenVault implements SecretKeeper {
  gate: Promise<void> = Promise.resolve();
  readonly #kept = new Map<string, Secret<string>>();
  async read(name: string) {
    await this.gate;
    return this.#kept.get(name) ?? null;
  }
  async write(name: string, secret: Secret<string>) {
    this.#kept.set(name, secret);
  }
  async remove(name: string) {
    this.#kept.delete(name);
  }
}

describe('a webhook that was remembered', () => {
  let folder: string;
  let vault: OpenVault;
  let known: KnownWebhooks;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'roomtone-webhooks-'));
    vault = new OpenVault();
    const clock = new SteppedClock(0);
    known = await KnownWebhooks.open({ dataDir: folder, vault, clock, logger: silentLogger });
    await known.remember('discord-1', BELL, new Secret('a-token'));
  });
  afterEach(async () => {
    await known.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('gives its token to the account that remembered it, and to no other', async () => {
    known.startOver();
    expect(await known.credentials(BELL.webhookId, 'selfHosted-1-abc')).toBeNull();
    expect((await known.credentials(BELL.webhookId, 'discord-1'))?.token.reveal()).toBe('a-token');
  });

  it('keeps a token that was read for one account from the next', async () => {
    known.startOver();
    let open: () => void = () => undefined;
    vault.gate = new Promise((resolve) => {
      open = resolve;
    });
    const read = known.credentials(BELL.webhookId, 'discord-1');
    known.startOver();
    open();
    expect(await read).not.toBeNull();
    expect(await known.credentials(BELL.webhookId, 'selfHosted-1-abc')).toBeNull();
  });
});
