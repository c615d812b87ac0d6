/** Sizes the canvas's pixels to its box and the screen's density; true when that changed (and cleared) it. */
export function fitCanvas(canvas: HTMLCanvasElement): boolean {
  const ratio = window.devicePixelRatio || 1;
  const width = Math.max(1, Math.round(canvas.clientWidth * ratio));
  const height = Math.max(1, Math.round(canvas.clientHeight * ratio));
  if (canvas.width === width && canvas.height === height) return false;
  canvas.width = width;
  canvas.height = height;
  return true;
}

let cache = new Map<string, string>();

/** Tokens for canvas drawing, read once per theme. */
export function token(name: string): string {
  let value = cache.get(name);
  if (value === undefined) {
    value = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    cache.set(name, value);
  }
  return value;
}

const listeners = new Set<() => void>();

/** Calls back when light and dark change, so that canvases draw again in the new colours. */
export function onThemeChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

function themeChanged(): void {
  cache = new Map();
  for (const listener of listeners) listener();
}

/** Starts watching the system's scheme and the root's `data-theme`. Called once by the entry. */
export function watchTheme(): () => void {
  const media = window.matchMedia('(prefers-color-scheme: dark)');
  const observer = new MutationObserver(themeChanged);
  media.addEventListener('change', themeChanged);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => {
    media.removeEventListener('change', themeChanged);
    observer.disconnect();
  };
}
