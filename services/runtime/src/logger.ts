import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** The levels that a service may log at, most severe first. */
export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** A level of `logLevels`. */
export type LogLevel = (typeof logLevels)[number];

/** What a service's log is made of. */
export interface LoggerOptions {
  /** Named in each line. */
  readonly service: string;
  /** `info` by default. */
  readonly level?: LogLevel;
  /** Standard output by default. */
  readonly destination?: DestinationStream;
}

/** The root logger of a process: made in `main.ts`, handed down, never imported. */
export function createLogger({ service, level = 'info', destination }: LoggerOptions): Logger {
  const options = { base: { service }, level };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** A logger that says nothing: for tests. */
export const silentLogger: Logger = pino({ level: 'silent' });
