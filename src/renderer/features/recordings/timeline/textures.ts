import type { LaneState } from '@shared/models/review';
import { token } from '../../../ui/canvas';

/** Why a stretch of a lane shows no voice: what the recorder knows, and plain silence. */
export type Shown = LaneState | 'silence' | 'speech';

const cache = new Map<string, CanvasPattern | null>();

/**
 * What a state is filled with: a texture of its own, so that none is told by its colour alone. Null where it leaves
 * the ground as it is. `ratio` is canvas pixels for each CSS pixel.
 */
export function textureOf(
  context: CanvasRenderingContext2D,
  state: LaneState,
  ratio: number,
): CanvasPattern | null {
  const strong = token('--line-strong');
  const key = `${state} ${ratio} ${strong}`;
  const before = cache.get(key);
  if (before !== undefined) return before;
  const pattern = made(context, state, ratio);
  cache.set(key, pattern);
  return pattern;
}

/** Side of the square that is repeated, CSS px. */
const SIDES: Readonly<Record<LaneState, number>> = {
  absent: 8,
  muted: 8,
  lost: 6,
  undecryptable: 8,
  reconnect: 8,
  drift: 8,
  withheld: 10,
  unrecorded: 12,
  missing: 8,
  damaged: 6,
};

function made(context: CanvasRenderingContext2D, state: LaneState, ratio: number): CanvasPattern | null {
  const side = SIDES[state];
  const tile = document.createElement('canvas');
  tile.width = Math.round(side * ratio);
  tile.height = Math.round(side * ratio);
  const paint = tile.getContext('2d');
  if (!paint) return null;
  paint.scale(ratio, ratio);
  const fill = (name: string, ...box: [number, number, number, number]) => {
    paint.fillStyle = token(name);
    paint.fillRect(...box);
  };
  const stripe = (name: string, thick: number, falling: boolean) => {
    paint.strokeStyle = token(name);
    paint.lineWidth = thick;
    paint.beginPath();
    for (const shift of [-side, 0, side]) {
      paint.moveTo(shift - 2, falling ? -2 : side + 2);
      paint.lineTo(shift + side + 2, falling ? side + 2 : -2);
    }
    paint.stroke();
  };
  switch (state) {
    case 'absent':
      fill('--bg-deep', 0, 0, side, side);
      break;
    case 'muted':
      paint.globalAlpha = 0.4;
      fill('--line-strong', 0, 3, side, 1);
      break;
    case 'lost':
      paint.globalAlpha = 0.8;
      fill('--trouble', 0, 0, 2, side);
      break;
    case 'undecryptable':
      paint.globalAlpha = 0.55;
      fill('--trouble', 0, 0, side / 2, side / 2);
      fill('--trouble', side / 2, side / 2, side / 2, side / 2);
      break;
    case 'reconnect':
      paint.fillStyle = token('--text-2');
      paint.beginPath();
      paint.arc(side / 2, side / 2, 1.4, 0, Math.PI * 2);
      paint.fill();
      break;
    case 'drift':
      // Dashes as tall as the band they fill, wherever the tile begins.
      fill('--text-2', 0, 0, side / 2, side);
      break;
    case 'withheld':
      fill('--bg-deep', 0, 0, side, side);
      stripe('--text-2', 2.5, false);
      break;
    case 'unrecorded':
      fill('--bg-deep', 0, 0, side, side);
      stripe('--line-strong', 1, true);
      break;
    case 'missing':
      fill('--bg-deep', 0, 0, side, side);
      stripe('--line-strong', 1, true);
      stripe('--line-strong', 1, false);
      break;
    case 'damaged':
      fill('--bg-deep', 0, 0, side, side);
      stripe('--trouble', 1.5, false);
      break;
  }
  return context.createPattern(tile, 'repeat');
}
