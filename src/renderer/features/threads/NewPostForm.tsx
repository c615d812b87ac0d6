import type { TextChannelSummary } from '@shared/models/workspace';
import { ArrowLeft } from 'lucide-react';
import { useActions, useApp } from '../../state/react';
import { EMPTY_POST } from '../../state/view/apply';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { Field, TextInput } from '../../ui/Field';
import styles from './forum.module.css';
import { POST_TAG_LIMIT, POST_TITLE_LIMIT, postProblems } from './posts';
import { TagChip } from './TagChip';

const words = strings.threads.forum;

/** Title and tags of a new post; its text is written in the composer below. */
export function NewPostForm({ channel }: { channel: TextChannelSummary }) {
  const draft = useApp((state) => state.view.postDrafts[channel.channelId] ?? EMPTY_POST);
  const { view } = useActions();
  const problems = postProblems(draft.title, draft.tagIds, channel.tagRequired);
  const manages = channel.abilities.includes('manageThreads');
  const full = draft.tagIds.length >= POST_TAG_LIMIT;
  const set = (patch: Partial<typeof draft>) => view.setPostDraft(channel.channelId, { ...draft, ...patch });
  return (
    <section className={styles.newPost} aria-label={words.newPost}>
      <div>
        <Button
          tone="quiet"
          icon={<ArrowLeft size={15} />}
          onClick={() => view.chooseTextChannel(channel.channelId)}
        >
          {words.back}
        </Button>
      </div>
      {channel.topic !== null && (
        <div className={styles.guidelines}>
          <h3>{words.guidelines}</h3>
          <p>{channel.topic}</p>
        </div>
      )}
      <Field label={words.title} error={problems.includes('titleLong') ? strings.threads.nameLong : null}>
        {(ids) => (
          <TextInput
            {...ids}
            value={draft.title}
            placeholder={words.titlePlaceholder}
            maxLength={POST_TITLE_LIMIT}
            onChange={(event) => set({ title: event.target.value })}
          />
        )}
      </Field>
      {channel.tags.length > 0 && (
        <fieldset className={styles.chooseTags}>
          <legend>{words.chooseTags}</legend>
          <div>
            {channel.tags.map((tag) => {
              const on = draft.tagIds.includes(tag.tagId);
              const kept = tag.moderated && !manages;
              return (
                <TagChip
                  key={tag.tagId}
                  tag={tag}
                  on={on}
                  disabled={kept || (full && !on)}
                  title={kept ? words.tagModerated : full && !on ? words.tagLimit : undefined}
                  onChange={(chosen) =>
                    set({
                      tagIds: chosen
                        ? [...draft.tagIds, tag.tagId]
                        : draft.tagIds.filter((id) => id !== tag.tagId),
                    })
                  }
                />
              );
            })}
          </div>
          {problems.includes('tag') && <p className={styles.needed}>{words.tagRequired}</p>}
        </fieldset>
      )}
    </section>
  );
}
