import { type AirState, airOf } from '@shared/models/air';
import { app, BrowserWindow, Menu, nativeImage, Tray } from 'electron';
import { type OnAirSign, type OnAirWish, statusOf, titleOf } from '../services/live/index';
import { Emitter } from '../support/emitter';
import type { Logger } from '../support/logger';
import { drawDot } from './dot-image';

const ICON_PX = 32;
/** Red on air, amber where nobody hears us though we are in a room or on the way to it, grey silent. */
const COLOURS = { onAir: [222, 52, 46], held: [224, 158, 38], silent: [138, 138, 138] } as const;

/**
 * Says in the window's title and in the tray whether we are on air. The tray icon is there while we are in a room; a
 * desktop without a place for it (several on Linux) just does not show one.
 */
export function createOnAirSign(showWindow: () => void, logger: Logger): OnAirSign {
  const asked = new Emitter<OnAirWish>((error) => logger.error('a listener failed', { error }));
  let air: AirState = airOf({ kind: 'idle' }, [], false);
  let tray: Tray | null = null;
  let trayFailed = false;

  const title = (window: BrowserWindow) => {
    if (!window.isDestroyed()) window.setTitle(titleOf(air));
  };
  const keepTitle = (_event: unknown, window: BrowserWindow) => {
    // The page's own title would come over it when it loads.
    window.on('page-title-updated', (event) => event.preventDefault());
    title(window);
  };
  app.on('browser-window-created', keepTitle);
  for (const window of BrowserWindow.getAllWindows()) keepTitle(null, window);

  const openTray = () => {
    if (tray || trayFailed) return;
    try {
      tray = new Tray(iconOf(air));
      tray.on('click', showWindow);
    } catch (error) {
      trayFailed = true;
      logger.info('no tray on this desktop', { error });
    }
  };
  const closeTray = () => {
    tray?.destroy();
    tray = null;
  };

  return {
    show(next) {
      air = next;
      for (const window of BrowserWindow.getAllWindows()) title(window);
      if (air.kind === 'ears') {
        closeTray();
        return;
      }
      openTray();
      tray?.setImage(iconOf(air));
      tray?.setToolTip(titleOf(air));
      const ask = (wish: OnAirWish) => () => asked.emit(wish);
      tray?.setContextMenu(
        Menu.buildFromTemplate([
          { label: statusOf(air), enabled: false },
          { type: 'separator' },
          {
            label: 'Mute',
            type: 'checkbox',
            checked: air.muted,
            enabled: air.inCall,
            click: ask('toggleMute'),
          },
          { label: 'Stop all sound', click: ask('stopAll') },
          { label: 'Leave', click: ask('leave') },
          { type: 'separator' },
          { label: 'Show Roomtone', click: showWindow },
        ]),
      );
    },
    onAsked: asked.on,
    close() {
      app.off('browser-window-created', keepTitle);
      closeTray();
      asked.clear();
    },
  };
}

function iconOf({ kind }: AirState): Electron.NativeImage {
  const held = kind === 'muted' || kind === 'joining' || kind === 'reconnecting';
  const colour = kind === 'onAir' ? COLOURS.onAir : held ? COLOURS.held : COLOURS.silent;
  return nativeImage.createFromBitmap(drawDot(ICON_PX, colour), {
    width: ICON_PX,
    height: ICON_PX,
    scaleFactor: 2,
  });
}
