import { useState } from 'react';
import { selectQueue } from '../../state/live/selectors';
import { useActions, useApp } from '../../state/react';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { Field, TextInput } from '../../ui/Field';
import { useAttempt } from '../trouble';
import { sameName } from './same-name';
import { usePlaylists } from './use-playlists';

const words = strings.live.playlists;

/** Keeps the queue under a name; the name of one that exists replaces it, which can be undone. */
export default function SavePlaylistDialog() {
  const { live } = useActions();
  const attempt = useAttempt();
  const { saveQueue } = usePlaylists();
  const playlists = useApp((state) => state.live.state.playlists);
  const count = useApp((state) => selectQueue(state).length);
  const [name, setName] = useState('');
  const trimmed = name.trim();
  const existing = playlists.find((one) => sameName(one.name, trimmed));
  const save = () =>
    attempt(async () => {
      await saveQueue(trimmed, existing);
      live.showDialog(null);
    });
  return (
    <Dialog title={words.saveTitle} closeLabel={strings.close} onClose={() => live.showDialog(null)}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (trimmed !== '') save();
        }}
      >
        <Field label={words.name} hint={existing ? words.replaceOf(existing.name) : words.items(count)}>
          {(ids) => (
            <TextInput
              {...ids}
              maxLength={120}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <DialogActions>
          <Button onClick={() => live.showDialog(null)}>{strings.cancel}</Button>
          <Button type="submit" tone="primary" disabled={trimmed === '' || count === 0}>
            {words.saveButton}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
