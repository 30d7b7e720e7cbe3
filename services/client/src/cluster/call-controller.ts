import { isRetriable, toWeirError, WeirError } from '@weir/core';
import { AdminService } from '@weir/protos';
import type { Cluster } from './cluster.ts';
import { retry } from './retry.ts';

/** A client of the admin service. */
export type AdminClient = InstanceType<typeof AdminService>;

/** How long a call may be retried, for what, and what ends it early. */
export interface ControllerCallOptions {
  /** The cluster's `requestTimeoutMs` by default. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Whether another attempt may be made; by the error table when not given. */
  readonly isRetriable?: (error: WeirError) => boolean;
}

/** What became of the attempts before the current one. */
export interface CallHistory {
  /** Whether an earlier attempt may have taken effect without an answer. */
  readonly mayHaveTakenEffect: boolean;
}

/**
 * Calls the active controller, found by metadata, by the hint of one that is not active, or by asking
 * the bootstrap addresses in turn; retried by the error table.
 */
export async function callController<Result>(
  cluster: Cluster,
  call: (
    client: AdminClient,
    deadlineMs: number,
    history: CallHistory,
    address: string,
  ) => Promise<Result>,
  options: ControllerCallOptions = {},
): Promise<Result> {
  await cluster.connect();
  const route = new ControllerRoute(cluster);
  let mayHaveTakenEffect = false;
  return retry(
    {
      clock: cluster.clock,
      random: cluster.random,
      timeoutMs: options.timeoutMs ?? cluster.requestTimeoutMs,
      signal: options.signal ?? cluster.closed,
      // Another one is active within a second: it should be found soon after.
      maxBackoffMs: 200,
      isRetriable: options.isRetriable ?? mayAskAnother,
      onRetry: (error) => {
        mayHaveTakenEffect ||= error.code === 'UNAVAILABLE' || error.code === 'REQUEST_TIMED_OUT';
        route.learn(error);
      },
    },
    async (remainingMs) => {
      const address = route.next();
      const client = cluster.channels.client(AdminService, address);
      try {
        return await call(client, remainingMs, { mayHaveTakenEffect }, address);
      } catch (error) {
        throw asNoController(error, address);
      }
    },
  );
}

/** The controller knows all topics: what it does not know does not exist. */
function mayAskAnother(error: WeirError): boolean {
  if (error.code === 'UNKNOWN_TOPIC_OR_PARTITION') return false;
  return isRetriable(error);
}

/** A service of another kind, asked because no controller is known, cannot answer at all. */
function asNoController(thrown: unknown, address: string): WeirError {
  const error = toWeirError(thrown);
  if (error.code !== 'UNSUPPORTED_VERSION') return error;
  return new WeirError(
    'NOT_CONTROLLER',
    `No controller is active at this moment, as far as ${address} knows`,
    { cause: error },
  );
}

class ControllerRoute {
  readonly #cluster: Cluster;
  #hint = '';
  #failures = 0;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** The hint, the controller of the metadata, and the bootstrap addresses in turn. */
  next(): string {
    if (this.#cluster.gateway !== undefined) return this.#cluster.gateway;
    if (this.#hint !== '') return this.#hint;
    const { bootstrap, view } = this.#cluster;
    const known = view.controllerAddress;
    const candidates = known === '' ? bootstrap : [...new Set([known, ...bootstrap])];
    return candidates[this.#failures % candidates.length] ?? '';
  }

  learn(error: WeirError): void {
    this.#hint = error.metadata['controller'] ?? '';
    this.#failures += 1;
  }
}
