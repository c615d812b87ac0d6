// Does nothing but look how late its timer is; says all it saw when asked, and ends with whoever started it.
const EVERY_MS = 5;
/** @type {number[]} */
const lateMs = [];
let lastMs = performance.now();

setInterval(() => {
  const nowMs = performance.now();
  lateMs.push(Math.max(0, nowMs - lastMs - EVERY_MS));
  lastMs = nowMs;
}, EVERY_MS);
process.on('message', () => process.send?.(lateMs));
process.on('disconnect', () => process.exit(0));
