import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ChannelId, GuildId, UserId } from '@shared/discord/snowflake';
import {
  Notice,
  NoticeRule,
  type NoticeRuleDraft,
  type NoticesState,
  QuietHours,
} from '@shared/models/notices';
import { z } from 'zod';
import { accountKeyOf } from '../../discord/account-key';
import { type CacheChange, type CacheState, personIn } from '../../discord/cache';
import type { DiscordSession, SessionSource } from '../../discord/session';
import { signedIn } from '../../discord/signed-in';
import type { Clock } from '../../support/clock';
import { Emitter } from '../../support/emitter';
import { JsonFile } from '../../support/json-file';
import type { Logger } from '../../support/logger';
import { Cooldown, type Happening, isQuiet, matches } from './rules';
import { wordsOf } from './wording';

/** Notices of the system: Electron's, or none. */
export interface SystemNotices {
  readonly available: boolean;
  /** `onClick` may come later, or never. */
  show(words: { title: string; body: string }, onClick: () => void): void;
}

/** Being told of what happens in chosen rooms, by rules of one's own. */
export interface NoticesService {
  state(): NoticesState;
  saveRule(draft: NoticeRuleDraft): Promise<NoticeRule>;
  removeRule(input: { ruleId: string }): Promise<void>;
  setQuietHours(hours: QuietHours): Promise<void>;
  clearRecent(): Promise<void>;
  onChanged(listener: (state: NoticesState) => void): () => void;
  /** One to show in the window. */
  onShown(listener: (notice: Notice) => void): () => void;
  /** A notice of the system was clicked. */
  onRoomWanted(listener: (room: { guildId: GuildId; channelId: ChannelId }) => void): () => void;
  close(): Promise<void>;
}

export interface NoticesOptions {
  dataDir: string;
  sessions: SessionSource;
  clock: Clock;
  logger: Logger;
  system: SystemNotices | null;
  /** Minutes since midnight on this computer's clock; left out, the system's. */
  minuteOfDay?: (atMs: number) => number;
}

const RECENT_KEPT = 100;
const SAVE_DELAY_MS = 2_000;
const TOLD_EVERY_MS = 30;
/** However many rules there are: the system shows no more than this in such a time. */
const SYSTEM_BURST = { count: 5, windowMs: 10_000 } as const;

const Kept = Notice.extend({ accountKey: z.string() });
const Content = z.object({
  version: z.literal(1),
  rules: z.array(NoticeRule),
  quietHours: QuietHours,
  recent: z.array(Kept),
});
type Content = z.infer<typeof Content>;
const EMPTY: Content = {
  version: 1,
  rules: [],
  quietHours: { enabled: false, fromMinute: 22 * 60, toMinute: 8 * 60, untilMs: null },
  recent: [],
};

export async function createNoticesService(options: NoticesOptions): Promise<NoticesService> {
  const { sessions, clock, logger, system } = options;
  const minuteOfDay = options.minuteOfDay ?? localMinute;
  const file = await JsonFile.open<Content>({
    path: join(options.dataDir, 'notices.json'),
    schema: Content,
    empty: EMPTY,
    clock,
    logger,
    delayMs: SAVE_DELAY_MS,
  });
  const onError = (error: unknown) => logger.error('a listener failed', { error });
  const changed = new Emitter<NoticesState>(onError);
  const shown = new Emitter<Notice>(onError);
  const roomWanted = new Emitter<{ guildId: GuildId; channelId: ChannelId }>(onError);
  const cooldown = new Cooldown();
  let systemTimes: number[] = [];
  let cancelTelling: (() => void) | undefined;

  const keyNow = () => (sessions.current ? accountKeyOf(sessions.current) : null);
  const state = (): NoticesState => {
    const key = keyNow();
    return {
      rules: file.value.rules.filter(({ accountKey }) => accountKey === key),
      quietHours: file.value.quietHours,
      recent: file.value.recent
        .filter(({ accountKey }) => accountKey === key)
        .map(({ accountKey: _accountKey, ...notice }) => notice),
      systemAvailable: system?.available ?? false,
    };
  };
  const tell = () => {
    cancelTelling ??= clock.setTimer(() => {
      cancelTelling = undefined;
      changed.emit(state());
    }, TOLD_EVERY_MS);
  };
  const save = async (content: Content) => {
    tell();
    await file.save(content);
  };

  const note = (session: DiscordSession, happening: Happening) => {
    const key = accountKeyOf(session);
    const nowMs = clock.now();
    for (const rule of file.value.rules) {
      if (rule.accountKey !== key || !matches(rule, happening)) continue;
      const more = cooldown.pass(rule.ruleId, rule.cooldownMs, nowMs);
      if (more !== null) say(session, rule, happening, more, nowMs);
    }
  };

  const say = (
    { cache }: DiscordSession,
    rule: NoticeRule,
    happening: Happening,
    more: number,
    nowMs: number,
  ) => {
    const { guildId, channelId } = happening;
    const guild = cache.state.guilds.get(guildId);
    const userId = 'userId' in happening ? happening.userId : null;
    const notice: Notice = {
      noticeId: randomUUID(),
      ruleId: rule.ruleId,
      atMs: nowMs,
      trigger: rule.trigger,
      guildId: GuildId.parse(guildId),
      channelId: ChannelId.parse(channelId),
      roomName: guild?.channels.get(channelId)?.name ?? '',
      person:
        userId === null || rule.trigger === 'empty'
          ? null
          : { userId: UserId.parse(userId), name: personIn(cache.state, guildId, userId).displayName },
      stageTopic: guild?.stages.get(channelId) ?? null,
      more,
      quiet: isQuiet(file.value.quietHours, minuteOfDay(nowMs), nowMs),
    };
    const recent = [{ ...notice, accountKey: rule.accountKey }, ...file.value.recent].slice(0, RECENT_KEPT);
    file.set({ ...file.value, recent });
    tell();
    if (notice.quiet) return;
    if (rule.toast) shown.emit(notice);
    if (!rule.system || !system?.available) return;
    systemTimes = systemTimes.filter((atMs) => nowMs - atMs < SYSTEM_BURST.windowMs);
    if (systemTimes.length >= SYSTEM_BURST.count) return;
    systemTimes.push(nowMs);
    system.show(wordsOf(notice, guild?.name ?? ''), () =>
      roomWanted.emit({ guildId: notice.guildId, channelId: notice.channelId }),
    );
  };

  let release: () => void = () => undefined;
  const follow = (session: DiscordSession | null) => {
    release();
    release = () => undefined;
    tell();
    if (!session) return;
    const watched = (guildId: string) =>
      file.value.rules.some((rule) => rule.enabled && rule.guildId === guildId);
    const releases = [
      session.cache.onChanged((changes) => {
        for (const change of changes) {
          if (change.type !== 'voiceState' || !watched(change.guildId)) continue;
          for (const happening of happeningsOf(session.cache.state, change)) note(session, happening);
        }
      }),
      session.onDispatch((dispatch) => {
        if (dispatch.t !== 'STAGE_INSTANCE_CREATE') return;
        const { guild_id: guildId, channel_id: channelId } = dispatch.d;
        if (guildId && watched(guildId)) note(session, { kind: 'stageStarted', guildId, channelId });
      }),
    ];
    release = () => {
      for (const each of releases) each();
    };
  };
  const releaseSource = sessions.onChanged(follow);
  follow(sessions.current);

  return {
    state,
    onChanged: changed.on,
    onShown: shown.on,
    onRoomWanted: roomWanted.on,
    async saveRule({ ruleId, ...draft }) {
      const before = file.value.rules.find((rule) => rule.ruleId === ruleId);
      const rule: NoticeRule = {
        ...draft,
        ruleId: before?.ruleId ?? randomUUID(),
        accountKey: accountKeyOf(signedIn(sessions)),
      };
      cooldown.forget(rule.ruleId);
      const rules = before
        ? file.value.rules.map((one) => (one === before ? rule : one))
        : [...file.value.rules, rule];
      await save({ ...file.value, rules });
      return rule;
    },
    async removeRule({ ruleId }) {
      cooldown.forget(ruleId);
      await save({ ...file.value, rules: file.value.rules.filter((rule) => rule.ruleId !== ruleId) });
    },
    setQuietHours: (quietHours) => save({ ...file.value, quietHours }),
    clearRecent: () => {
      const key = keyNow();
      return save({
        ...file.value,
        recent: file.value.recent.filter(({ accountKey }) => accountKey !== key),
      });
    },
    async close() {
      release();
      releaseSource();
      cancelTelling?.();
      changed.clear();
      shown.clear();
      roomWanted.clear();
      await file.flush();
    },
  };
}

/** People coming and going; bots and the connected account are not news. */
function happeningsOf(
  state: CacheState,
  { guildId, userId, before, after }: Extract<CacheChange, { type: 'voiceState' }>,
): Happening[] {
  const from = before?.state.channel_id ?? null;
  const to = after?.state.channel_id ?? null;
  if (from === to || userId === state.self?.id || personIn(state, guildId, userId).isBot) return [];
  const people = (channelId: string) => {
    let count = 0;
    for (const [id, { state: voice }] of state.guilds.get(guildId)?.voiceStates ?? []) {
      if (voice.channel_id === channelId && !personIn(state, guildId, id).isBot) count += 1;
    }
    return count;
  };
  const happenings: Happening[] = [];
  if (from !== null) {
    happenings.push({ kind: 'left', guildId, channelId: from, userId, peopleNow: people(from) });
  }
  if (to !== null)
    happenings.push({ kind: 'entered', guildId, channelId: to, userId, peopleNow: people(to) });
  return happenings;
}

function localMinute(atMs: number): number {
  const date = new Date(atMs);
  return date.getHours() * 60 + date.getMinutes();
}
