import { BrowserWindow, dialog } from 'electron';

const STAY = 0;
const QUIT = 1;

/** Asks whether to end what runs. Return and Escape stay. */
export async function askToQuit({ message, detail }: { message: string; detail: string }): Promise<boolean> {
  const options: Electron.MessageBoxOptions = {
    type: 'warning',
    title: 'Roomtone',
    message,
    detail,
    buttons: ['Stay', 'Leave and quit'],
    defaultId: STAY,
    cancelId: STAY,
    noLink: true,
  };
  const [window] = BrowserWindow.getAllWindows();
  const { response } = window
    ? await dialog.showMessageBox(window, options)
    : await dialog.showMessageBox(options);
  return response === QUIT;
}
