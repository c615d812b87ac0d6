/**
 * Which addresses a token may be sent to (requirement M19): HTTPS and WSS anywhere, plain HTTP and WS on this
 * computer alone. One rule for REST base URLs and for the gateway URLs a server hands out.
 */

export type AddressCheck =
  | { kind: 'ok'; url: string; isLoopback: boolean }
  /** `reason` is a whole sentence for the person who typed the address. */
  | { kind: 'refused'; reason: string };

const MAX_LENGTH = 512;
/** scheme, host (name, IPv4 or bracketed IPv6), port, path; user info, query and fragment have no place here. */
const SHAPE = /^(https?|wss?):\/\/([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?(\/[^\s?#@]*)?$/i;

/** Checks a REST base such as `http://127.0.0.1:4010/api`; the version (`/v10`) is added by the client. */
export function checkRestBase(address: string): AddressCheck {
  return check(address.trim().replace(/\/+$/, ''), 'https', 'http');
}

/** Checks a gateway address from a server; its query, if any, is dropped (the client writes its own). */
export function checkGatewayUrl(address: string): AddressCheck {
  return check((address.split('?')[0] ?? '').replace(/\/+$/, ''), 'wss', 'ws');
}

function check(address: string, secure: string, plain: string): AddressCheck {
  if (address.length > MAX_LENGTH) return refused('The address is too long.');
  const match = SHAPE.exec(address);
  if (!match) return refused(`An address looks like ${secure}://host/path.`);
  const scheme = (match[1] ?? '').toLowerCase();
  const host = (match[2] ?? '').toLowerCase();
  if (match[3] !== undefined && (Number(match[3]) < 1 || Number(match[3]) > 65_535)) {
    return refused('The port has to be between 1 and 65535.');
  }
  const isLoopback = isLoopbackHost(host);
  if (scheme === secure) return { kind: 'ok', url: address, isLoopback };
  if (scheme !== plain) return refused(`The address has to start with ${secure}://.`);
  if (isLoopback) return { kind: 'ok', url: address, isLoopback };
  return refused(
    `Without encryption (${plain}://) only this computer can be reached; other hosts need ${secure}://.`,
  );
}

/** True for names and addresses of this computer: localhost, 127.0.0.0/8, ::1. */
export function isLoopbackHost(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (bare === 'localhost' || bare === '::1') return true;
  const octets = bare.split('.');
  return (
    octets.length === 4 && octets[0] === '127' && octets.every((o) => /^\d{1,3}$/.test(o) && Number(o) <= 255)
  );
}

function refused(reason: string): AddressCheck {
  return { kind: 'refused', reason };
}
