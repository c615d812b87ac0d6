/** Cells laid out in rows, whatever their number per row: where a step leads. */

export type GridStep = 'left' | 'right' | 'up' | 'down' | 'first' | 'last';

export const STEP_OF_KEY: Readonly<Record<string, GridStep>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
};

/** The cells of a grid, in their order: what carries `data-roving`. */
export function cellsOf(grid: HTMLElement): HTMLElement[] {
  return [...grid.querySelectorAll<HTMLElement>('[data-roving]')];
}

/** How many cells stand in the first row; at least one. */
export function cellsPerRow(cells: readonly HTMLElement[]): number {
  const top = cells[0]?.getBoundingClientRect().top ?? 0;
  return Math.max(1, cells.filter((cell) => cell.getBoundingClientRect().top === top).length);
}

/** The place a step from `at` leads to; null where there is none. */
export function placeAfter(at: number, step: GridStep, count: number, perRow: number): number | null {
  const to = {
    left: at - 1,
    right: at + 1,
    up: at - perRow,
    down: at + perRow,
    first: 0,
    last: count - 1,
  }[step];
  return to >= 0 && to < count && to !== at ? to : null;
}
