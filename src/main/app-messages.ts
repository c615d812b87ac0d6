import type { AppContext } from './app-context';
import { createChildArchiveHost } from './archive-process/child-host';
import { EMPTY_CACHE } from './discord/cache/state';
import type { AccountsService } from './services/accounts/index';
import { type ArchiveService, createArchiveService } from './services/archive/index';
import { createDraftsService, type DraftsService } from './services/drafts/index';
import { createFilesService, type FilesService } from './services/files/index';
import { createMediaService, type MediaService } from './services/media/index';
import {
  createMessagesService,
  type MessagesService,
  toMessageRequest,
  toMessageView,
} from './services/messages/index';
import { createOutboxService, type OutboxService } from './services/outbox/index';
import { createRoutesService, type RoutesService } from './services/routes/index';
import type { SettingsStore } from './services/settings/index';
import { createTemplatesService, type TemplatesService } from './services/templates/index';
import type { VaultService } from './services/vault/index';
import { createWebhooksService, type WebhooksService } from './services/webhooks/index';

export interface MessagesPart {
  readonly files: FilesService;
  readonly archive: ArchiveService;
  readonly messages: MessagesService;
  readonly media: MediaService;
  readonly webhooks: WebhooksService;
  readonly routes: RoutesService;
  readonly drafts: DraftsService;
  readonly templates: TemplatesService;
  readonly outbox: OutboxService;
}

/** What is written and read: messages, what keeps and finds them, and what sends them; a part of `app.ts`. */
export async function createMessagesPart(
  app: AppContext,
  parts: { accounts: AccountsService; settings: SettingsStore; vault: VaultService },
): Promise<MessagesPart> {
  const { config, ports, clock, random, logger, scope, onError } = app;
  const { accounts, settings, vault } = parts;
  const { sessions } = accounts;
  const files = createFilesService({
    dataDir: config.dataDir,
    dialog: ports.dialogs,
    clock,
    logger: logger.child('files'),
    ...(ports.shrinkPicture ? { shrink: ports.shrinkPicture } : {}),
  });
  const archiveHost =
    ports.archiveHost ??
    createChildArchiveHost({
      spawn: () => ports.spawn('archive-process'),
      clock,
      logger: logger.child('archive'),
    });
  scope.add(() => archiveHost.close());
  const archive = await createArchiveService({
    sessions,
    clock,
    dataDir: config.dataDir,
    host: archiveHost,
    logger: logger.child('archive'),
    describeMessage: (message) => toMessageView(sessions.current?.cache.state ?? EMPTY_CACHE, message),
    saveDialog: ports.dialogs.pickSavePath ?? null,
  });
  scope.add(() => archive.close());
  scope.add(accounts.onLeaving(() => archive.settle()));
  const messages = createMessagesService({
    sessions,
    clock,
    dataDir: config.dataDir,
    undoMs: () => settings.get().undoMs,
    pathOfFile: (fileId) => files.pathOf(fileId),
    findArchived: (input) => archive.find(input),
    onError,
  });
  scope.add(() => messages.close());
  scope.add(accounts.onLeaving(() => messages.settle()));
  const media = createMediaService({
    sessions,
    clock,
    dataDir: config.dataDir,
    appVersion: config.version,
    onTrouble: (what, error) => logger.warn(what, { error }),
  });
  scope.add(() => media.close());
  const webhooks = await createWebhooksService({
    dataDir: config.dataDir,
    sessions,
    vault,
    clock,
    logger: logger.child('webhooks'),
    toRequest: toMessageRequest,
    pathOfFile: (fileId) => files.pathOf(fileId),
  });
  scope.add(() => webhooks.close());
  const routes = await createRoutesService({
    dataDir: config.dataDir,
    sessions,
    clock,
    logger: logger.child('routes'),
    webhookCredentials: (webhookId) => webhooks.credentials(webhookId),
    describeWebhook: (webhookId) => webhooks.describe(webhookId),
  });
  scope.add(() => routes.close());
  const drafts = await createDraftsService({
    dataDir: config.dataDir,
    sessions,
    clock,
    logger: logger.child('drafts'),
  });
  scope.add(() => drafts.close());
  const templates = await createTemplatesService({
    dataDir: config.dataDir,
    clock,
    logger: logger.child('templates'),
  });
  scope.add(() => templates.close());
  const outbox = await createOutboxService({
    dataDir: config.dataDir,
    sessions,
    clock,
    random,
    logger: logger.child('outbox'),
    toRequest: toMessageRequest,
    resolveRoute: (accountKey, name) => routes.resolve(accountKey, name),
    webhookCredentials: (webhookId, signal) => webhooks.credentials(webhookId, signal),
    describeWebhook: (webhookId) => webhooks.describe(webhookId),
    pathOfFile: (fileId) => files.pathOf(fileId),
  });
  scope.add(() => outbox.close());
  scope.add(
    outbox.onChanged(({ upserted }) => {
      for (const { accountKey, destination, state } of upserted) {
        if (destination.kind !== 'route' || (state.kind !== 'failed' && state.kind !== 'sent')) continue;
        const problem = state.kind === 'failed' ? state.problem : null;
        routes
          .noteOutcome({ accountKey, name: destination.name, problem })
          .catch((error: unknown) => logger.warn('the health of a route could not be noted', { error }));
      }
    }),
  );
  scope.add(
    files.sweepRegularly(() => new Set([...outbox.fileIds(), ...drafts.fileIds(), ...templates.fileIds()])),
  );

  return { files, archive, messages, media, webhooks, routes, drafts, templates, outbox };
}
