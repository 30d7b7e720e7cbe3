import type { CallMetrics } from './call-metrics.ts';
import { type Logger, silentLogger } from './logger.ts';

/** What a server lends to the handlers of its calls. */
export interface HandlerScope {
  readonly logger: Logger;
  /** Aborts when the server begins to stop. */
  readonly stopping: AbortSignal;
  readonly calls: CallMetrics | undefined;
}

/** For a handler that is called by something other than an `RpcServer`. */
export const detachedScope: HandlerScope = {
  logger: silentLogger,
  stopping: new AbortController().signal,
  calls: undefined,
};
