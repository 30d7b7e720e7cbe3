import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { DescribeClusterResponse } from '@weir/protos';
import { pollerOf, type Resource, usePoll } from '../api/use-poll.ts';
import { ThroughputHistory, type ThroughputPoint } from './throughput.ts';

const clusterPath = '/v1/cluster';
const clusterIntervalMs = 2_000;

/** Five minutes. */
const history = new ThroughputHistory(150);
const points = signal<readonly ThroughputPoint[]>([]);

/** The cluster as its active controller describes it, every 2 s. The shell asks all the time: pages have it at once. */
export function useCluster(): Resource<DescribeClusterResponse> {
  return usePoll<DescribeClusterResponse>(clusterPath, clusterIntervalMs);
}

/** Throughput over the last minutes, oldest first, as long as the page has been open. */
export const throughputPoints: ReadonlySignal<readonly ThroughputPoint[]> = points;

/** Keeps the history of throughput. Call it once. */
export function followThroughput(): void {
  const { state } = pollerOf<DescribeClusterResponse>(clusterPath);
  let lastAtMs: number | undefined;
  effect(() => {
    const { data, atMs } = state.value;
    // A request that failed tells nothing new.
    if (atMs !== undefined && atMs === lastAtMs) return;
    lastAtMs = atMs;
    if (data === undefined || atMs === undefined) history.clear();
    else history.add(atMs, data.nodeStatuses);
    points.value = history.points;
  });
}
