import { Settings2 } from 'lucide-react';
import { useActions } from '../../state/react';
import { recorderStrings } from '../../strings/recorder';
import { IconButton } from '../../ui/Button';

/** The way from the desk to how recordings are made. */
export function RecorderSettingsLink({ className }: { className?: string | undefined }) {
  const { view } = useActions();
  return (
    <IconButton
      {...(className === undefined ? {} : { className })}
      label={recorderStrings.settings.open}
      onClick={() => view.goTo('settings')}
    >
      <Settings2 size={15} />
    </IconButton>
  );
}
