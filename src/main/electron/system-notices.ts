import { BrowserWindow, Notification } from 'electron';
import type { SystemNotices } from '../services/notices/index';

/** At most this many are held; one that was never clicked would stay in memory for ever. */
const MAX_HELD = 20;

/** The system's notices. A click brings the window to the front first; `showWindow` opens one when there is none. */
export function createSystemNotices(showWindow: () => void): SystemNotices {
  // Without a reference a notice can be collected before it is clicked.
  const held = new Set<Notification>();
  return {
    get available() {
      return Notification.isSupported();
    },
    show({ title, body }, onClick) {
      const notice = new Notification({ title, body });
      const release = () => held.delete(notice);
      notice.on('click', () => {
        release();
        showWindow();
        BrowserWindow.getAllWindows()[0]?.show();
        onClick();
      });
      notice.on('close', release);
      held.add(notice);
      const [oldest] = held;
      if (held.size > MAX_HELD && oldest) held.delete(oldest);
      notice.show();
    },
  };
}
