import { inspect } from 'node:util';
import { redact } from './redact';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type LogFields = Record<string, unknown>;

export interface LogEntry {
  timeMs: number;
  level: LogLevel;
  area: string;
  message: string;
  /** Already redacted text of the fields, empty when there are none. */
  fields: string;
}

export type LogSink = (entry: LogEntry) => void;

export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger of a sub-area: `voice` → `voice/udp`. */
  child(area: string): Logger;
}

/**
 * A logger that writes to `sink`. `debug` is for protocol steps, `info` for what a user would recognise,
 * `warn` for trouble that healed itself, `error` for what needs a person. Message content and audio are
 * never logged; fields pass `redact` whatever they hold.
 */
export function createLogger(area: string, sink: LogSink, now: () => number = Date.now): Logger {
  const write = (level: LogLevel) => (message: string, fields?: LogFields) => {
    const text = fields ? redact(inspect(fields, { depth: 4, breakLength: Number.POSITIVE_INFINITY })) : '';
    sink({ timeMs: now(), level, area, message: redact(message), fields: text });
  };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: (sub) => createLogger(`${area}/${sub}`, sink, now),
  };
}

/** For tests and parts that are asked to be quiet. */
export const silentLogger: Logger = createLogger('silent', () => undefined);

/** Writes entries of `minLevel` and above to stderr, one line each. */
export function stderrSink(minLevel: LogLevel = 'info'): LogSink {
  const order: LogLevel[] = ['debug', 'info', 'warn', 'error'];
  const floor = order.indexOf(minLevel);
  return (entry) => {
    if (order.indexOf(entry.level) < floor) return;
    const time = new Date(entry.timeMs).toISOString();
    process.stderr.write(
      `${time} ${entry.level.padEnd(5)} ${entry.area}: ${entry.message} ${entry.fields}\n`,
    );
  };
}
