import { AppError } from '@shared/errors/app-error';

const LOOPBACK_HOSTS = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * The WebSocket URL of a voice endpoint (`host:port`, as VOICE_SERVER_UPDATE gives it): gateway version 8,
 * encrypted. Plain only when allowed for the practice server, and then only to a loopback host.
 */
export function gatewayUrl(
  endpoint: string,
  insecureLoopback: boolean,
): { kind: 'url'; url: string } | { kind: 'refused'; error: AppError } {
  // Nothing but host and port: no path, no user, no query that could lead elsewhere.
  if (!/^(\[[0-9a-fA-F:]+\]|[\w.-]+)(:\d{1,5})?$/.test(endpoint)) {
    return {
      kind: 'refused',
      error: new AppError('voice/network', 'The voice server has an unusable address'),
    };
  }
  const host = endpoint.replace(/:\d{1,5}$/, '');
  const plain = insecureLoopback && LOOPBACK_HOSTS.has(host);
  return { kind: 'url', url: `${plain ? 'ws' : 'wss'}://${endpoint}/?v=8` };
}

/** Whether a voice endpoint is Discord's own: its servers offer today's encryption and nothing older is accepted of them. */
export function isDiscordEndpoint(endpoint: string): boolean {
  const host = endpoint.replace(/:\d{1,5}$/, '').toLowerCase();
  return ['discord.media', 'discord.gg', 'discord.com'].some(
    (own) => host === own || host.endsWith(`.${own}`),
  );
}
