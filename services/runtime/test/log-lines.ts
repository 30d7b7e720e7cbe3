import { createLogger, type Logger } from '../src/logger.ts';

/** A logger at debug whose lines a test reads, parsed. */
export function logLines(): { readonly logger: Logger; readonly lines: unknown[] } {
  const lines: unknown[] = [];
  const destination = {
    write(line: string) {
      lines.push(JSON.parse(line));
    },
  };
  return { logger: createLogger({ service: 'test', level: 'debug', destination }), lines };
}
