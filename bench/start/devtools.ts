import WebSocket from 'ws';

/**
 * A page of a running Chromium, asked over its DevTools socket. Playwright would do it as well, but the time it takes
 * to attach would be part of both measurements and make their ratio look better than it is.
 */
export async function evaluateInFirstPage(
  port: number,
  expression: string,
  timeoutMs: number,
): Promise<unknown> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const socket = new WebSocket(await firstPageUrl(port, deadline), { perMessageDeflate: false });
    try {
      const answer = await ask(socket, expression, deadline);
      if (answer.kind === 'value') return answer.value;
    } finally {
      socket.terminate();
    }
  }
}

/** `navigated`: the document we asked made way for another, as the first one of a window does; ask that one. */
type Answer = { readonly kind: 'value'; readonly value: unknown } | { readonly kind: 'navigated' };

async function firstPageUrl(port: number, deadline: number): Promise<string> {
  while (performance.now() < deadline) {
    const response = await fetch(`http://127.0.0.1:${port}/json/list`);
    const targets: unknown = await response.json();
    const url = Array.isArray(targets) ? targets.map(pageSocket).find((found) => found !== null) : null;
    if (url) return url;
    await new Promise((done) => setTimeout(done, 5));
  }
  throw new Error('no page opened in time');
}

/** A page that has left about:blank; before that its document is about to be replaced. */
function pageSocket(target: unknown): string | null {
  if (typeof target !== 'object' || target === null) return null;
  if (!('type' in target && target.type === 'page' && 'url' in target && 'webSocketDebuggerUrl' in target)) {
    return null;
  }
  if (target.url === '' || target.url === 'about:blank') return null;
  return typeof target.webSocketDebuggerUrl === 'string' ? target.webSocketDebuggerUrl : null;
}

function ask(socket: WebSocket, expression: string, deadline: number): Promise<Answer> {
  return new Promise((done, fail) => {
    const timer = setTimeout(
      () => fail(new Error('the page did not answer in time')),
      Math.max(0, deadline - performance.now()),
    );
    socket.on('error', fail);
    socket.on('open', () => {
      const params = { expression, awaitPromise: true, returnByValue: true };
      socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params }));
    });
    socket.on('message', (data) => {
      const message: unknown = JSON.parse(String(data));
      if (typeof message !== 'object' || message === null || !('id' in message)) return;
      clearTimeout(timer);
      const text = JSON.stringify(message);
      if (
        /context was destroyed|Promise was collected|Cannot find context|Inspected target navigated/.test(
          text,
        )
      ) {
        done({ kind: 'navigated' });
        return;
      }
      const result = 'result' in message ? message.result : undefined;
      if (
        typeof result !== 'object' ||
        result === null ||
        'exceptionDetails' in result ||
        !('result' in result)
      ) {
        fail(new Error(`the page refused: ${text.slice(0, 500)}`));
        return;
      }
      const inner = result.result;
      const value = typeof inner === 'object' && inner !== null && 'value' in inner ? inner.value : undefined;
      done({ kind: 'value', value });
    });
  });
}
