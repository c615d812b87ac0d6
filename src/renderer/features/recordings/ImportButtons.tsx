import { FileArchive, FolderInput } from 'lucide-react';
import { type DragEvent, useState } from 'react';
import { useActions } from '../../state/react';
import { reviewStrings } from '../../strings/review';
import { Button } from '../../ui/Button';
import { useAttempt } from '../trouble';
import styles from './transfer.module.css';

const words = reviewStrings.importing;

/** Brings another recorder's tracks into the library; the system asks for the zip or the folder. */
export function ImportButtons() {
  const { transfer } = useActions();
  const attempt = useAttempt();
  return (
    <span className={styles.imports} title={words.dropHere}>
      <Button icon={<FileArchive size={15} />} onClick={() => attempt(() => transfer.startImport('zip'))}>
        {words.zip}
      </Button>
      <Button icon={<FolderInput size={15} />} onClick={() => attempt(() => transfer.startImport('folder'))}>
        {words.folder}
      </Button>
    </span>
  );
}

/** Files and folders of the file manager dropped on the library; each becomes an import of its own. */
export function useImportDrop() {
  const [over, setOver] = useState(false);
  const { transfer } = useActions();
  const attempt = useAttempt();
  return {
    over,
    handlers: {
      onDragOver(event: DragEvent) {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
        setOver(true);
      },
      onDragLeave(event: DragEvent) {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      },
      onDrop(event: DragEvent) {
        setOver(false);
        const files = [...event.dataTransfer.files];
        if (files.length === 0) return;
        event.preventDefault();
        for (const file of files) attempt(() => transfer.importDropped(file));
      },
    },
  };
}
