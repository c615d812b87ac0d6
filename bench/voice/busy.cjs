// Keeps a core busy until its parent has gone; looks after it now and then.
let over = false;
process.on('disconnect', () => {
  over = true;
});
function work() {
  if (over) process.exit(0);
  const until = performance.now() + 200;
  while (performance.now() < until);
  setImmediate(work);
}
work();
