import type { ExportFormat, ExportWhat } from '@shared/models/archive';
import { Download } from 'lucide-react';
import { strings } from '../../strings';
import { timelineStrings } from '../../strings/timeline';
import { Button } from '../../ui/Button';
import { DropMenu } from '../../ui/Menu';
import styles from './timeline.module.css';
import { useExport } from './use-export';

const words = timelineStrings.export;

interface ExportMenuProps {
  what: ExportWhat;
  /** Stands in the file and in its proposed name. */
  title: string;
  formats: readonly ExportFormat[];
  disabled: boolean;
}

/** Writes what is shown to a file; while it does, says how far it is and can be stopped. */
export function ExportMenu({ what, title, formats, disabled }: ExportMenuProps) {
  const { done, start, cancel } = useExport();
  if (done !== null) {
    return (
      <span className={styles.exporting} role="status">
        {words.running(done)}
        <Button onClick={cancel}>{strings.cancel}</Button>
      </span>
    );
  }
  const button = (
    <Button icon={<Download size={15} />} disabled={disabled}>
      {words.open}
    </Button>
  );
  if (disabled) return button;
  return (
    <DropMenu
      trigger={button}
      groups={[
        formats.map((format) => ({
          id: format,
          label: words.formats[format],
          onSelect: () => start(what, format, title),
        })),
      ]}
    />
  );
}
