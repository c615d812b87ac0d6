import type { ExportFormat, ExportWhat } from '@shared/models/archive';
import { Download } from 'lucide-react';
import { useAppStore } from '../../state/react';
import { timelineStrings } from '../../strings/timeline';
import { Button } from '../../ui/Button';
import { DropMenu } from '../../ui/Menu';
import { useAttempt } from '../trouble';

const words = timelineStrings.export;

interface ExportMenuProps {
  what: ExportWhat;
  /** Stands in the file and in its proposed name. */
  title: string;
  formats: readonly ExportFormat[];
  disabled: boolean;
}

/** Writes what is shown to a file; the archive's desk shows how far each export is. */
export function ExportMenu({ what, title, formats, disabled }: ExportMenuProps) {
  const { api } = useAppStore();
  const attempt = useAttempt();
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
          onSelect: () => attempt(() => api.archive.export({ what, format, title })),
        })),
      ]}
    />
  );
}
