import { WeirError } from '@weir/core';
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

/**
 * Runs a service until SIGINT or SIGTERM, then stops it once and exits with 0.
 *
 * A failed start prints one line that says what was wrong and exits with 1; so does an error that
 * nobody caught, since the state of the process is then unknown.
 */
export async function runService(
  logger: Logger,
  start: (context: ServiceContext) => Promise<RunningService>,
): Promise<void> {
  const controller = new AbortController();
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        logger.info({ signal }, 'Stopping');
        controller.abort();
        resolve();
      });
    }
  });
  const exitFatally = (error: unknown): void => {
    logger.fatal({ err: error }, 'Uncaught error');
    process.exit(1);
  };
  process.on('uncaughtException', exitFatally);
  process.on('unhandledRejection', exitFatally);

  // A pending promise alone does not keep a process alive.
  const keepAlive = setInterval(() => undefined, 1 << 30);
  try {
    const service = await start({ signal: controller.signal });
    await stopped;
    await service.stop();
    logger.info('Stopped');
    process.exit(0);
  } catch (error) {
    if (controller.signal.aborted) process.exit(0);
    printStartError(error, logger);
    process.exit(1);
  } finally {
    clearInterval(keepAlive);
  }
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
