import { useApp } from '../../state/react';
import { selectPlaceOf } from '../../state/workspace/selectors';
import { Composer } from '../composer';
import { History } from '../messages';
import { ForumPosts, ThreadNotice, threadStanding } from '../threads';
import { ChannelHead } from './ChannelHead';
import styles from './desk.module.css';
import { useMarkRead } from './use-mark-read';

/** A channel, thread or DM to read and write in, or the posts of a forum. */
export function ChannelPlace({ channelId }: { channelId: string }) {
  const place = useApp(selectPlaceOf(channelId));
  useMarkRead(channelId);
  if (!place) return null;
  if (place.kind === 'channel' && (place.channel.kind === 'forum' || place.channel.kind === 'media')) {
    return (
      <section className={styles.channel}>
        <ChannelHead place={place} />
        <ForumPosts channel={place.channel} />
      </section>
    );
  }
  const standing = place.kind === 'thread' ? threadStanding(place.thread) : null;
  return (
    <section className={styles.channel}>
      <ChannelHead place={place} />
      <div className={styles.reading}>
        <History channelId={channelId} />
      </div>
      {place.kind === 'thread' && <ThreadNotice thread={place.thread} />}
      {(standing === null || standing.canWrite) && <Composer channelId={channelId} />}
    </section>
  );
}
