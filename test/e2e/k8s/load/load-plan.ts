import { keysRoundPartitions } from '../../../harness/keys-round-partitions.ts';

/** The two ways to a cluster that the load takes at the same time. */
export const loadRoutes = ['direct', 'gateway'] as const;

/** `direct` calls storage nodes and coordinators; `gateway` nothing but the gateway. */
export type LoadRoute = (typeof loadRoutes)[number];

/** What the load does: the pod and the one who judges must agree on it. */
export interface LoadPlan {
  readonly topic: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly minInSyncReplicas: number;
  /** Each route's producer sends one record so often. */
  readonly intervalMs: number;
  /** `host:port` of the gateway's Service, which both routes start from. */
  readonly gateway: string;
}

/** The keys of a route's producer: its nth record has the nth key, round and round. */
export function keysOf(route: LoadRoute, { partitions }: LoadPlan): string[] {
  return keysRoundPartitions(route, partitions);
}

/** The group of a route's consumer. */
export function groupOf(route: LoadRoute, { topic }: LoadPlan): string {
  return `${topic}-${route}`;
}
