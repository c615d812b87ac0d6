import { nativeImage } from 'electron';

/** Pictures already small enough are not made larger. Formats Chromium cannot read give null. */
export async function shrinkPicture(path: string, maxPx: number): Promise<string | null> {
  const picture = nativeImage.createFromPath(path);
  if (picture.isEmpty()) return null;
  const { width, height } = picture.getSize();
  const factor = Math.min(1, maxPx / Math.max(width, height));
  if (factor === 1) return picture.toDataURL();
  return picture
    .resize({
      width: Math.max(1, Math.round(width * factor)),
      height: Math.max(1, Math.round(height * factor)),
      quality: 'good',
    })
    .toDataURL();
}
