/**
 * A role's colour as text: Discord lets people choose any, so it is drawn towards the theme's text colour by the
 * style (`color-mix`), and left out where it could not be told from the background.
 */
export function roleStyle(colour: number | null): Record<string, string> | undefined {
  if (colour === null || colour === 0) return undefined;
  return { '--role-light': readable(colour, 'light'), '--role-dark': readable(colour, 'dark') };
}

/** Backgrounds the colour must stand on: the lightest and darkest surfaces of the two themes. */
const SURFACE = { light: 0xece9e3, dark: 0x2c2a27 } as const;
const CONTRAST_AA = 4.6;
const STEP = 0.04;

/** The same hue, moved towards black or white until it can be read on that theme's surfaces. */
export function readable(colour: number, theme: 'light' | 'dark'): string {
  const target = theme === 'light' ? 0x000000 : 0xffffff;
  for (let share = 0; share < 1; share += STEP) {
    const mixed = mix(colour, target, share);
    if (contrast(mixed, SURFACE[theme]) >= CONTRAST_AA) return hex(mixed);
  }
  return hex(target);
}

/** Contrast ratio after WCAG 2, 1 to 21. */
export function contrast(a: number, b: number): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: number): number {
  const linear = channels(colour).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0);
}

function mix(from: number, to: number, share: number): number {
  const target = channels(to);
  return channels(from).reduce(
    (sum, value, index) => sum * 256 + Math.round(value * (1 - share) + (target[index] ?? 0) * share),
    0,
  );
}

function channels(colour: number): [number, number, number] {
  return [(colour >> 16) & 255, (colour >> 8) & 255, colour & 255];
}

function hex(colour: number): string {
  return `#${colour.toString(16).padStart(6, '0')}`;
}
