// What the counterpart's scripts share: they print one JSON object a line and never wait for ever.
const WAIT_MS = 15_000;

export const say = (step, facts = {}) => process.stdout.write(`${JSON.stringify({ step, ...facts })}\n`);

/** The first event that `matches`, or a failure that names it; none is missed between two in one tick. */
export function waitFor(emitter, event, matches = () => true) {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => {
      emitter.off(event, heard);
      reject(new Error(`${event} did not come`));
    }, WAIT_MS);
    const heard = (...args) => {
      if (!matches(...args)) return;
      clearTimeout(limit);
      emitter.off(event, heard);
      resolve(args);
    };
    emitter.on(event, heard);
  });
}

/** A caller of the practice server's own API. */
export function controlOf(info) {
  const origin = new URL(info.rest).origin;
  return async (path, body = {}) => {
    const response = await fetch(`${origin}/practice/${path}`, {
      method: 'POST',
      headers: { Authorization: `Bot ${info.token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`control ${path}: ${response.status}`);
    return response.json();
  };
}

/** The error a promise ends in, as its JSON code or its status; null when it ends well. */
export const codeOf = (promise) =>
  promise.then(
    () => null,
    (error) => error.code ?? error.status ?? error.message,
  );
