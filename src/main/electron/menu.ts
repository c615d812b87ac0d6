import { Menu, type MenuItemConstructorOptions } from 'electron';

/** The native menu: the platform's own roles, so that its usual shortcuts work everywhere. */
export function installMenu(): void {
  const isMac = process.platform === 'darwin';
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    { role: 'fileMenu' },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        { type: 'separator' },
        { role: 'toggleDevTools' },
      ],
    },
    // Not `windowMenu`, whose Close would be Ctrl+W: beside W, which cues a deck, and the end of the app here.
    isMac ? { role: 'windowMenu' } : { label: 'Window', submenu: [{ role: 'minimize' }, { role: 'zoom' }] },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

/** Keeps Electron from building a menu of its own first; to be called before the app is ready. */
export function withoutDefaultMenu(): void {
  Menu.setApplicationMenu(null);
}
