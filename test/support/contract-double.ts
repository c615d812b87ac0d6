import { AppError, toAppError } from '../../src/shared/errors/app-error';
import type { Api, EventPayloads, Handlers } from '../../src/shared/ipc/api';
import { channelName } from '../../src/shared/ipc/channels';
import { contract } from '../../src/shared/ipc/contract';
import type { Definition } from '../../src/shared/ipc/define';
import type { OpenedAudio } from '../../src/shared/models/live';
import type { StagedFile } from '../../src/shared/models/message-body';
import type { ImportJob } from '../../src/shared/models/review';

/** The far end of a port: what the DOM's and Node's have in common. */
export interface DoublePort {
  postMessage(message: unknown): void;
  onmessage: ((event: { data: unknown }) => void) | null;
  close(): void;
}

/** An api whose far end is in this process: made from the contract, so both ways are parsed as main would. */
export interface ContractDouble {
  api: Api & {
    stageDroppedFile(file: unknown): Promise<StagedFile>;
    openDroppedForLive(files: unknown): Promise<OpenedAudio>;
    importDropped(file: unknown): Promise<ImportJob>;
  };
  /** Announces an event to the window. */
  emit<D extends keyof EventPayloads, N extends keyof EventPayloads[D] & string>(
    domain: D,
    name: N,
    payload: EventPayloads[D][N],
  ): void;
  /** Every call that was made, oldest first. */
  calls: { channel: string; input: unknown }[];
  /** Puts another answer in place of a handler's, until called off. */
  answer(channel: string, handler: (input: never) => unknown): () => void;
  /** The far ends of the ports that were asked for. */
  ports: { channel: string; port: DoublePort }[];
  onPort(listener: (channel: string, port: DoublePort) => void): void;
}

type AnyHandler = (input: unknown) => unknown;

/** A double answers what its test needs; asking for more is an error that names the call. */
export type PartialHandlers = { [D in keyof Handlers]?: Partial<Handlers[D]> };

/** Derives the double from the contract and one handler per call. */
export function createContractDouble(handlers: PartialHandlers): ContractDouble {
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  const overrides = new Map<string, AnyHandler>();
  const calls: ContractDouble['calls'] = [];
  const ports: ContractDouble['ports'] = [];
  const portListeners: ((channel: string, port: DoublePort) => void)[] = [];
  const api: Record<string, unknown> = {};

  const invoke = async (domain: string, name: string, definition: Definition, input: unknown) => {
    if (definition.type !== 'call') throw new Error('not a call');
    const channel = channelName(domain, name);
    const parsed = definition.input.safeParse(input);
    if (!parsed.success) {
      throw new AppError('ipc/invalid-input', `${channel}: ${parsed.error.issues[0]?.message ?? 'input'}`);
    }
    calls.push({ channel, input: parsed.data });
    const own = (handlers as unknown as Partial<Record<string, Record<string, AnyHandler>>>)[domain]?.[name];
    const handler = overrides.get(channel) ?? own;
    if (!handler) throw new Error(`no handler for ${channel}`);
    try {
      // As over IPC: never in the same turn, and always a copy.
      await Promise.resolve();
      return definition.output.parse(structuredClone(await handler(parsed.data)));
    } catch (error) {
      throw toAppError(error);
    }
  };

  for (const [domain, definitions] of Object.entries(contract)) {
    const methods: Record<string, unknown> = {};
    for (const [name, definition] of Object.entries(definitions) as [string, Definition][]) {
      const channel = channelName(domain, name);
      const title = name.charAt(0).toUpperCase() + name.slice(1);
      if (definition.type === 'call') {
        methods[name] = (input: unknown) => invoke(domain, name, definition, input);
      } else if (definition.type === 'event') {
        methods[`on${title}`] = (listener: (payload: unknown) => void) => {
          const all = listeners.get(channel) ?? new Set();
          listeners.set(channel, all.add(listener));
          return () => all.delete(listener);
        };
      } else {
        methods[`connect${title}`] = async () => {
          const { port1, port2 } = new MessageChannel();
          ports.push({ channel, port: port2 as unknown as DoublePort });
          for (const listener of portListeners) listener(channel, port2 as unknown as DoublePort);
          return port1;
        };
      }
    }
    api[domain] = methods;
  }
  api.stageDroppedFile = (file: { name: string }) =>
    invoke('files', 'stageDropped', contract.files.stageDropped, { path: `/dropped/${file.name}` });
  api.openDroppedForLive = (files: readonly { name: string }[]) =>
    invoke('live', 'openDropped', contract.live.openDropped, {
      paths: files.map((file) => `/dropped/${file.name}`),
    });
  api.importDropped = (file: { name: string }) =>
    invoke('imports', 'startDropped', contract.imports.startDropped, { path: `/dropped/${file.name}` });

  return {
    api: api as unknown as ContractDouble['api'],
    calls,
    ports,
    onPort: (listener) => portListeners.push(listener),
    emit(domain, name, payload) {
      const definition = (contract[domain] as Record<string, Definition>)[name];
      if (definition?.type !== 'event') throw new Error(`${channelName(domain, name)} is no event`);
      const value = definition.payload.parse(structuredClone(payload));
      for (const listener of listeners.get(channelName(domain, name)) ?? []) listener(value);
    },
    answer(channel, handler) {
      overrides.set(channel, handler as AnyHandler);
      return () => overrides.delete(channel);
    },
  };
}
