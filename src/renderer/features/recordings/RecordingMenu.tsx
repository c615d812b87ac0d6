import type { RecordingSummary } from '@shared/models/recordings';
import { CirclePlay, FolderOpen, MoreHorizontal, Pencil, Tag, Trash2 } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { type FormEvent, useState } from 'react';
import { useActions, useAppStore } from '../../state/react';
import { strings } from '../../strings';
import { recorderStrings } from '../../strings/recorder';
import { reviewStrings } from '../../strings/review';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { Field, TextInput } from '../../ui/Field';
import { useContinue } from '../recorder';
import { useAttempt } from '../trouble';
import styles from './library.module.css';

const words = strings.library;
const added = reviewStrings.library;

/** What can be done with a recording besides opening it. Trash can be undone, so nothing asks twice. */
export function RecordingMenu({ recording }: { recording: RecordingSummary }) {
  const { recordings } = useActions();
  const attempt = useAttempt();
  const trash = useTrash();
  const goOn = useContinue();
  const [renaming, setRenaming] = useState(false);
  const [tagging, setTagging] = useState(false);
  const isLive = recording.health.kind === 'recording';
  return (
    <>
      <DropdownMenu.Root>
        <DropdownMenu.Trigger className={styles.more} aria-label={words.more(recording.title)}>
          <MoreHorizontal size={16} />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className={styles.menu} align="end" sideOffset={4} collisionPadding={8}>
            <DropdownMenu.Item
              className={styles.menuItem}
              disabled={isLive}
              onSelect={() => setRenaming(true)}
            >
              <Pencil size={15} />
              {words.rename}
            </DropdownMenu.Item>
            <DropdownMenu.Item
              className={styles.menuItem}
              disabled={recording.health.kind === 'damaged'}
              onSelect={() => setTagging(true)}
            >
              <Tag size={15} />
              {added.editTags}
            </DropdownMenu.Item>
            {recording.health.kind === 'repaired' && (
              <DropdownMenu.Item className={styles.menuItem} onSelect={() => goOn(recording.recordingId)}>
                <CirclePlay size={15} />
                {recorderStrings.goOn.label}
              </DropdownMenu.Item>
            )}
            <DropdownMenu.Item
              className={styles.menuItem}
              onSelect={() => attempt(() => recordings.showInFolder(recording.recordingId))}
            >
              <FolderOpen size={15} />
              {words.showInFolder}
            </DropdownMenu.Item>
            <DropdownMenu.Item
              className={styles.menuItem}
              disabled={isLive}
              onSelect={() => trash(recording)}
            >
              <Trash2 size={15} />
              {words.trash}
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {tagging && <TagsDialog recording={recording} onClose={() => setTagging(false)} />}
      {renaming && <RenameDialog recording={recording} onClose={() => setRenaming(false)} />}
    </>
  );
}

/** Moves a recording to the trash, closes it if it is open, and offers the way back. */
export function useTrash(): (recording: RecordingSummary) => void {
  const store = useAppStore();
  const attempt = useAttempt();
  const { recordings, view } = useActions();
  return ({ recordingId, title }) =>
    attempt(async () => {
      if (store.getState().recordings.review.recordingId === recordingId) await recordings.closeReview();
      await recordings.trash(recordingId);
      const undo = () =>
        attempt(async () => {
          await recordings.restore(recordingId);
          view.toast({ title: words.restored(title), stayMs: 3_000 });
        });
      view.toast({ title: words.trashed(title), stayMs: 10_000, action: { label: strings.undo, run: undo } });
    });
}

function RenameDialog({ recording, onClose }: { recording: RecordingSummary; onClose: () => void }) {
  const { recordings } = useActions();
  const attempt = useAttempt();
  const [title, setTitle] = useState(recording.title);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const next = title.trim();
    if (next === '') return;
    attempt(async () => {
      if (next !== recording.title) await recordings.rename(recording.recordingId, next);
      onClose();
    });
  };
  return (
    <Dialog title={words.renameTitle} closeLabel={strings.close} onClose={onClose}>
      <form className={styles.form} onSubmit={onSubmit}>
        <Field label={words.renameLabel}>
          {(ids) => (
            <TextInput
              {...ids}
              maxLength={120}
              value={title}
              onChange={(event) => setTitle(event.target.value)}
            />
          )}
        </Field>
        <DialogActions>
          <Button onClick={onClose}>{strings.cancel}</Button>
          <Button tone="primary" type="submit" disabled={title.trim() === ''}>
            {words.save}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

const LONGEST_TAG = 40;

/** What a recording is found by: all its tags in one field. */
function TagsDialog({ recording, onClose }: { recording: RecordingSummary; onClose: () => void }) {
  const { recordings } = useActions();
  const attempt = useAttempt();
  const [text, setText] = useState(recording.tags.join(', '));
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const tags = text.split(',').map((tag) => tag.trim().slice(0, LONGEST_TAG));
    attempt(async () => {
      await recordings.setTags(recording.recordingId, [...new Set(tags.filter(Boolean))].slice(0, 50));
      onClose();
    });
  };
  return (
    <Dialog title={added.tagsOf(recording.title)} closeLabel={strings.close} onClose={onClose}>
      <form className={styles.form} onSubmit={onSubmit}>
        <Field label={added.tags} hint={added.tagsHint}>
          {(ids) => <TextInput {...ids} value={text} onChange={(event) => setText(event.target.value)} />}
        </Field>
        <DialogActions>
          <Button onClick={onClose}>{strings.cancel}</Button>
          <Button tone="primary" type="submit">
            {words.save}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
