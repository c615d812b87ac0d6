import type { z } from 'zod';

/** A request with one answer. */
export interface CallDefinition<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly type: 'call';
  readonly input: I;
  readonly output: O;
}

/** Something main announces to the window. */
export interface EventDefinition<P extends z.ZodType = z.ZodType> {
  readonly type: 'event';
  readonly payload: P;
}

/** A MessagePort that main hands to the window; samples and levels flow past the event loop of main. */
export interface PortDefinition {
  readonly type: 'port';
}

export type Definition = CallDefinition | EventDefinition | PortDefinition;
export type Contract = Record<string, Record<string, Definition>>;

/** A request of the window with one reply; main parses the input always, the reply unless packaged. */
export function call<I extends z.ZodType, O extends z.ZodType>(input: I, output: O): CallDefinition<I, O> {
  return { type: 'call', input, output };
}

/** An announcement of main to the window. */
export function event<P extends z.ZodType>(payload: P): EventDefinition<P> {
  return { type: 'event', payload };
}

/** A MessagePort that the window asks for. */
export function port(): PortDefinition {
  return { type: 'port' };
}
