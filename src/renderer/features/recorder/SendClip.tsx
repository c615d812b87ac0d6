import { Send } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { recorderStrings } from '../../strings/recorder';
import { IconButton } from '../../ui/Button';

const SendClipDialog = lazy(() => import('./SendClipDialog'));

/** Sends one clip of a recording into a channel. */
export function SendClipButton(props: { recordingId: string; markerId: string; label: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton label={recorderStrings.clip.send(props.label)} onClick={() => setOpen(true)}>
        <Send size={14} />
      </IconButton>
      {open && (
        <Suspense fallback={null}>
          <SendClipDialog {...props} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
