import type { TextChannelSummary, ThreadSummary } from '@shared/models/workspace';
import { MessageSquare, MessagesSquare, Plus, Search } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { useActions, useApp } from '../../state/react';
import { selectIsUnread, selectMentions } from '../../state/read-states/selectors';
import { selectThreadsOf } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Select } from '../../ui/Field';
import { EmptyState } from '../../ui/Notice';
import { moveRoving } from '../../ui/roving';
import { usePersonName } from '../people';
import { TroubleNotice } from '../trouble';
import styles from './forum.module.css';
import { lastActivityMs, wordAgo } from './last-activity';
import { choosePosts, type PostOrder } from './posts';
import { TagChip, TagLabel } from './TagChip';
import { ThreadBadges } from './ThreadBadges';
import { ThreadMenu } from './ThreadMenu';
import { useArchivedThreads } from './use-archived-threads';

const words = strings.threads.forum;

/** The posts of a forum: found by title and tag, ordered, opened in the main place. */
export function ForumPosts({ channel }: { channel: TextChannelSummary }) {
  const [tagIds, setTagIds] = useState<readonly string[]>([]);
  const [text, setText] = useState('');
  const [order, setOrder] = useState<PostOrder>('activity');
  const [withArchive, setWithArchive] = useState(false);
  const { view } = useActions();
  const all = useApp(selectThreadsOf(channel.channelId));
  const filter = { tagIds, text, order };
  const active = choosePosts(
    all.filter((post) => !post.archived),
    filter,
  );
  const mayPost = channel.abilities.includes('send');
  const newPost = (
    <Button
      tone="primary"
      icon={<Plus size={15} />}
      disabled={!mayPost}
      title={mayPost ? undefined : words.cannotPost}
      onClick={() =>
        view.showPlace({
          kind: 'compose',
          destination: { kind: 'forumPost', channelId: channel.channelId, title: '', tagIds: [] },
        })
      }
    >
      {words.newPost}
    </Button>
  );
  const filtered = tagIds.length > 0 || text.trim() !== '';
  return (
    <div className={styles.forum}>
      <div className={styles.tools}>
        <div className={styles.find}>
          <Search size={14} aria-hidden="true" />
          <input
            value={text}
            placeholder={words.find}
            aria-label={words.find}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
        <Select
          className={styles.order}
          aria-label={words.sort}
          value={order}
          onChange={(event) => setOrder(event.target.value === 'created' ? 'created' : 'activity')}
        >
          <option value="activity">{words.sortActivity}</option>
          <option value="created">{words.sortCreated}</option>
        </Select>
        {newPost}
      </div>
      {channel.tags.length > 0 && (
        <fieldset className={styles.tags}>
          <legend className="visually-hidden">{words.tags}</legend>
          {channel.tags.map((tag) => (
            <TagChip
              key={tag.tagId}
              tag={tag}
              on={tagIds.includes(tag.tagId)}
              onChange={(on) =>
                setTagIds(on ? [...tagIds, tag.tagId] : tagIds.filter((id) => id !== tag.tagId))
              }
            />
          ))}
        </fieldset>
      )}
      <div className={styles.scroll}>
        {active.length > 0 && <PostCards posts={active} channel={channel} />}
        {active.length === 0 && !withArchive && (
          <EmptyState
            icon={<MessagesSquare size={24} />}
            title={filtered ? words.noMatchTitle : words.emptyTitle}
            actions={
              filtered ? (
                <Button
                  onClick={() => {
                    setTagIds([]);
                    setText('');
                  }}
                >
                  {words.clear}
                </Button>
              ) : (
                <Button onClick={() => setWithArchive(true)}>{words.showArchived}</Button>
              )
            }
          >
            {filtered ? words.noMatchBody : words.emptyBody}
          </EmptyState>
        )}
        {withArchive ? (
          <OlderPosts channel={channel} filter={filter} />
        ) : (
          (active.length > 0 || filtered) && (
            <div className={styles.older}>
              <Button tone="quiet" onClick={() => setWithArchive(true)}>
                {words.showArchived}
              </Button>
            </div>
          )
        )}
      </div>
    </div>
  );
}

function OlderPosts({
  channel,
  filter,
}: {
  channel: TextChannelSummary;
  filter: Parameters<typeof choosePosts>[1];
}) {
  const { threads, load, hasMore, more } = useArchivedThreads(channel.channelId, 'public');
  const posts = choosePosts(threads, filter);
  return (
    <section aria-label={words.archived}>
      <h3 className={styles.section}>{words.archived}</h3>
      <PostCards posts={posts} channel={channel} />
      {load.kind === 'failed' && (
        <TroubleNotice error={load.error} title={strings.threads.loadFailed} onRetry={more} />
      )}
      {load.kind === 'ready' && posts.length === 0 && (
        <p className={styles.quiet}>{strings.threads.noneArchivedTitle}</p>
      )}
      {load.kind !== 'failed' && (hasMore || load.kind === 'loading') && (
        <div className={styles.older}>
          <Button tone="quiet" busy={load.kind === 'loading'} onClick={more}>
            {load.kind === 'loading' ? strings.threads.loadingMore : strings.threads.loadMore}
          </Button>
        </div>
      )}
    </section>
  );
}

function PostCards({ posts, channel }: { posts: readonly ThreadSummary[]; channel: TextChannelSummary }) {
  return (
    <ul className={styles.cards} onKeyDown={(event: KeyboardEvent<HTMLElement>) => void moveRoving(event)}>
      {posts.map((post) => (
        <PostCard key={post.channelId} post={post} channel={channel} />
      ))}
    </ul>
  );
}

function PostCard({ post, channel }: { post: ThreadSummary; channel: TextChannelSummary }) {
  const { view } = useActions();
  const unread = useApp(selectIsUnread(post.channelId));
  const mentions = useApp(selectMentions(post.channelId));
  const owner = usePersonName(post.guildId, post.ownerId);
  const tags = channel.tags.filter((tag) => post.appliedTagIds.includes(tag.tagId));
  return (
    <li className={styles.card}>
      <button
        type="button"
        data-roving
        className={styles.open}
        onClick={() => view.chooseTextChannel(post.channelId)}
      >
        <span className={styles.titleLine}>
          <span className={cx(styles.title, unread && styles.unread)}>{post.name}</span>
          {tags.map((tag) => (
            <TagLabel key={tag.tagId} tag={tag} />
          ))}
          <ThreadBadges thread={post} sayArchived={false} />
        </span>
        <span className={styles.meta}>
          {owner !== null && <span>{words.by(owner)}</span>}
          <span>{wordAgo(lastActivityMs(post), Date.now())}</span>
          <span className={styles.count}>
            <MessageSquare size={12} aria-hidden="true" />
            {strings.threads.replies(post.messageCount)}
          </span>
          {mentions > 0 && <span className={styles.mentions}>{strings.channels.mentions(mentions)}</span>}
        </span>
      </button>
      <ThreadMenu thread={post} />
    </li>
  );
}
