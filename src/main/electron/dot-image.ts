/** Draws the tray's dot: a filled disc with a soft rim, as BGRA rows. Pure. */
export function drawDot(sizePx: number, [red, green, blue]: readonly [number, number, number]): Buffer {
  const pixels = Buffer.alloc(sizePx * sizePx * 4);
  const middle = (sizePx - 1) / 2;
  const radius = sizePx * 0.42;
  for (let y = 0; y < sizePx; y++) {
    for (let x = 0; x < sizePx; x++) {
      const inside = radius + 0.5 - Math.hypot(x - middle, y - middle);
      const opacity = Math.min(1, Math.max(0, inside));
      // Colours are premultiplied, as Skia wants them.
      const at = (y * sizePx + x) * 4;
      pixels[at] = Math.round(blue * opacity);
      pixels[at + 1] = Math.round(green * opacity);
      pixels[at + 2] = Math.round(red * opacity);
      pixels[at + 3] = Math.round(255 * opacity);
    }
  }
  return pixels;
}
