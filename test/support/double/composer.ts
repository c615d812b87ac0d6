import { checkBody } from '../../../src/shared/discord/message-rules';
import { ChannelId, UserId } from '../../../src/shared/discord/snowflake';
import type {
  BlastRadius,
  Destination,
  MessageBody,
  StagedFile,
} from '../../../src/shared/models/message-body';
import type {
  Draft,
  OutboxEntry,
  OutboxState,
  SubmitInput,
  Template,
} from '../../../src/shared/models/outbox';
import type { ContractDouble } from '../contract-double';

/** The far end of the composer: an outbox, drafts, templates and files that keep state. */
export interface ComposerDouble {
  entries: Map<string, OutboxEntry>;
  drafts: Map<string, Draft>;
  templates: Map<string, Template>;
  /** Puts an entry into another state, and tells of it. */
  move(entryId: string, state: OutboxState): void;
  add(patch: Partial<OutboxEntry> & { state: OutboxState }): OutboxEntry;
}

const PIXEL =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

/** Puts it behind a contract double, in the place of whatever answers there. */
export function installComposer(double: ContractDouble, body: MessageBody): ComposerDouble {
  const entries = new Map<string, OutboxEntry>();
  const drafts = new Map<string, Draft>();
  const templates = new Map<string, Template>();
  let next = 1;
  const tell = (entry: OutboxEntry) => {
    entries.set(entry.entryId, entry);
    double.emit('outbox', 'changed', { upserted: [entry], removed: [] });
  };
  const move: ComposerDouble['move'] = (entryId, state) => {
    const entry = entries.get(entryId);
    if (entry) tell({ ...entry, state });
  };
  const make = (patch: Partial<OutboxEntry> & { state: OutboxState }): OutboxEntry => {
    next += 1;
    return {
      entryId: `own-${next}`,
      nonce: `own-nonce-${next}`,
      accountKey: 'practice',
      destination: { kind: 'channel', channelId: ChannelId.parse('301') },
      where: '#general · Practice Guild',
      channelId: ChannelId.parse('301'),
      content: { type: 'message', body },
      repeat: null,
      createdAtMs: Date.now(),
      attempts: 0,
      ...patch,
    };
  };
  const stage = (fileName: string, contentType: string | null, sizeBytes: number): StagedFile => {
    next += 1;
    const isPicture = contentType?.startsWith('image/') ?? false;
    return {
      fileId: `file-${next}`,
      fileName,
      contentType,
      sizeBytes,
      width: isPicture ? 640 : null,
      height: isPicture ? 360 : null,
      description: null,
      spoiler: false,
    };
  };

  double.answer('outbox.list', () => [...entries.values()]);
  double.answer('outbox.preview', (input: { destination: Destination; body: MessageBody }) =>
    radiusOf(input),
  );
  double.answer('outbox.submit', (input: SubmitInput) => {
    const problems = input.content.type === 'message' ? checkBody(input.content.body) : [];
    if (problems.length > 0) return { kind: 'invalid', problems };
    const state: OutboxState =
      input.sendAtMs !== null
        ? { kind: 'scheduled', sendAtMs: input.sendAtMs }
        : { kind: 'holding', untilMs: Date.now() + input.holdMs };
    const entry = make({
      destination: input.destination,
      content: input.content,
      repeat: input.repeat,
      state,
    });
    entries.set(entry.entryId, entry);
    return { kind: 'accepted', entry };
  });
  double.answer('outbox.cancel', ({ entryId }: { entryId: string }) => {
    const kind = entries.get(entryId)?.state.kind;
    const cancelled = kind !== undefined && kind !== 'sent';
    if (cancelled) move(entryId, { kind: 'cancelled', atMs: Date.now() });
    return { cancelled };
  });
  double.answer('outbox.retry', ({ entryId }: { entryId: string }) =>
    move(entryId, { kind: 'queued', reason: 'turn', untilMs: null }),
  );
  double.answer(
    'outbox.reschedule',
    ({ entryId, sendAtMs }: { entryId: string; sendAtMs: number | null }) => {
      move(
        entryId,
        sendAtMs === null
          ? { kind: 'queued', reason: 'turn', untilMs: null }
          : { kind: 'scheduled', sendAtMs },
      );
      return { changed: true };
    },
  );
  double.answer('outbox.dismiss', ({ entryIds }: { entryIds: string[] }) => {
    for (const id of entryIds) entries.delete(id);
    double.emit('outbox', 'changed', { upserted: [], removed: entryIds });
  });

  double.answer('drafts.list', () => [...drafts.values()]);
  double.answer(
    'drafts.save',
    ({ key, body: saved, post, baseRevision }: Draft & { baseRevision: number }) => {
      const draft = {
        key,
        body: saved,
        post: post ?? null,
        revision: baseRevision + 1,
        updatedAtMs: Date.now(),
      };
      drafts.set(key, draft);
      return { draft, conflict: null };
    },
  );
  double.answer('drafts.discard', ({ key }: { key: string }) => void drafts.delete(key));

  double.answer('templates.list', () => [...templates.values()]);
  double.answer('templates.save', (input: Omit<Template, 'templateId'> & { templateId: string | null }) => {
    next += 1;
    const saved = { ...input, templateId: input.templateId ?? `template-${next}`, updatedAtMs: Date.now() };
    templates.set(saved.templateId, saved);
    return saved;
  });
  double.answer(
    'templates.remove',
    ({ templateId }: { templateId: string }) => void templates.delete(templateId),
  );

  double.answer('files.pick', () => [stage('stage-plan.png', 'image/png', 184_320)]);
  double.answer('files.stageDropped', ({ path }: { path: string }) =>
    stage(path.split('/').at(-1) ?? 'file', null, 2_400_000),
  );
  double.answer('files.stagePasted', (input: { fileName: string; contentType: string; bytes: Uint8Array }) =>
    stage(input.fileName, input.contentType, input.bytes.byteLength),
  );
  double.answer('files.thumbnail', () => PIXEL);

  return {
    entries,
    drafts,
    templates,
    move,
    add(patch) {
      const entry = make(patch);
      tell(entry);
      return entry;
    },
  };
}

const ROLE_PEOPLE = 64;

/** Counts as main would, over people and roles that are always the same. */
function radiusOf({ body }: { destination: Destination; body: MessageBody }): BlastRadius {
  const { allowedMentions: allowed, content } = body;
  const mention = content.includes('@everyone') ? '@everyone' : content.includes('@here') ? '@here' : null;
  const roles = [...content.matchAll(/<@&(\d+)>/g)].map(([, roleId = '']) => ({
    roleId,
    name: 'Crew',
    notifies: allowed.roles,
    people: ROLE_PEOPLE,
  }));
  const users = [...content.matchAll(/<@(\d+)>/g)].map(([, id = '']) => ({
    userId: UserId.parse(id),
    name: id === '2' ? 'Mira' : 'Tomás',
    notifies: allowed.users,
  }));
  const everyone = mention && { mention, notifies: allowed.everyone, people: 240 };
  const people =
    (everyone?.notifies ? everyone.people : 0) +
    roles.reduce((sum, role) => sum + (role.notifies ? role.people : 0), 0) +
    users.filter((user) => user.notifies).length;
  return {
    where: '#general · Practice Guild',
    guildId: null,
    everyone: everyone as BlastRadius['everyone'],
    roles,
    users,
    people,
    peopleExact: true,
    requests: 1,
    uploadBytes: body.files.reduce((sum, file) => sum + file.sizeBytes, 0),
    estimatedMs: 180,
    problems: checkBody(body),
    warnings: [],
  };
}
