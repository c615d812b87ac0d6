import type { TemplateDraft } from '@shared/models/room-plans';
import { useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useActions, useApp } from '../../state/react';
import { selectGuildId } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { Field, Select } from '../../ui/Field';
import { useAttempt } from '../trouble';
import styles from './room-plans.module.css';

const words = strings.plans.templates;

/** A template from the rooms a category holds now. */
export function FromCategoryDialog({
  onDraft,
  onClose,
}: {
  onDraft: (draft: TemplateDraft) => void;
  onClose: () => void;
}) {
  const guildId = useApp(selectGuildId);
  const categories = useApp(
    useShallow((state) =>
      Object.values(state.workspace.categories).filter(
        ({ channelId, guildId: of }) =>
          of === guildId &&
          Object.values(state.workspace.rooms).some((room) => room.categoryId === channelId),
      ),
    ),
  );
  const { roomPlans } = useActions();
  const attempt = useAttempt();
  const [chosenId, setChosenId] = useState<string>(categories[0]?.channelId ?? '');
  const chosen = categories.find(({ channelId }) => channelId === chosenId);
  const next = () => {
    if (!chosen) return;
    const { channelId, guildId: of } = chosen;
    attempt(async () => onDraft(await roomPlans.ask.templateFrom({ guildId: of, channelIds: [channelId] })));
  };
  return (
    <Dialog title={words.fromTitle} closeLabel={strings.close} onClose={onClose}>
      <div className={styles.form}>
        <Field
          label={words.fromCategoryLabel}
          hint={categories.length === 0 ? words.fromNone : words.fromHint}
        >
          {(ids) => (
            <Select {...ids} value={chosenId} onChange={(event) => setChosenId(event.target.value)}>
              {categories.map(({ channelId, name }) => (
                <option key={channelId} value={channelId}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <DialogActions>
          <Button onClick={onClose}>{strings.cancel}</Button>
          <Button tone="primary" disabled={!chosen} onClick={next}>
            {words.next}
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  );
}
