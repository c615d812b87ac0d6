import { AppError, toAppError } from '@shared/errors/app-error';
import type { Envelope, EventPayloads, Handlers } from '@shared/ipc/api';
import { channelName } from '@shared/ipc/channels';
import { contract } from '@shared/ipc/contract';
import type { Definition } from '@shared/ipc/define';
import type { z } from 'zod';
import type { Logger } from '../support/logger';
import { redact } from '../support/redact';
import type { IpcTransport, TransferablePort } from './transport';

/** One function per port of the contract: connects the far end of the port to whoever produces the samples. */
export type PortConnectors = {
  calls: {
    levels: (port: TransferablePort) => void | Promise<void>;
    monitor: (port: TransferablePort) => void | Promise<void>;
  };
  live: {
    microphone: (port: TransferablePort) => void | Promise<void>;
    systemSound: (port: TransferablePort) => void | Promise<void>;
  };
  recordings: { audio: (port: TransferablePort) => void | Promise<void> };
};

export interface IpcBinding {
  /** Announces an event of the contract; with `checkOutputs` the payload is parsed first. */
  emit<D extends keyof EventPayloads, N extends keyof EventPayloads[D] & string>(
    domain: D,
    name: N,
    payload: EventPayloads[D][N],
  ): void;
  dispose(): void;
}

export interface BindOptions {
  transport: IpcTransport;
  handlers: Handlers;
  ports: PortConnectors;
  logger: Logger;
  /** Parse replies and events as well; on in development and tests, off in the packaged app. */
  checkOutputs: boolean;
}

type AnyHandler = (input: unknown) => unknown;

/** Binds every channel of the contract: input parsed, failure turned into an envelope, nothing thrown across. */
export function bindContract(options: BindOptions): IpcBinding {
  const { transport, logger } = options;
  const disposals: (() => void)[] = [];
  for (const [domain, definitions] of Object.entries(contract)) {
    for (const [name, definition] of Object.entries(definitions) as [string, Definition][]) {
      const channel = channelName(domain, name);
      if (definition.type === 'call') {
        const handler = pick(options.handlers, domain, name);
        disposals.push(
          transport.handle(channel, (input) =>
            answer(channel, logger, async () => {
              const parsed = parseInput(definition.input, input, channel);
              const value = await handler(parsed);
              return options.checkOutputs ? parseOutput(definition.output, value, channel) : value;
            }),
          ),
        );
      } else if (definition.type === 'port') {
        const connect = pick(options.ports, domain, name);
        disposals.push(
          transport.handle(channel, (nonce) =>
            answer(channel, logger, async () => {
              if (typeof nonce !== 'string' || !/^[\w-]{8,64}$/.test(nonce))
                throw invalidInput(channel, 'nonce');
              await connect(transport.openPort(nonce));
              return null;
            }),
          ),
        );
      }
    }
  }
  return {
    emit(domain, name, payload) {
      const definition = (contract[domain] as Record<string, Definition>)[name];
      if (definition?.type !== 'event') throw new Error(`${channelName(domain, name)} is not an event`);
      const value = options.checkOutputs
        ? parseOutput(definition.payload, payload, channelName(domain, name))
        : payload;
      transport.send(channelName(domain, name), value);
    },
    dispose: () => {
      for (const dispose of disposals) dispose();
    },
  };
}

function pick(table: object, domain: string, name: string): AnyHandler {
  const handler = (table as Record<string, Record<string, AnyHandler>>)[domain]?.[name];
  if (!handler) throw new Error(`No handler for ${channelName(domain, name)}`);
  return handler;
}

async function answer(
  channel: string,
  logger: Logger,
  run: () => Promise<unknown>,
): Promise<Envelope<unknown>> {
  try {
    return { ok: true, value: await run() };
  } catch (thrown) {
    const error = withdrawn(thrown) ?? toAppError(thrown);
    const write = error.code === 'internal' ? logger.error : logger.warn;
    write(`${channel} failed`, {
      code: error.code,
      error: error.code === 'internal' ? thrown : error.message,
    });
    const view = error.toView();
    // What nobody foresaw is worded by whoever threw it, with paths and whatever else they were given.
    return {
      ok: false,
      error: error.code === 'internal' ? { ...view, message: redact(view.message) } : view,
    };
  }
}

/** What was under way when its account was left: nobody's fault, and worded as what it is. */
function withdrawn(thrown: unknown): AppError | null {
  if (!(thrown instanceof Error) || thrown.name !== 'AbortError') return null;
  return new AppError('account/not-connected', 'The account was left before the answer came.', {
    retryable: true,
    cause: thrown,
  });
}

function parseInput(schema: z.ZodType, input: unknown, channel: string): unknown {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw invalidInput(channel, issue ? `${issue.path.join('.') || 'input'}: ${issue.message}` : 'input');
}

function parseOutput(schema: z.ZodType, value: unknown, channel: string): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new AppError('ipc/invalid-output', `${channel} produced a value outside its contract`, {
    details: { where: issue?.path.join('.') ?? '', problem: issue?.message ?? '' },
  });
}

function invalidInput(channel: string, problem: string): AppError {
  return new AppError(
    'ipc/invalid-input',
    `${channel} was called with something it does not take (${problem})`,
    {
      details: { channel, problem },
    },
  );
}
