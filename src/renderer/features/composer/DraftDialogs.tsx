import { selectDraftDialog } from '../../state/drafts/selectors';
import { useActions, useApp } from '../../state/react';
import { ScheduleDialog, type When } from '../schedule';
import { TemplateDialog } from './TemplateDialog';

export interface DraftDialogsProps {
  draftKey: string;
  /** For the variables of templates. */
  names: { channel: string; guildId: string | null };
  onChoose: (when: When) => void;
  onClose?: () => void;
}

/** What opens over a draft, by its own buttons or from the palette: when it goes, and the templates. */
export function DraftDialogs({ draftKey, names, onChoose, onClose }: DraftDialogsProps) {
  const dialog = useApp(selectDraftDialog(draftKey));
  const { drafts } = useActions();
  if (dialog === null) return null;
  const close = () => {
    drafts.closeDialog();
    onClose?.();
  };
  if (dialog.kind === 'schedule') return <ScheduleDialog onClose={close} onChoose={onChoose} />;
  const { templateId } = dialog;
  return <TemplateDialog draftKey={draftKey} templateId={templateId} names={names} onClose={close} />;
}
