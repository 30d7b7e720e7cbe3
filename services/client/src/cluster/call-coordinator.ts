import { isRetriable, shardForGroup, type WeirError } from '@weir/core';
import { GroupService } from '@weir/protos';
import type { Cluster } from './cluster.ts';
import { retry } from './retry.ts';

/** A client of the group service. */
export type GroupClient = InstanceType<typeof GroupService>;

/** How long a call may be retried, and what ends it early. */
export interface CoordinatorCallOptions {
  /** The cluster's `requestTimeoutMs` by default. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Whether another attempt may be made; by the error table when not given. */
  readonly isRetriable?: (error: WeirError) => boolean;
}

/** A commit that waits for a coordinator shall be there soon after it: members may be about to leave. */
const maxBackoffMs = 250;

/** Finds the coordinator of a group: by metadata, or by the hint of another one. */
export class CoordinatorRoute {
  readonly #cluster: Cluster;
  readonly #groupId: string;
  #hint = '';
  #failures = 0;

  constructor(cluster: Cluster, groupId: string) {
    this.#cluster = cluster;
    this.#groupId = groupId;
  }

  /** The address to ask next. */
  next(): string {
    if (this.#cluster.gateway !== undefined) return this.#cluster.gateway;
    if (this.#hint !== '') return this.#hint;
    const { bootstrap, view } = this.#cluster;
    const shard = shardForGroup(this.#groupId, view.groupShards > 0 ? view.groupShards : undefined);
    const owner = view.coordinatorForShard(shard)?.address;
    const others = view.coordinators().map(({ address }) => address);
    const known = [...(owner === undefined ? [] : [owner]), ...others];
    const candidates = known.length === 0 ? bootstrap : known;
    return candidates[this.#failures % candidates.length] ?? '';
  }

  /** Takes the hint of an error; without one another coordinator is next. */
  learn(error: WeirError): void {
    this.#hint = error.metadata['coordinator'] ?? '';
    this.#failures = this.#hint === '' ? this.#failures + 1 : 0;
  }

  /** The last address answered: what is tried next starts from what is known best. */
  settle(): void {
    this.#failures = 0;
  }
}

/** Whether another coordinator, or the same one later, may answer. */
export function mayAskAnotherCoordinator(error: WeirError): boolean {
  if (error.code === 'UNKNOWN_TOPIC_OR_PARTITION') return false;
  return isRetriable(error) || error.code === 'UNSUPPORTED_VERSION';
}

/** Calls the coordinator of a group; retried by the error table. */
export async function callCoordinator<Result>(
  cluster: Cluster,
  groupId: string,
  call: (client: GroupClient, deadlineMs: number) => Promise<Result>,
  options: CoordinatorCallOptions = {},
): Promise<Result> {
  await cluster.connect();
  const route = new CoordinatorRoute(cluster, groupId);
  return retry(
    {
      clock: cluster.clock,
      random: cluster.random,
      timeoutMs: options.timeoutMs ?? cluster.requestTimeoutMs,
      signal: options.signal ?? cluster.closed,
      maxBackoffMs,
      isRetriable: options.isRetriable ?? mayAskAnotherCoordinator,
      onRetry: (error) => {
        route.learn(error);
      },
    },
    (remainingMs) => call(cluster.channels.client(GroupService, route.next()), remainingMs),
  );
}
