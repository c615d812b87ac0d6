/**
 * Why a socket did not come about or broke, in words for a person: what a library or the system says of it goes to
 * nobody's screen. Pure.
 */

/** The server answered with HTTP where it should have opened a WebSocket. */
export function wordStatus(status: number): string {
  if (status === 429) return 'the server asks us to come back later (429)';
  if (status === 401 || status === 403) return `the server does not let us in (${status})`;
  if (status >= 500) return `the server has trouble of its own (${status})`;
  return `something answers there, but not as a gateway does (${status})`;
}

/** By the code of Node's and ws's errors; their texts are for logs. */
export function wordFailure(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === 'ECONNREFUSED') return 'nothing answers at the server’s address';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return 'the server’s name cannot be found; is this computer online?';
  if (code === 'ENETUNREACH' || code === 'EHOSTUNREACH' || code === 'ENETDOWN') {
    return 'there is no way to the server; is this computer online?';
  }
  if (code === 'ETIMEDOUT') return 'the server did not answer in time';
  if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'ECONNABORTED') return 'the connection was cut';
  if (/CERT|TLS|SSL/.test(code)) return 'the server’s certificate cannot be trusted';
  if (code.startsWith('WS_ERR_')) return 'the server sent what cannot be read';
  return 'the connection could not be made';
}
