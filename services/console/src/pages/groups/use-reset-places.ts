import type { DescribeGroupResponse, DescribeLogsResponse } from '@weir/protos';
import { useMemo } from 'preact/hooks';
import { apiPath } from '../../api/client.ts';
import { usePoll } from '../../api/use-poll.ts';

/** A partition whose offset can be reset, with what it may be. */
export interface ResetPlace {
  readonly partition: number;
  /** `undefined`: the group has committed none. */
  readonly committedOffset: number | undefined;
  readonly logStartOffset: number | undefined;
  /** Exclusive. */
  readonly highWatermark: number | undefined;
}

/** All partitions of a topic, those included of which the group has committed nothing yet. */
export function useResetPlaces(group: DescribeGroupResponse, topic: string): readonly ResetPlace[] {
  const path = topic === '' ? undefined : apiPath`/v1/topics/${topic}/logs`;
  const { data } = usePoll<DescribeLogsResponse>(path);
  return useMemo(() => {
    const places = new Map<number, ResetPlace>();
    for (const { partition, error, logStartOffset, highWatermark } of data?.partitions ?? []) {
      const range = error
        ? { logStartOffset: undefined, highWatermark: undefined }
        : { logStartOffset, highWatermark };
      places.set(partition, { partition, committedOffset: undefined, ...range });
    }
    for (const each of group.partitions) {
      if (each.topic !== topic) continue;
      const { partition, committedOffset, logStartOffset, highWatermark } = each;
      const range = { logStartOffset, highWatermark };
      places.set(partition, { partition, committedOffset, ...range });
    }
    return [...places.values()].toSorted((a, b) => a.partition - b.partition);
  }, [data, group, topic]);
}
