import type { UserId } from '@shared/discord/snowflake';
import type { MemberDetail, RoomActionOutcome } from '@shared/models/rooms';
import { useCallback, useEffect, useState } from 'react';
import { useActions, useApp } from '../../state/react';
import type { MemberSection } from '../../state/rooms/apply';
import { selectGuildId } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Field, Select, TextInput } from '../../ui/Field';
import { formatDateTime } from '../../ui/format';
import { PersonAvatar } from '../people';
import { useAttempt } from '../trouble';
import { MemberRoles } from './MemberRoles';
import styles from './members.module.css';
import { wordObstacle, wordRoomRefusal } from './refusal';

const words = strings.rooming.member;

/** One person of the guild: roles, nickname, time-out. What cannot be done says why before it is tried. */
export function MemberDialog({ userId, section }: { userId: string; section: MemberSection }) {
  const guild = useApp((state) => state.workspace.guilds[selectGuildId(state) ?? '']);
  const { rooms, view } = useActions();
  const attempt = useAttempt();
  const [member, setMember] = useState<MemberDetail | null | undefined>(undefined);
  const guildId = guild?.guildId;

  const read = useCallback(async () => {
    if (guildId !== undefined) setMember(await rooms.member({ guildId, userId: userId as UserId }));
  }, [guildId, rooms, userId]);
  useEffect(() => attempt(read), [attempt, read]);

  /** Does it, says how it went, and reads the person again. */
  const act = (work: () => Promise<RoomActionOutcome>, done: string) =>
    attempt(async () => {
      const outcome = await work();
      if (outcome.kind === 'done') view.toast({ title: done });
      else view.toast({ tone: 'trouble', title: wordRoomRefusal(outcome) });
      await read();
    });

  return (
    <Dialog title={member?.displayName ?? words.title} closeLabel={strings.close} onClose={rooms.closeDialog}>
      {member === undefined && <p className={styles.quiet}>{words.loading}</p>}
      {member === null && <p className={styles.quiet}>{strings.rooming.person.gone}</p>}
      {member && (
        <div className={styles.stack}>
          <div className={styles.identity}>
            <PersonAvatar userId={member.userId} name={member.displayName} url={member.avatarUrl} size={40} />
            <div>
              <p>@{member.username}</p>
              <p className={styles.quiet}>
                {[member.isBot && strings.rooms.state.bot, member.isOwner && words.isOwner]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            </div>
          </div>
          <MemberRoles member={member} focused={section === 'roles'} act={act} />
          <Nickname member={member} focused={section === 'nickname'} act={act} />
          {!member.isSelf && <TimeOut member={member} focused={section === 'timeOut'} act={act} />}
        </div>
      )}
    </Dialog>
  );
}

export interface SectionProps {
  member: MemberDetail;
  focused: boolean;
  act(work: () => Promise<RoomActionOutcome>, done: string): void;
}

function Nickname({ member, focused, act }: SectionProps) {
  const { rooms } = useActions();
  const { guildId, userId } = member;
  const [nickname, setNickname] = useState(member.nickname ?? '');
  const obstacle = wordObstacle(member.obstacles.nickname);
  const trimmed = nickname.trim();
  const save = () =>
    act(
      () => rooms.setNickname({ guildId, userId, nickname: trimmed === '' ? null : trimmed, reason: null }),
      words.renamed(trimmed === '' ? member.username : trimmed),
    );
  return (
    <form
      className={styles.section}
      onSubmit={(event) => {
        event.preventDefault();
        if (trimmed !== (member.nickname ?? '')) save();
      }}
    >
      <Field label={words.nickname} hint={obstacle ?? words.nicknameHint}>
        {(ids) => (
          <div className={styles.row}>
            <TextInput
              {...ids}
              value={nickname}
              maxLength={32}
              ref={(field) => void (focused && field && focusOnce(field))}
              disabled={obstacle !== undefined}
              placeholder={member.username}
              onChange={(event) => setNickname(event.target.value)}
            />
            <Button type="submit" disabled={obstacle !== undefined || trimmed === (member.nickname ?? '')}>
              {words.saveNickname}
            </Button>
          </div>
        )}
      </Field>
    </form>
  );
}

function TimeOut({ member, focused, act }: SectionProps) {
  const { rooms } = useActions();
  const { guildId, userId, displayName, timedOutUntilMs } = member;
  const [durationMs, setDurationMs] = useState(600_000);
  const [reason, setReason] = useState('');
  const obstacle = wordObstacle(member.obstacles.timeOut);
  const set = (ms: number | null) =>
    act(
      () => rooms.timeOut({ guildId, userId, durationMs: ms, reason: reason.trim() || null }),
      ms === null ? words.lifted(displayName) : words.timedOutDone(displayName),
    );
  return (
    <section className={styles.section} aria-label={words.timeOut}>
      <h3>{words.timeOut}</h3>
      <p className={styles.quiet}>
        {obstacle ??
          (timedOutUntilMs === null ? words.notTimedOut : words.timedOut(formatDateTime(timedOutUntilMs)))}
      </p>
      {obstacle === undefined && (
        <>
          <div className={styles.pair}>
            <Field label={words.for}>
              {(ids) => (
                <Select
                  {...ids}
                  ref={(field) => void (focused && field && focusOnce(field))}
                  value={durationMs}
                  onChange={(event) => setDurationMs(Number(event.target.value))}
                >
                  {words.presets.map(([ms, label]) => (
                    <option key={ms} value={ms}>
                      {label}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
            <Field label={strings.rooming.reason} hint={strings.rooming.reasonHint}>
              {(ids) => (
                <TextInput
                  {...ids}
                  value={reason}
                  maxLength={512}
                  onChange={(e) => setReason(e.target.value)}
                />
              )}
            </Field>
          </div>
          <div className={styles.row}>
            <Button tone="primary" onClick={() => set(durationMs)}>
              {words.submitTimeOut}
            </Button>
            {timedOutUntilMs !== null && <Button onClick={() => set(null)}>{words.lift}</Button>}
          </div>
        </>
      )}
    </section>
  );
}

/** A ref callback runs at every render: the focus is given once. */
function focusOnce(field: HTMLElement): void {
  if (field.dataset.focused !== undefined) return;
  field.dataset.focused = '';
  field.focus();
}
