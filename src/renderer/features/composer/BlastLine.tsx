import type { BlastRadius, MessageBody } from '@shared/models/message-body';
import { Bell, BellOff } from 'lucide-react';
import { composerStrings } from '../../strings/composer';
import { cx } from '../../ui/cx';
import { formatBytes } from '../../ui/format';
import { notifiedNames, unnotifiedNames } from './blast';
import styles from './composer.module.css';
import type { EditBody } from './use-draft';

const { blast: words } = composerStrings;

/** Who is called by this message, and whoever is named in it and is not. `full` adds the cost. */
export function BlastLine(props: { radius: BlastRadius; body: MessageBody; edit: EditBody; full?: boolean }) {
  const { radius, body, edit, full = false } = props;
  const called = notifiedNames(radius);
  const left = unnotifiedNames(radius);
  const switchOn = () =>
    edit((b) => ({
      ...b,
      allowedMentions: {
        ...b.allowedMentions,
        everyone: b.allowedMentions.everyone || radius.everyone !== null,
        roles: b.allowedMentions.roles || radius.roles.length > 0,
        users: b.allowedMentions.users || radius.users.length > 0,
      },
    }));
  if (!full && called.length === 0 && left.length === 0) return null;
  const many = radius.everyone?.notifies === true || radius.people >= 50;
  return (
    <p className={cx(styles.blast, many && styles.blastMany)}>
      {called.length > 0 ? <Bell size={13} aria-hidden="true" /> : <BellOff size={13} aria-hidden="true" />}
      <span>
        {called.length > 0 ? words.notifies(radius.people, radius.peopleExact, called) : words.nobody}
        {called.length > 0 && body.silent && `, ${words.silent}`}
        {left.length > 0 && ` · ${words.unnotified(left)}`}
        {full && ` · ${words.cost(radius.requests, radius.estimatedMs)}`}
        {full && radius.uploadBytes > 0 && ` · ${words.upload(formatBytes(radius.uploadBytes))}`}
      </span>
      {left.length > 0 && (
        <button type="button" className={styles.link} onClick={switchOn}>
          {words.switchOn}
        </button>
      )}
    </p>
  );
}
