import { flushCompileCache } from 'node:module';
import { WeirError } from '@weir/core';
import { collectBuffersYoung } from './collect-buffers-young.ts';
import type { Logger } from './logger.ts';

/** A service that runs. */
export interface RunningService {
  stop(): Promise<void>;
}

/** What a service gets to start with. */
export interface ServiceContext {
  /** Aborts when the process was told to stop, also while it starts. */
  readonly signal: AbortSignal;
}

/** Ctrl-C comes from the terminal and again from npm: a signal this soon after says nothing new. */
const echoMs = 2_000;

/**
 * Runs a service until SIGINT or SIGTERM, then stops it once and exits with 0. A signal repeated
 * after two seconds exits at once with 1, for a stop that hangs.
 *
 * A failed start prints one line that says what was wrong and exits with 1. So does a failed stop,
 * and an error that nobody caught, since the state of the process is then unknown.
 */
export async function runService(
  logger: Logger,
  start: (context: ServiceContext) => Promise<RunningService>,
): Promise<void> {
  exitOnUncaught(logger);
  collectBuffersYoung();
  const { signal, whenAborted } = abortOnSignals(logger);
  // A pending promise alone does not keep a process alive.
  const keepAlive = setInterval(() => undefined, 1 << 30);
  try {
    const service = await startOrExit(() => start({ signal }), signal, logger);
    // The next start profits even when this process is killed; nothing to do where there is no cache.
    flushCompileCache();
    await whenAborted;
    await service.stop();
    logger.info('Stopped');
    process.exit(0);
  } catch (error) {
    logger.fatal({ err: error }, 'Stop failed');
    process.exit(1);
  } finally {
    clearInterval(keepAlive);
  }
}

async function startOrExit(
  start: () => Promise<RunningService>,
  signal: AbortSignal,
  logger: Logger,
): Promise<RunningService> {
  try {
    return await start();
  } catch (error) {
    // Told to stop while it started: that its start then failed is no news.
    if (signal.aborted) {
      logger.info({ err: error }, 'Stopped before it had started');
      return process.exit(0);
    }
    printStartError(error, logger);
    return process.exit(1);
  }
}

interface Stopping {
  readonly signal: AbortSignal;
  readonly whenAborted: Promise<void>;
}

function abortOnSignals(logger: Logger): Stopping {
  const controller = new AbortController();
  const aborted = Promise.withResolvers<void>();
  let firstAtMs: number | undefined;
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (firstAtMs === undefined) {
        firstAtMs = performance.now();
        logger.info({ signal: name }, 'Stopping');
        controller.abort();
        aborted.resolve();
      } else if (performance.now() - firstAtMs > echoMs) {
        logger.warn({ signal: name }, 'Told again to stop: leaving without a clean end');
        process.exit(1);
      }
    });
  }
  return { signal: controller.signal, whenAborted: aborted.promise };
}

function exitOnUncaught(logger: Logger): void {
  const exit = (error: unknown): void => {
    logger.fatal({ err: error }, 'Uncaught error');
    process.exit(1);
  };
  process.on('uncaughtException', exit);
  process.on('unhandledRejection', exit);
}

function printStartError(error: unknown, logger: Logger): void {
  if (error instanceof WeirError) {
    process.stderr.write(`error: ${error.code}: ${error.message}\n`);
    logger.debug({ err: error }, 'Start failed');
  } else {
    logger.fatal({ err: error }, 'Start failed');
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}
