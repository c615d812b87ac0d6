import type { Playlist } from '@shared/models/live';
import { Trash2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useActions, useApp, useAppStore } from '../../state/react';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { Field, Select, TextInput } from '../../ui/Field';
import { useAttempt } from '../trouble';
import { PlaylistFiles } from './PlaylistFiles';
import parts from './parts.module.css';
import styles from './playlists.module.css';
import { sameName } from './same-name';
import { usePlaylists } from './use-playlists';

const words = strings.live.playlists;

/** The playlists to look into: renamed, put in order and thinned out while the queue stays as it is. */
export default function PlaylistsDialog() {
  const playlists = useApp((state) => state.live.state.playlists);
  // Chosen by its id: they stand by name, and a name may change here.
  const [chosenId, setChosenId] = useState(() => playlists[0]?.playlistId ?? null);
  const { live } = useActions();
  const actions = usePlaylists();
  const chosen = playlists.find((one) => one.playlistId === chosenId) ?? playlists[0];
  const close = () => live.showDialog(null);
  const remove = (playlist: Playlist) => {
    const at = playlists.indexOf(playlist);
    setChosenId((playlists[at + 1] ?? playlists[at - 1])?.playlistId ?? null);
    actions.remove(playlist);
  };
  return (
    <Dialog wide title={words.title} closeLabel={strings.close} onClose={close}>
      {chosen ? (
        <>
          <div className={styles.top}>
            <Field label={words.list}>
              {(ids) => (
                <Select
                  {...ids}
                  value={chosen.playlistId}
                  onChange={(event) => setChosenId(event.target.value)}
                >
                  {playlists.map(({ playlistId, name, items }) => (
                    <option key={playlistId} value={playlistId}>
                      {`${name} · ${words.items(items.length)}`}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
            <Name key={chosen.playlistId} playlist={chosen} />
          </div>
          <PlaylistFiles key={`files-${chosen.playlistId}`} playlist={chosen} />
        </>
      ) : (
        <p className={parts.soft}>{words.none}</p>
      )}
      <DialogActions>
        {chosen && (
          <>
            <Button className={styles.remove} icon={<Trash2 size={14} />} onClick={() => remove(chosen)}>
              {words.removeWord}
            </Button>
            <Button disabled={chosen.items.length === 0} onClick={() => actions.replaceQueue(chosen)}>
              {words.replaceWord}
            </Button>
            <Button disabled={chosen.items.length === 0} onClick={() => actions.add(chosen)}>
              {words.addWord}
            </Button>
          </>
        )}
        <Button tone="primary" onClick={close}>
          {words.done}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** The name counts when the field is left, whichever way: by Enter, Tab, Escape or another playlist. */
function Name({ playlist }: { playlist: Playlist }) {
  const { playlistId } = playlist;
  const [text, setText] = useState(playlist.name);
  const typed = useRef(text);
  typed.current = text;
  const store = useAppStore();
  const { live } = useActions();
  const attempt = useAttempt();
  const others = useApp((state) => state.live.state.playlists);
  const isTaken = others.some((one) => one.playlistId !== playlistId && sameName(one.name, text));
  const error = text.trim() === '' ? words.nameMissing : isTaken ? words.nameTaken : null;
  const keep = useRef(() => {});
  keep.current = () => {
    const name = typed.current.trim();
    const all = store.getState().live.state.playlists;
    const now = all.find((one) => one.playlistId === playlistId);
    const taken = all.some((one) => one.playlistId !== playlistId && sameName(one.name, name));
    if (!now || name === '' || taken || name === now.name) return;
    attempt(() => live.ask.renamePlaylist({ playlistId, name }));
  };
  useEffect(() => () => keep.current(), []);
  return (
    <Field label={words.name} error={error}>
      {(ids) => (
        <TextInput
          {...ids}
          maxLength={120}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onBlur={() => keep.current()}
          onKeyDown={(event) => event.key === 'Enter' && keep.current()}
        />
      )}
    </Field>
  );
}
