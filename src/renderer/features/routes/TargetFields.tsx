import type { TextChannelSummary } from '@shared/models/workspace';
import { useEffect } from 'react';
import { useActions, useApp } from '../../state/react';
import { selectUsableWebhooks } from '../../state/webhooks/selectors';
import { selectTextChannel, selectThreadsOf } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { Field, Select, TextInput } from '../../ui/Field';
import { Segmented } from '../../ui/Segmented';
import { PersonPicker, TagChip } from '../threads';
import { useAttempt } from '../trouble';
import { ChannelSelect } from './ChannelSelect';
import styles from './routes.module.css';
import type { TargetForm, TargetOutcome } from './target-form';

const words = strings.routes;
const isForum = (channel: TextChannelSummary | undefined) =>
  channel?.kind === 'forum' || channel?.kind === 'media';
const writable = (channel: TextChannelSummary) => !isForum(channel) && channel.abilities.includes('send');
const postable = (channel: TextChannelSummary) => isForum(channel) && channel.abilities.includes('send');

export interface TargetFieldsProps {
  form: TargetForm;
  problem: Extract<TargetOutcome, { kind: 'problem' }> | null;
  onChange: (patch: Partial<TargetForm>) => void;
}

/** Where a route posts: one of four kinds, each with its own fields. */
export function TargetFields({ form, problem, onChange }: TargetFieldsProps) {
  const errorOf = (field: string) => (problem?.field === field ? problem.text : null);
  return (
    <>
      <div className={styles.kind}>
        <span className={styles.label}>{words.target}</span>
        <Segmented<TargetForm['kind']>
          label={words.target}
          value={form.kind}
          onChange={(kind) => onChange({ kind })}
          options={(['channel', 'webhook', 'forumPost', 'user'] as const).map((kind) => ({
            value: kind,
            label: words.kinds[kind],
          }))}
        />
      </div>
      {form.kind === 'channel' && (
        <Field label={words.channel} error={errorOf('channel')}>
          {(ids) => (
            <ChannelSelect
              {...ids}
              value={form.channelId}
              none={words.chooseChannel}
              wanted={writable}
              withThreads
              onChange={(channelId) => onChange({ channelId })}
            />
          )}
        </Field>
      )}
      {form.kind === 'user' && (
        <PersonPicker
          label={words.person}
          chosen={form.user}
          error={errorOf('user')}
          changeLabel={words.personChange}
          onChange={(user) => onChange({ user })}
        />
      )}
      {form.kind === 'webhook' && <WebhookFields form={form} errorOf={errorOf} onChange={onChange} />}
      {form.kind === 'forumPost' && <ForumFields form={form} errorOf={errorOf} onChange={onChange} />}
    </>
  );
}

type PartProps = Pick<TargetFieldsProps, 'form' | 'onChange'> & { errorOf: (field: string) => string | null };

function WebhookFields({ form, errorOf, onChange }: PartProps) {
  const usable = useApp(selectUsableWebhooks);
  const channels = useApp((state) => state.workspace.textChannels);
  const { webhooks } = useActions();
  const attempt = useAttempt();
  useEffect(() => attempt(() => webhooks.loadUsable()), [attempt, webhooks]);
  const chosen = usable.find((webhook) => webhook.webhookId === form.webhookId);
  const channel = chosen?.channelId ? channels[chosen.channelId] : undefined;
  const threads = useApp(selectThreadsOf(chosen?.channelId ?? '')).filter((thread) => !thread.archived);
  const nameOf = (channelId: string | null) => (channelId === null ? undefined : channels[channelId]?.name);
  return (
    <>
      <Field label={words.webhook} error={usable.length === 0 ? words.noWebhooks : errorOf('webhook')}>
        {(ids) => (
          <Select
            {...ids}
            value={form.webhookId}
            onChange={(event) => onChange({ webhookId: event.target.value, threadId: '' })}
          >
            <option value="">{words.chooseWebhook}</option>
            {usable.map((webhook) => {
              const place = nameOf(webhook.channelId);
              return (
                <option key={webhook.webhookId} value={webhook.webhookId}>
                  {place === undefined ? webhook.name : `${webhook.name} · #${place}`}
                </option>
              );
            })}
          </Select>
        )}
      </Field>
      {threads.length > 0 && (
        <Field label={words.thread}>
          {(ids) => (
            <Select
              {...ids}
              value={form.threadId}
              onChange={(event) =>
                onChange({
                  threadId: threads.find((t) => t.channelId === event.target.value)?.channelId ?? '',
                })
              }
            >
              <option value="">{isForum(channel) ? words.kinds.forumPost : words.noThread}</option>
              {threads.map((thread) => (
                <option key={thread.channelId} value={thread.channelId}>
                  {thread.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      {isForum(channel) && form.threadId === '' && (
        <TitleField form={form} errorOf={errorOf} onChange={onChange} />
      )}
      <fieldset className={styles.identity}>
        <legend>{words.identity}</legend>
        <Field label={words.identityName} hint={words.identityNameHint}>
          {(ids) => (
            <TextInput
              {...ids}
              maxLength={80}
              placeholder={chosen?.name}
              value={form.username}
              onChange={(event) => onChange({ username: event.target.value })}
            />
          )}
        </Field>
        <Field label={words.identityAvatar} hint={words.identityAvatarHint} error={errorOf('avatar')}>
          {(ids) => (
            <TextInput
              {...ids}
              maxLength={2_048}
              placeholder="https://"
              value={form.avatarUrl}
              onChange={(event) => onChange({ avatarUrl: event.target.value })}
            />
          )}
        </Field>
      </fieldset>
    </>
  );
}

function ForumFields({ form, errorOf, onChange }: PartProps) {
  const forum = useApp(selectTextChannel(form.forumId === '' ? null : form.forumId));
  return (
    <>
      <Field label={words.forum} error={errorOf('forum')}>
        {(ids) => (
          <ChannelSelect
            {...ids}
            value={form.forumId}
            none={words.chooseForum}
            wanted={postable}
            onChange={(forumId) => onChange({ forumId, tagIds: [] })}
          />
        )}
      </Field>
      <TitleField form={form} errorOf={errorOf} onChange={onChange} />
      {forum && forum.tags.length > 0 && (
        <div className={styles.kind}>
          <span className={styles.label}>{words.tags}</span>
          <div className={styles.tags}>
            {forum.tags.map((tag) => (
              <TagChip
                key={tag.tagId}
                tag={tag}
                on={form.tagIds.includes(tag.tagId)}
                disabled={!form.tagIds.includes(tag.tagId) && form.tagIds.length >= 5}
                onChange={(on) =>
                  onChange({
                    tagIds: on ? [...form.tagIds, tag.tagId] : form.tagIds.filter((id) => id !== tag.tagId),
                  })
                }
              />
            ))}
          </div>
        </div>
      )}
    </>
  );
}

function TitleField({ form, errorOf, onChange }: PartProps) {
  return (
    <Field label={words.postTitle} error={errorOf('title')}>
      {(ids) => (
        <TextInput
          {...ids}
          maxLength={100}
          value={form.title}
          onChange={(event) => onChange({ title: event.target.value })}
        />
      )}
    </Field>
  );
}
