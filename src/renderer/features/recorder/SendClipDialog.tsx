import type { ChannelId } from '@shared/discord/snowflake';
import type { ClipEstimate, ClipFormat } from '@shared/models/recorder';
import type { TextChannelSummary } from '@shared/models/workspace';
import { type FormEvent, useEffect, useState } from 'react';
import { selectActiveCall } from '../../state/call/selectors';
import { useActions, useApp } from '../../state/react';
import { strings } from '../../strings';
import { recorderStrings } from '../../strings/recorder';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { Field, TextInput } from '../../ui/Field';
import { formatBytes, formatTimer } from '../../ui/format';
import { Segmented } from '../../ui/Segmented';
import { ChannelSelect } from '../routes';
import { useAttempt } from '../trouble';
import styles from './recorder.module.css';

const words = recorderStrings.clip;
const FORMATS = ['opus', 'mp3', 'm4a'] as const satisfies readonly ClipFormat[];
const canCarry = ({ abilities, kind }: TextChannelSummary) =>
  kind !== 'forum' && kind !== 'media' && abilities.includes('send') && abilities.includes('attachFiles');

interface SendClipDialogProps {
  recordingId: string;
  markerId: string;
  label: string;
  onClose: () => void;
}

/** Where to, as what, and how large it will be; then it is made and waits in the outbox. */
export default function SendClipDialog({ recordingId, markerId, label, onClose }: SendClipDialogProps) {
  const connected = useApp((state) => state.accounts.snapshot.connection.kind === 'connected');
  const ownRoom = useApp((state) => selectActiveCall(state)?.channelId ?? null);
  const known = useApp((state) => ownRoom !== null && state.workspace.textChannels[ownRoom] !== undefined);
  const { recorder } = useActions();
  const attempt = useAttempt();
  const [channelId, setChannelId] = useState<ChannelId | ''>(known && ownRoom !== null ? ownRoom : '');
  const [format, setFormat] = useState<ClipFormat>('opus');
  const [text, setText] = useState(label);
  const [estimate, setEstimate] = useState<ClipEstimate | null>(null);
  useEffect(() => {
    let over = false;
    setEstimate(null);
    if (channelId !== '')
      attempt(async () => {
        const found = await recorder.askLibrary.estimateClip({ recordingId, markerId, channelId, format });
        if (!over) setEstimate(found);
      });
    return () => {
      over = true;
    };
  }, [attempt, recorder, recordingId, markerId, channelId, format]);
  const tooLarge = estimate !== null && estimate.bytes > estimate.limitBytes;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (channelId === '' || tooLarge) return;
    attempt(async () => {
      await recorder.sendClip({ recordingId, markerId, channelId, format, text: text.trim() });
      onClose();
    });
  };
  return (
    <Dialog
      title={words.title}
      description={connected ? undefined : words.signedOut}
      closeLabel={strings.close}
      onClose={onClose}
    >
      {connected && (
        <form className={styles.form} onSubmit={submit}>
          <Field label={words.channel}>
            {(ids) => (
              <ChannelSelect
                {...ids}
                value={channelId}
                none="…"
                wanted={canCarry}
                withThreads
                onChange={setChannelId}
              />
            )}
          </Field>
          <Segmented
            label={words.format}
            value={format}
            onChange={setFormat}
            options={FORMATS.map((value) => ({ value, label: words.formats[value] }))}
          />
          <Field label={words.text}>
            {(ids) => (
              <TextInput
                {...ids}
                maxLength={2_000}
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            )}
          </Field>
          <p className={tooLarge ? styles.refused : styles.soft} role="status">
            {estimate &&
              (tooLarge
                ? words.tooLarge(formatBytes(estimate.bytes), formatBytes(estimate.limitBytes))
                : words.estimate(
                    formatTimer(estimate.durationMs),
                    formatBytes(estimate.bytes),
                    formatBytes(estimate.limitBytes),
                  ))}
          </p>
          <DialogActions>
            <Button onClick={onClose}>{strings.cancel}</Button>
            <Button tone="primary" type="submit" disabled={channelId === '' || tooLarge}>
              {words.submit}
            </Button>
          </DialogActions>
        </form>
      )}
    </Dialog>
  );
}
