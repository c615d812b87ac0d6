import type { StagedFile } from '@shared/models/message-body';
import { ChevronLeft, ChevronRight, Eye, EyeOff, File as FileIcon, PencilLine, X } from 'lucide-react';
import { type DragEvent, useEffect, useState } from 'react';
import { useAppStore } from '../../state/react';
import { strings } from '../../strings';
import { composerStrings } from '../../strings/composer';
import { Button, IconButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { Field, TextInput } from '../../ui/Field';
import { formatBytes } from '../../ui/format';
import styles from './composer.module.css';
import { moveItem } from './lists';
import { useDraft } from './use-draft';

const DRAG_TYPE = 'application/x-roomtone-file';

/** The files that go with the message: order, name, description, spoiler. */
export function FileChips({ draftKey, busy }: { draftKey: string; busy: boolean }) {
  const { body, edit } = useDraft(draftKey);
  const { files } = body;
  const [editing, setEditing] = useState<string | null>(null);
  if (files.length === 0 && !busy) return null;
  const change = (fileId: string, patch: Partial<StagedFile>) =>
    edit((b) => ({ ...b, files: b.files.map((f) => (f.fileId === fileId ? { ...f, ...patch } : f)) }));
  const move = (from: number, to: number) => edit((b) => ({ ...b, files: moveItem(b.files, from, to) }));
  const edited = files.find((file) => file.fileId === editing);
  return (
    <ul className={styles.files} aria-label={composerStrings.files.label}>
      {files.map((file, index) => (
        <Chip
          key={file.fileId}
          file={file}
          index={index}
          count={files.length}
          onMove={move}
          onEdit={() => setEditing(file.fileId)}
          onSpoiler={() => change(file.fileId, { spoiler: !file.spoiler })}
          onRemove={() => edit((b) => ({ ...b, files: b.files.filter((f) => f.fileId !== file.fileId) }))}
        />
      ))}
      {busy && <li className={styles.fileBusy}>{composerStrings.files.busy}</li>}
      {edited && (
        <FileDialog
          file={edited}
          onChange={(patch) => change(edited.fileId, patch)}
          onClose={() => setEditing(null)}
        />
      )}
    </ul>
  );
}

interface ChipProps {
  file: StagedFile;
  index: number;
  count: number;
  onMove: (from: number, to: number) => void;
  onEdit: () => void;
  onSpoiler: () => void;
  onRemove: () => void;
}

function Chip({ file, index, count, onMove, onEdit, onSpoiler, onRemove }: ChipProps) {
  const { files: words } = composerStrings;
  const onDrop = (event: DragEvent) => {
    const from = Number.parseInt(event.dataTransfer.getData(DRAG_TYPE), 10);
    if (Number.isNaN(from)) return;
    event.preventDefault();
    event.stopPropagation();
    onMove(from, index);
  };
  return (
    <li
      className={styles.file}
      draggable
      onDragStart={(event) => event.dataTransfer.setData(DRAG_TYPE, String(index))}
      onDragOver={(event) => event.dataTransfer.types.includes(DRAG_TYPE) && event.preventDefault()}
      onDrop={onDrop}
    >
      <div className={cx(styles.thumb, file.spoiler && styles.spoiled)}>
        <Thumbnail file={file} />
        {file.spoiler && <span className={styles.spoilerTag}>{words.spoiler}</span>}
      </div>
      <p className={styles.fileName} title={file.fileName}>
        {file.fileName}
      </p>
      <p className={styles.fileMeta}>
        {formatBytes(file.sizeBytes)}
        {file.description !== null && file.description !== '' && ' · ALT'}
      </p>
      <div className={styles.fileTools}>
        {index > 0 && (
          <IconButton label={words.earlier(file.fileName)} onClick={() => onMove(index, index - 1)}>
            <ChevronLeft size={14} />
          </IconButton>
        )}
        {index < count - 1 && (
          <IconButton label={words.later(file.fileName)} onClick={() => onMove(index, index + 1)}>
            <ChevronRight size={14} />
          </IconButton>
        )}
        <IconButton label={words.hide(file.fileName)} pressed={file.spoiler} onClick={onSpoiler}>
          {file.spoiler ? <EyeOff size={14} /> : <Eye size={14} />}
        </IconButton>
        <IconButton label={words.edit(file.fileName)} onClick={onEdit}>
          <PencilLine size={14} />
        </IconButton>
        <IconButton label={words.remove(file.fileName)} onClick={onRemove}>
          <X size={14} />
        </IconButton>
      </div>
    </li>
  );
}

/** A small picture of it, made by main; its ending for anything else. */
export function Thumbnail({ file }: { file: StagedFile }) {
  const { api } = useAppStore();
  const [picture, setPicture] = useState<string | null>(null);
  const { fileId } = file;
  const isPicture = file.contentType?.startsWith('image/') ?? false;
  useEffect(() => {
    if (!isPicture) return;
    let current = true;
    api.files.thumbnail({ fileId }).then(
      (url) => current && setPicture(url),
      // No picture of it: the sign of a file stands there instead.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [api, fileId, isPicture]);
  return picture === null ? <FileIcon size={28} aria-hidden="true" /> : <img alt="" src={picture} />;
}

function FileDialog(props: {
  file: StagedFile;
  onChange: (patch: Partial<StagedFile>) => void;
  onClose: () => void;
}) {
  const { file, onClose } = props;
  const [name, setName] = useState(file.fileName);
  const [description, setDescription] = useState(file.description ?? '');
  const save = () => {
    props.onChange({
      fileName: name.trim() === '' ? file.fileName : name.trim(),
      description: description.trim() === '' ? null : description.trim(),
    });
    onClose();
  };
  const { files: words } = composerStrings;
  return (
    <Dialog title={file.fileName} closeLabel={strings.close} onClose={onClose}>
      <Field label={words.name}>
        {(ids) => (
          <TextInput {...ids} value={name} maxLength={260} onChange={(e) => setName(e.target.value)} />
        )}
      </Field>
      <Field label={words.description} hint={words.descriptionHint}>
        {(ids) => (
          <TextInput
            {...ids}
            value={description}
            maxLength={1_024}
            onChange={(e) => setDescription(e.target.value)}
          />
        )}
      </Field>
      <DialogActions>
        <Button tone="primary" onClick={save}>
          {words.done}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
