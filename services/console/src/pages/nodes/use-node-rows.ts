import { useMemo } from 'preact/hooks';
import type { Resource } from '../../api/use-poll.ts';
import { throughputPoints, useCluster } from '../../state/cluster.ts';
import { type NodeRow, nodeRows } from './node-row.ts';

/** The nodes, with their rates; `undefined` until the cluster is known. */
export function useNodeRows(): Omit<Resource<unknown>, 'data'> & {
  readonly rows: readonly NodeRow[] | undefined;
} {
  const { data, ...cluster } = useCluster();
  const points = throughputPoints.value;
  const rows = useMemo(
    () => (data === undefined ? undefined : nodeRows(data, points.at(-1))),
    [data, points],
  );
  return { ...cluster, rows };
}
