import type { DescribeLogsResultInput } from '@weir/protos';

import type { Partition } from '../partition/partition.ts';

/** A log as its leader sees it; throws `NOT_LEADER_OR_FOLLOWER`. */
export function describeLog(partition: Partition): DescribeLogsResultInput {
  const { leaderEpoch, highWatermark, logStartOffset } = partition.reader.marks();
  const { log, followerLogs } = partition;
  return {
    ...{ leaderEpoch, highWatermark, logStartOffset },
    // What is being written counts: followers may have it already.
    logEndOffset: log.appendedOffset,
    logBytes: log.sizeBytes,
    segments: log.segmentCount,
    followers: followerLogs.map(({ nodeId, logEndOffset, isInSync, behindMs }) => ({
      ...{ nodeId, logEndOffset, behindMs },
      inSync: isInSync,
    })),
  };
}
