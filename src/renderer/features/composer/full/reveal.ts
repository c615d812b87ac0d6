/** A closed frame on the way to a field opens when it hears this. */
export const REVEAL = 'roomtone:reveal';

/** Opens what is closed on the way to a field of the form, brings it into view and puts the focus there. */
export function reveal(path: string): void {
  window.dispatchEvent(new CustomEvent(REVEAL, { detail: path }));
  // The frames open in this turn of React; the field is there with the next frame drawn.
  requestAnimationFrame(() => {
    const found = nearest(path);
    if (!found) return;
    for (let box = found.closest('details'); box; box = box.parentElement?.closest('details') ?? null) {
      box.open = true;
    }
    found.scrollIntoView({ block: 'center' });
    found.focus({ preventScroll: true });
  });
}

/** The field of exactly this path, or the smallest part of the form it belongs to. */
function nearest(path: string): HTMLElement | null {
  const parts = path.split('.');
  for (let n = parts.length; n > 0; n -= 1) {
    const found = document.querySelector<HTMLElement>(
      `[data-path="${CSS.escape(parts.slice(0, n).join('.'))}"]`,
    );
    if (found) return found;
  }
  return null;
}
