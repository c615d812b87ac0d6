import type { Api, Bridge, Envelope } from '@shared/ipc/api';
import { channelName, channels, takesPath } from '@shared/ipc/channels';
import type { OpenedAudio } from '@shared/models/live';
import type { StagedFile } from '@shared/models/message-body';
import type { ImportJob } from '@shared/models/review';
import { openEnvelope } from './envelope';
import { type PortWindow, receivePort } from './ports';

/** The contract as functions, plus the calls that need a `File` whose path only the preload may read. */
export type RendererApi = Api & {
  stageDroppedFile(file: File): Promise<StagedFile>;
  openDroppedForLive(files: readonly File[]): Promise<OpenedAudio>;
  importDropped(file: File): Promise<ImportJob>;
};

/**
 * The typed client over the preload's bridge: replies opened, failures thrown as `AppError`, events as
 * subscriptions, ports as promises. Nothing else in the window touches the bridge.
 */
export function createApi(bridge: Bridge, source: PortWindow = window): RendererApi {
  const api: Record<string, unknown> = {
    stageDroppedFile: async (file: File) =>
      openEnvelope((await bridge.stageDroppedFile(file)) as Envelope<StagedFile>, 'files.stageDropped'),
    openDroppedForLive: async (files: readonly File[]) =>
      openEnvelope((await bridge.openDroppedForLive(files)) as Envelope<OpenedAudio>, 'live.openDropped'),
    importDropped: async (file: File) =>
      openEnvelope((await bridge.importDropped(file)) as Envelope<ImportJob>, 'imports.startDropped'),
  };
  for (const [domain, names] of Object.entries(channels)) {
    const methods: Record<string, unknown> = {};
    for (const [name, kind] of Object.entries(names)) {
      const channel = channelName(domain, name);
      if (takesPath(channel)) continue;
      if (kind === 'call') {
        const invoke = need(bridge.calls[domain]?.[name], channel);
        methods[name] = async (input: unknown) => openEnvelope(await invoke(input), channel);
      } else if (kind === 'event') {
        const subscribe = need(bridge.events[domain]?.[name], channel);
        methods[`on${capitalised(name)}`] = subscribe;
      } else {
        const request = need(bridge.ports[domain]?.[name], channel);
        methods[`connect${capitalised(name)}`] = () => receivePort(request, channel, source);
      }
    }
    api[domain] = methods;
  }
  // Built from the same channel list that the contract satisfies, so the shape is Api's by construction.
  return api as unknown as RendererApi;
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function need<T>(part: T | undefined, channel: string): T {
  if (part === undefined) throw new Error(`The preload does not offer ${channel}`);
  return part;
}
