import type { z } from 'zod';
import type { AppErrorView } from '../errors/app-error';
import type { AppContract } from './contract';
import type { CallDefinition, EventDefinition, PortDefinition } from './define';

/** What a handler answers with over the wire: Electron carries only the text of a thrown error. */
export type Envelope<T> = { ok: true; value: T } | { ok: false; error: AppErrorView };

type CallsOf<D> = { [N in keyof D as D[N] extends CallDefinition ? N : never]: D[N] };
type EventsOf<D> = { [N in keyof D as D[N] extends EventDefinition ? N : never]: D[N] };
type PortsOf<D> = { [N in keyof D as D[N] extends PortDefinition ? N : never]: D[N] };

type InputOf<C> = C extends CallDefinition<infer I, infer _O> ? z.input<I> : never;
type ParsedInputOf<C> = C extends CallDefinition<infer I, infer _O> ? z.output<I> : never;
type OutputOf<C> = C extends CallDefinition<infer _I, infer O> ? z.output<O> : never;
type PayloadOf<E> = E extends EventDefinition<infer P> ? z.output<P> : never;

type CallFunction<C> = [InputOf<C>] extends [undefined]
  ? () => Promise<OutputOf<C>>
  : (input: InputOf<C>) => Promise<OutputOf<C>>;

/** The client the renderer uses: calls return promises that reject with AppError, events return an unsubscribe. */
export type Api = {
  [D in keyof AppContract]: {
    [N in keyof CallsOf<AppContract[D]>]: CallFunction<AppContract[D][N]>;
  } & {
    [N in keyof EventsOf<AppContract[D]> as `on${Capitalize<N & string>}`]: (
      listener: (payload: PayloadOf<AppContract[D][N]>) => void,
    ) => () => void;
  } & {
    /** Asks main for a port; resolves with the renderer's end. `P` is the platform's port type. */
    [N in keyof PortsOf<AppContract[D]> as `connect${Capitalize<N & string>}`]: () => Promise<unknown>;
  };
};

/** What main has to provide: one handler per call; input is parsed already. */
export type Handlers = {
  [D in keyof AppContract]: {
    [N in keyof CallsOf<AppContract[D]>]: (
      input: ParsedInputOf<AppContract[D][N]>,
    ) => OutputOf<AppContract[D][N]> | Promise<OutputOf<AppContract[D][N]>>;
  };
};

/** `domain.name` of every event, with its payload. */
export type EventPayloads = {
  [D in keyof AppContract as D]: { [N in keyof EventsOf<AppContract[D]>]: PayloadOf<AppContract[D][N]> };
};

/** What the preload exposes as `window.roomtone`: names bound at build time, nothing generic. */
export interface Bridge {
  calls: Record<string, Record<string, (input: unknown) => Promise<Envelope<unknown>>>>;
  events: Record<string, Record<string, (listener: (payload: unknown) => void) => () => void>>;
  /** Asks for a port; it arrives as a window message `{ roomtonePort: nonce }` with the port attached. */
  ports: Record<string, Record<string, (nonce: string) => Promise<Envelope<null>>>>;
  /** The path of a dropped file, for `files.stageDropped` only; resolved in the preload. */
  stageDroppedFile: (file: unknown) => Promise<Envelope<unknown>>;
  /** The same for `live.openDropped`, which takes several. */
  openDroppedForLive: (files: unknown) => Promise<Envelope<unknown>>;
  /** The same for `imports.startDropped`; a folder has a path, too. */
  importDropped: (file: unknown) => Promise<Envelope<unknown>>;
}
