import type { ListGroupsResponse } from '@weir/protos';

/** The consumer groups of a cluster, summed up. */
export interface GroupTotals {
  readonly groups: number;
  readonly members: number;
  /** Records; absent when it is known of no group. */
  readonly lag: number | undefined;
  /** Groups in which a member takes nothing although there is something. */
  readonly stuck: number;
}

/** Sums up the groups. */
export function groupTotals(groups: ListGroupsResponse['groups']): GroupTotals {
  const lags = groups.flatMap(({ lag }) => lag ?? []);
  return {
    groups: groups.length,
    members: groups.reduce((sum, { members }) => sum + members, 0),
    lag:
      lags.length === 0 && groups.length > 0 ? undefined : lags.reduce((sum, lag) => sum + lag, 0),
    stuck: groups.filter(({ stuckPartitions }) => stuckPartitions > 0).length,
  };
}
