import type { CallMetrics } from './call-metrics.ts';
import { type Logger, silentLogger } from './logger.ts';
import { CredentialsWatch } from './security/credentials-watch.ts';
import { openGate, type SecurityGate } from './security/security-gate.ts';
import { systemClock } from './system-clock.ts';

/** What a server lends to the handlers of its calls. */
export interface HandlerScope {
  readonly logger: Logger;
  /** Aborts when the server begins to stop. */
  readonly stopping: AbortSignal;
  /** The same for streams of one peer, where connections have an age at which they should end. */
  readonly stoppingFor?: ((peer: string) => AbortSignal) | undefined;
  readonly calls: CallMetrics | undefined;
  /** Who may call. */
  readonly security: SecurityGate;
  /** Ends streams whose caller is not trusted any more. */
  readonly credentials: CredentialsWatch;
}

/** For a handler that is called by something other than an `RpcServer`. */
export const detachedScope: HandlerScope = {
  logger: silentLogger,
  stopping: new AbortController().signal,
  calls: undefined,
  security: openGate,
  credentials: new CredentialsWatch(systemClock),
};
