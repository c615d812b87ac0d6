import { AUDIO_FILE_EXTENSIONS } from '@shared/audio/file-types';
import { BrowserWindow, dialog, shell } from 'electron';

/** Native dialogs and the file manager, as the services ask for them. */
export const nativeDialogs = {
  /** Audio files for queue, decks and pads; none when the person cancels. */
  async pickAudioFiles(): Promise<string[]> {
    const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
    const options: Electron.OpenDialogOptions = {
      title: 'Choose audio',
      properties: ['openFile', 'multiSelections'],
      filters: [
        { name: 'Audio', extensions: [...AUDIO_FILE_EXTENSIONS] },
        { name: 'All files', extensions: ['*'] },
      ],
    };
    const result = window
      ? await dialog.showOpenDialog(window, options)
      : await dialog.showOpenDialog(options);
    return result.canceled ? [] : result.filePaths;
  },

  /** Files to send with a message; none when the person cancels. */
  async pickFiles(): Promise<string[]> {
    const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
    const options: Electron.OpenDialogOptions = {
      title: 'Choose files to send',
      properties: ['openFile', 'multiSelections'],
    };
    const result = window
      ? await dialog.showOpenDialog(window, options)
      : await dialog.showOpenDialog(options);
    return result.canceled ? [] : result.filePaths;
  },

  /** Where to save something; null when the person cancels. */
  async pickSavePath(input: {
    title: string;
    defaultName: string;
    extension: string;
  }): Promise<string | null> {
    const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
    const options: Electron.SaveDialogOptions = {
      title: input.title,
      defaultPath: input.defaultName,
      filters: [
        { name: input.extension.toUpperCase(), extensions: [input.extension] },
        { name: 'All files', extensions: ['*'] },
      ],
    };
    const result = window
      ? await dialog.showSaveDialog(window, options)
      : await dialog.showSaveDialog(options);
    return result.canceled ? null : (result.filePath ?? null);
  },

  /** A folder to write into; null when the person cancels. */
  async pickFolder(title: string): Promise<string | null> {
    return firstOf({ title, properties: ['openDirectory', 'createDirectory'] });
  },

  /** A zip or a folder with a set of tracks; null when the person cancels. */
  async pickImport(kind: 'zip' | 'folder'): Promise<string | null> {
    if (kind === 'folder')
      return firstOf({ title: 'Import a folder of tracks', properties: ['openDirectory'] });
    const filters = [
      { name: 'Zip', extensions: ['zip'] },
      { name: 'All files', extensions: ['*'] },
    ];
    return firstOf({ title: 'Import a zip of tracks', properties: ['openFile'], filters });
  },

  showInFolder(path: string): void {
    shell.showItemInFolder(path);
  },
};

async function firstOf(options: Electron.OpenDialogOptions): Promise<string | null> {
  const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
  const result = window ? await dialog.showOpenDialog(window, options) : await dialog.showOpenDialog(options);
  return result.canceled ? null : (result.filePaths[0] ?? null);
}
