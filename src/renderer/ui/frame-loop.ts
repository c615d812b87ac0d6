type Frame = (nowMs: number) => void;

const frames = new Set<Frame>();
let request = 0;

function tick(nowMs: number): void {
  request = frames.size > 0 ? requestAnimationFrame(tick) : 0;
  for (const frame of frames) frame(nowMs);
}

/** One animation loop for all canvases and clocks; it runs only while somebody is in it. */
export function onFrame(frame: Frame): () => void {
  frames.add(frame);
  if (request === 0) request = requestAnimationFrame(tick);
  return () => {
    frames.delete(frame);
  };
}
