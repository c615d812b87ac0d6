import { LIMITS } from '@shared/discord/message-rules';
import { draftKeyOf } from '@shared/models/body-basics';
import type { Destination } from '@shared/models/message-body';
import { useEffect, useMemo } from 'react';
import { selectHasDraft } from '../../../state/drafts/selectors';
import { useActions, useApp } from '../../../state/react';
import { selectRoutes } from '../../../state/routes/selectors';
import { selectUsableWebhooks } from '../../../state/webhooks/selectors';
import { selectDirectChannels } from '../../../state/workspace/selectors';
import { composeStrings as words } from '../../../strings/compose';
import { Field, Select, TextInput } from '../../../ui/Field';
import { TagName } from '../../threads';
import { useAttempt } from '../../trouble';
import { type Choice, choicesOf, placeKey } from './destinations';
import styles from './form.module.css';

/** Where it goes: a channel, thread, DM, webhook, new forum post, or a route by its name. */
export function DestinationPicker(props: {
  destination: Destination;
  onChange: (destination: Destination) => void;
}) {
  const { destination, onChange } = props;
  const workspace = useApp((state) => state.workspace);
  const directs = useApp(selectDirectChannels);
  const webhooks = useApp(selectUsableWebhooks);
  const routes = useApp(selectRoutes);
  const actions = useActions();
  const attempt = useAttempt();
  useEffect(() => attempt(() => actions.webhooks.loadUsable()), [actions, attempt]);
  const groups = useMemo(
    () => choicesOf({ workspace, directs, webhooks, routes }),
    [workspace, directs, webhooks, routes],
  );
  const all = groups.flatMap((group) => group.choices);
  const value = placeKey(destination);
  const missing: Choice | null = all.some((choice) => choice.value === value)
    ? null
    : { value, label: words.unknownPlace, destination };
  return (
    <div className={styles.where}>
      <Field label={words.where}>
        {(ids) => (
          <Select
            {...ids}
            value={value}
            onChange={(event) => {
              const found = all.find((choice) => choice.value === event.target.value);
              if (found) onChange(found.destination);
            }}
          >
            {missing && <option value={missing.value}>{missing.label}</option>}
            {groups.map((group) => (
              <optgroup key={group.label} label={group.label}>
                {group.choices.map((choice) => (
                  <option key={choice.value} value={choice.value}>
                    {choice.label}
                  </option>
                ))}
              </optgroup>
            ))}
          </Select>
        )}
      </Field>
      {destination.kind === 'forumPost' && <PostForm destination={destination} onChange={onChange} />}
      {destination.kind === 'webhook' && <WebhookTarget destination={destination} onChange={onChange} />}
    </div>
  );
}

type PostDestination = Extract<Destination, { kind: 'forumPost' }>;

function PostForm(props: { destination: PostDestination; onChange: (destination: Destination) => void }) {
  const { destination, onChange } = props;
  const forum = useApp((state) => state.workspace.textChannels[destination.channelId]);
  const { title, tagIds } = destination;
  // A page nobody has written on yet lacks nothing.
  const begun = useApp(selectHasDraft(draftKeyOf(destination)));
  const toggle = (tagId: string) =>
    onChange({
      ...destination,
      tagIds: tagIds.includes(tagId) ? tagIds.filter((id) => id !== tagId) : [...tagIds, tagId],
    });
  const full = tagIds.length >= LIMITS.postTags.max;
  return (
    <>
      <Field
        label={words.postTitle}
        error={begun && title.trim() === '' ? words.postTitleNeeded : null}
        hint={words.used(title.length, LIMITS.postTitle.max)}
      >
        {(ids) => (
          <TextInput
            {...ids}
            value={title}
            maxLength={LIMITS.postTitle.max}
            data-path="thread_name"
            onChange={(event) => onChange({ ...destination, title: event.target.value })}
          />
        )}
      </Field>
      {forum && forum.tags.length > 0 && (
        <fieldset className={styles.tags}>
          <legend>{words.tags(LIMITS.postTags.max)}</legend>
          {forum.tags.map((tag) => (
            <button
              key={tag.tagId}
              type="button"
              className={styles.tagButton}
              aria-pressed={tagIds.includes(tag.tagId)}
              disabled={
                (full && !tagIds.includes(tag.tagId)) ||
                (tag.moderated && !forum.abilities.includes('manageThreads'))
              }
              onClick={() => toggle(tag.tagId)}
            >
              <TagName tag={tag} />
            </button>
          ))}
          {forum.tagRequired && tagIds.length === 0 && <p className={styles.problem}>{words.tagNeeded}</p>}
        </fieldset>
      )}
    </>
  );
}

type WebhookDestination = Extract<Destination, { kind: 'webhook' }>;

function WebhookTarget(props: {
  destination: WebhookDestination;
  onChange: (destination: Destination) => void;
}) {
  const { destination, onChange } = props;
  const webhook = useApp((state) =>
    state.webhooks.usable.find((one) => one.webhookId === destination.webhookId),
  );
  const workspace = useApp((state) => state.workspace);
  const channel = webhook?.channelId == null ? undefined : workspace.textChannels[webhook.channelId];
  const isForum = channel?.kind === 'forum' || channel?.kind === 'media';
  const threads = Object.values(workspace.threads).filter(
    (thread) => thread.parentId === webhook?.channelId && !thread.archived,
  );
  if (!isForum && threads.length === 0 && destination.threadId === null) return null;
  return (
    <div className={styles.pair}>
      <Field label={words.thread}>
        {(ids) => (
          <Select
            {...ids}
            value={destination.threadId ?? ''}
            onChange={(event) => {
              const thread = threads.find(({ channelId }) => channelId === event.target.value);
              onChange({ ...destination, threadId: thread?.channelId ?? null, threadName: null });
            }}
          >
            <option value="">{isForum ? words.newPost : words.noThread}</option>
            {threads.map((thread) => (
              <option key={thread.channelId} value={thread.channelId}>
                {thread.name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {isForum && destination.threadId === null && (
        <Field label={words.postTitle} error={destination.threadName?.trim() ? null : words.postTitleNeeded}>
          {(ids) => (
            <TextInput
              {...ids}
              value={destination.threadName ?? ''}
              maxLength={LIMITS.postTitle.max}
              onChange={(event) =>
                onChange({
                  ...destination,
                  threadName: event.target.value === '' ? null : event.target.value,
                })
              }
            />
          )}
        </Field>
      )}
    </div>
  );
}
