import type { Random } from '@weir/core';
import type { BatchBuffers } from './batch-buffers.ts';

/** What a producer's queues have in common. */
export interface PartitionQueueOptions {
  readonly topic: string;
  readonly topicId: string;
  readonly partition: number;
  readonly maxInFlight: number;
  readonly lingerMs: number;
  readonly deliveryTimeoutMs: number;
  readonly isIdempotent: boolean;
  /** Whether a batch that is given up takes with it all that was, and will be, appended behind it. */
  readonly stopsAtGap: boolean;
  readonly random: Random;
  /** The memory of its batches. */
  readonly buffers: BatchBuffers;
  /** Called for each batch that leaves the queue, settled, with the bytes charged for it. */
  readonly onReleased: (bytes: number) => void;
  /** Called when the batch that was being filled is closed. */
  readonly onClosed: () => void;
}

/** What a leader answered to a batch that it has. */
export interface PartitionAnswer {
  /** -1 where the leader does not know it. */
  readonly baseOffset: number;
  readonly logAppendTimeMs: number;
  readonly leaderEpoch: number;
}
