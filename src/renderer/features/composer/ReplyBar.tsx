import { AtSign, X } from 'lucide-react';
import { composerStrings } from '../../strings/composer';
import { IconButton } from '../../ui/Button';
import styles from './composer.module.css';
import { useDraft } from './use-draft';

/** What the message answers, and whether that person is notified. */
export function ReplyBar({ draftKey }: { draftKey: string }) {
  const { body, edit } = useDraft(draftKey);
  const { replyTo, allowedMentions } = body;
  if (replyTo === null) return null;
  const pings = allowedMentions.repliedUser;
  return (
    <div className={styles.reply}>
      <span className={styles.replyTo}>{composerStrings.reply.to(replyTo.authorName)}</span>
      <span className={styles.excerpt}>{replyTo.excerpt}</span>
      <IconButton
        label={pings ? composerStrings.reply.pingOn : composerStrings.reply.pingOff}
        pressed={pings}
        className={styles.small ?? ''}
        onClick={() =>
          edit((b) => ({ ...b, allowedMentions: { ...b.allowedMentions, repliedUser: !pings } }))
        }
      >
        <AtSign size={14} />
      </IconButton>
      <IconButton
        label={composerStrings.reply.cancel}
        className={styles.small ?? ''}
        onClick={() => edit((b) => ({ ...b, replyTo: null }))}
      >
        <X size={14} />
      </IconButton>
    </div>
  );
}
