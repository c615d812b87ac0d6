import type { GuildId } from '@shared/discord/snowflake';
import type { PersonSummary } from '@shared/models/threads';
import { useEffect, useMemo, useState } from 'react';
import { useApp, useAppStore } from '../../state/react';
import { selectTemplates } from '../../state/templates/selectors';
import { type FoundEmoji, findEmoji } from './emoji-search';
import type { SuggestToken } from './suggest-token';

/** One line of the list that completes what is typed. */
export interface Suggestion {
  key: string;
  label: string;
  hint: string | null;
  /** What takes the token's place; templates act instead. */
  insert: string;
  icon:
    | { kind: 'person'; userId: string; name: string; url: string | null }
    | { kind: 'role'; colour: number | null }
    | { kind: 'sign'; sign: string }
    | { kind: 'guildEmoji'; emojiId: string; animated: boolean };
  templateId: string | null;
}

const AT_MOST = 10;
const NO_PEOPLE: readonly PersonSummary[] = [];
const NO_EMOJI: readonly FoundEmoji[] = [];

/** What could complete the token, in the guild one writes to. People are asked for from main, the rest is here. */
export function useSuggestions(token: SuggestToken | null, guildId: string | null): readonly Suggestion[] {
  const { api } = useAppStore();
  const templates = useApp(selectTemplates);
  const roles = useApp((state) => state.workspace.roles);
  const channels = useApp((state) => state.workspace.textChannels);
  const emojis = useApp((state) => state.workspace.emojis);
  const [people, setPeople] = useState(NO_PEOPLE);
  const [unicode, setUnicode] = useState(NO_EMOJI);
  const kind = token?.kind ?? null;
  const query = token?.query ?? '';

  useEffect(() => {
    if (kind !== 'mention' || guildId === null) return setPeople(NO_PEOPLE);
    let current = true;
    api.people.search({ guildId: guildId as GuildId, text: query }).then(
      (found) => current && setPeople(found),
      // A list that cannot be had is an empty list: one can still write the message.
      () => current && setPeople(NO_PEOPLE),
    );
    return () => {
      current = false;
    };
  }, [api, kind, query, guildId]);
  useEffect(() => {
    if (kind !== 'emoji') return setUnicode(NO_EMOJI);
    let current = true;
    findEmoji(query, AT_MOST).then(
      (found) => current && setUnicode(found),
      () => current && setUnicode(NO_EMOJI),
    );
    return () => {
      current = false;
    };
  }, [kind, query]);

  return useMemo(() => {
    const wanted = query.toLowerCase();
    const starts = (name: string) => name.toLowerCase().startsWith(wanted);
    const has = (name: string) => name.toLowerCase().includes(wanted);
    const byStart = <T extends { name: string }>(items: readonly T[]) =>
      [...items].sort((a, b) => Number(starts(b.name)) - Number(starts(a.name)));
    switch (kind) {
      case null:
        return [];
      case 'template':
        return templates
          .filter((template) => has(template.name))
          .slice(0, AT_MOST)
          .map((template) => ({
            key: template.templateId,
            label: template.name,
            hint: template.body.content.slice(0, 80) || null,
            insert: '',
            icon: { kind: 'sign', sign: '/' } as const,
            templateId: template.templateId,
          }));
      case 'channel':
        return byStart(Object.values(channels).filter((c) => c.guildId === guildId && has(c.name)))
          .slice(0, AT_MOST)
          .map((channel) =>
            plain(channel.channelId, channel.name, channel.topic, `<#${channel.channelId}>`, '#'),
          );
      case 'emoji': {
        const own = Object.values(emojis)
          .filter((e) => e.available && has(e.name))
          .sort((a, b) => Number(b.guildId === guildId) - Number(a.guildId === guildId))
          .slice(0, AT_MOST)
          .map((e) => ({
            key: e.emojiId,
            label: `:${e.name}:`,
            hint: null,
            insert: `<${e.animated ? 'a' : ''}:${e.name}:${e.emojiId}>`,
            icon: { kind: 'guildEmoji', emojiId: e.emojiId, animated: e.animated } as const,
            templateId: null,
          }));
        const rest = unicode.map((e) => plain(e.emoji, `:${e.shortcode}:`, null, e.emoji, e.emoji));
        return [...own, ...rest].slice(0, AT_MOST);
      }
      case 'mention': {
        const own = Object.values(roles)
          .filter((role) => role.guildId === guildId && role.roleId !== guildId && has(role.name))
          .map((role) => ({
            key: role.roleId,
            label: `@${role.name}`,
            hint: 'role',
            insert: `<@&${role.roleId}>`,
            icon: { kind: 'role', colour: role.colour } as const,
            templateId: null,
          }));
        const all = ['everyone', 'here']
          .filter((name) => guildId !== null && name.startsWith(wanted))
          .map((name) =>
            plain(
              name,
              `@${name}`,
              name === 'here' ? 'all who are online' : 'all who see this',
              `@${name}`,
              '@',
            ),
          );
        const found = people.map((person) => ({
          key: person.userId,
          label: person.displayName,
          hint: person.username,
          insert: `<@${person.userId}>`,
          icon: {
            kind: 'person',
            userId: person.userId,
            name: person.displayName,
            url: person.avatarUrl,
          } as const,
          templateId: null,
        }));
        return [
          ...found.slice(0, 7),
          ...byStart(own.map((o) => ({ ...o, name: o.label.slice(1) }))).slice(0, 4),
          ...all,
        ];
      }
    }
  }, [kind, query, guildId, people, unicode, templates, channels, emojis, roles]);
}

function plain(key: string, label: string, hint: string | null, insert: string, sign: string): Suggestion {
  return { key, label, hint, insert, icon: { kind: 'sign', sign }, templateId: null };
}
