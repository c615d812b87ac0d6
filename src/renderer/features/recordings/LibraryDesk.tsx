import { useEffect, useRef, useState } from 'react';
import { useActions, useApp, useAppStore } from '../../state/react';
import { selectReview } from '../../state/recordings/selectors';
import { selectReviewPlace } from '../../state/settings/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { TroubleState, useAttempt } from '../trouble';
import { Library } from './library/Library';
import styles from './library.module.css';
import { Review } from './Review';

/** All recordings, without any account; or the one that is open, also when it was open the last time. */
export default function LibraryDesk() {
  const review = useApp(selectReview);
  const store = useAppStore();
  const { recordings, settings } = useActions();
  const attempt = useAttempt();
  const [restoring, setRestoring] = useState(() => {
    const { openId } = selectReviewPlace(store.getState());
    return selectReview(store.getState()).recordingId === null ? openId : null;
  });
  const left = useRef(restoring);
  useEffect(() => {
    attempt(async () => {
      const loaded = recordings.load();
      const openId = left.current;
      left.current = null;
      if (openId !== null) {
        // It may have been thrown away or taken to another disk since.
        await loaded;
        const isThere = store.getState().recordings.list.some((one) => one.recordingId === openId);
        const wasHeard = store.getState().recordings.left?.recordingId === openId;
        if (isThere) attempt(() => (wasHeard ? recordings.goBack() : recordings.openReview(openId)));
        else settings.changeReview({ openId: null });
      }
      setRestoring(null);
      await loaded;
    });
    // Leaving the desk closes the player: nothing plays out of sight.
    return () => attempt(() => recordings.closeReview());
  }, [recordings, settings, store, attempt]);
  const close = () => attempt(() => recordings.showList());

  if (review.recordingId === null) {
    return restoring === null ? <Library /> : <p className={styles.waiting}>{strings.review.opening}</p>;
  }
  if (review.load.kind === 'failed') {
    const { recordingId } = review;
    return (
      <TroubleState
        error={review.load.error}
        title={strings.review.openFailed}
        onRetry={
          review.load.error.retryable ? () => attempt(() => recordings.openReview(recordingId)) : undefined
        }
        actions={<Button onClick={close}>{strings.review.back}</Button>}
      />
    );
  }
  if (!review.detail) return <p className={styles.waiting}>{strings.review.opening}</p>;
  return <Review key={review.recordingId} detail={review.detail} onClose={close} />;
}
