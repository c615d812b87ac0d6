import type { RecordingDetail } from '@shared/models/recordings';
import type { ExportFormat } from '@shared/models/review';
import { useState } from 'react';
import { useActions, useApp } from '../../state/react';
import { selectMarkers } from '../../state/review/selectors';
import { strings } from '../../strings';
import { reviewStrings } from '../../strings/review';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { Checkbox, Field, Select } from '../../ui/Field';
import { formatPosition, formatTimer } from '../../ui/format';
import { useAttempt } from '../trouble';
import { type ExportForm, type ExportKind, requestOf, writesSound } from './export-request';
import { isBeside } from './tracks';
import styles from './transfer.module.css';

const words = reviewStrings.exporting;
const FORMATS = ['flac', 'wav', 'opus', 'mp3', 'm4a'] as const satisfies readonly ExportFormat[];
const GROUPS: readonly { label: string; kinds: readonly ExportKind[] }[] = [
  { label: words.sound, kinds: ['mix', 'tracks', 'clips'] },
  { label: words.projects, kinds: ['project audacity', 'project reaper'] },
  {
    label: words.texts,
    kinds: [
      'labels txt',
      'labels srt',
      'labels vtt',
      'labels cue',
      'chat txt',
      'chat html',
      'chat json',
      'talkTime csv',
      'talkTime md',
    ],
  },
];
const KINDS = GROUPS.flatMap((group) => group.kinds);
const TARGETS = ['-14', '-16', '-23'] as const;

export interface ExportDialogProps {
  detail: RecordingDetail;
  /** What I and O enclose. */
  range: { fromMs: number; toMs: number } | null;
  /** Opened from a clip: that one alone is chosen. */
  clipId: string | null;
  /** Opened for one kind of export; null leaves the choice. */
  what: ExportKind | null;
  onClose: () => void;
}

/** What is written, as what; then the system asks for the folder. */
export function ExportDialog({ detail, range, clipId, what, onClose }: ExportDialogProps) {
  const { recordingId, durationMs } = detail.summary;
  const clips = useApp(selectMarkers).filter((marker) => marker.endMs !== null);
  const { transfer } = useActions();
  const attempt = useAttempt();
  const [busy, setBusy] = useState(false);
  const [form, setForm] = useState<ExportForm>(() => ({
    recordingId,
    kind: what ?? (clipId === null ? 'mix' : 'clips'),
    trackIds: tracksFor(detail, what ?? 'mix'),
    markerIds: clipId === null ? clips.map((clip) => clip.markerId) : [clipId],
    format: 'flac',
    range,
    targetLufs: null,
    speechOnly: false,
  }));
  const set = (patch: Partial<ExportForm>) => setForm((now) => ({ ...now, ...patch }));
  const request = requestOf(form);
  const sound = writesSound(form.kind);
  const go = () =>
    attempt(async () => {
      if (!request || busy) return;
      setBusy(true);
      try {
        if (await transfer.startExport(request)) onClose();
      } finally {
        setBusy(false);
      }
    });
  return (
    <Dialog title={words.title} description={words.withheld} closeLabel={strings.close} onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          go();
        }}
      >
        <Field label={words.what}>
          {(ids) => (
            <Select
              {...ids}
              value={form.kind}
              onChange={(event) => {
                const kind = KINDS.find((one) => one === event.target.value) ?? 'mix';
                set({ kind, trackIds: tracksFor(detail, kind) });
              }}
            >
              {GROUPS.map((group) => (
                <optgroup key={group.label} label={group.label}>
                  {group.kinds.map((kind) => (
                    <option key={kind} value={kind} disabled={kind === 'clips' && clips.length === 0}>
                      {words.kinds[kind]}
                    </option>
                  ))}
                </optgroup>
              ))}
            </Select>
          )}
        </Field>
        {(form.kind === 'mix' || form.kind === 'tracks') && (
          <Choice
            label={words.tracks}
            items={detail.tracks.map((track) => ({ id: track.trackId, label: track.displayName }))}
            hint={
              form.kind === 'mix' && detail.tracks.some((track) => isBeside(track, detail.tracks))
                ? strings.review.rawMicrophoneHint
                : null
            }
            chosen={form.trackIds}
            onChoose={(trackIds) => set({ trackIds })}
          />
        )}
        {form.kind === 'clips' && (
          <Choice
            label={words.clips}
            items={clips.map((clip) => ({ id: clip.markerId, label: clip.label }))}
            chosen={form.markerIds}
            onChoose={(markerIds) => set({ markerIds })}
          />
        )}
        <div className={styles.pair}>
          {sound && (
            <Field label={words.format}>
              {(ids) => (
                <Select
                  {...ids}
                  value={form.format}
                  onChange={(event) =>
                    set({ format: FORMATS.find((one) => one === event.target.value) ?? 'flac' })
                  }
                >
                  {FORMATS.map((one) => (
                    <option key={one} value={one}>
                      {words.formats[one]}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          )}
          {sound && (
            <Field label={words.loudness}>
              {(ids) => (
                <Select
                  {...ids}
                  value={form.targetLufs === null ? '' : String(form.targetLufs)}
                  onChange={({ target }) =>
                    set({ targetLufs: target.value === '' ? null : Number(target.value) })
                  }
                >
                  <option value="">{words.asItIs}</option>
                  {TARGETS.map((one) => (
                    <option key={one} value={one}>
                      {words.targets[one]}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          )}
        </div>
        {form.kind !== 'clips' && (
          <Field label={words.range}>
            {(ids) => (
              <Select
                {...ids}
                value={form.range === null ? 'whole' : 'chosen'}
                onChange={(event) => set({ range: event.target.value === 'chosen' ? range : null })}
              >
                <option value="whole">{words.whole(formatTimer(durationMs))}</option>
                {range && (
                  <option value="chosen">
                    {words.chosen(formatPosition(range.fromMs), formatPosition(range.toMs))}
                  </option>
                )}
              </Select>
            )}
          </Field>
        )}
        {sound && (
          <Checkbox
            label={reviewStrings.speechOnly}
            checked={form.speechOnly}
            onChange={(speechOnly) => set({ speechOnly })}
          />
        )}
        <DialogActions>
          <Button onClick={onClose}>{strings.cancel}</Button>
          <Button type="submit" tone="primary" busy={busy} disabled={request === null}>
            {words.go}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** What is chosen at first: a raw microphone beside what the room heard would double the voice in a mix. */
function tracksFor({ tracks }: RecordingDetail, kind: ExportKind): string[] {
  const chosen = kind === 'mix' ? tracks.filter((track) => !isBeside(track, tracks)) : tracks;
  return chosen.map((track) => track.trackId);
}

interface ChoiceProps {
  label: string;
  items: readonly { id: string; label: string }[];
  hint?: string | null;
  chosen: readonly string[];
  onChoose: (ids: readonly string[]) => void;
}

function Choice({ label, items, hint, chosen, onChoose }: ChoiceProps) {
  return (
    <fieldset className={styles.choice}>
      <legend>{label}</legend>
      {items.map(({ id, label: name }) => (
        <Checkbox
          key={id}
          label={name}
          checked={chosen.includes(id)}
          onChange={(on) => onChoose(on ? [...chosen, id] : chosen.filter((one) => one !== id))}
        />
      ))}
      {hint && <p>{hint}</p>}
    </fieldset>
  );
}
