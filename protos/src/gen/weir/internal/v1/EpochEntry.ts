// From weir/internal/v1/replica.proto

import type { Long } from '@grpc/proto-loader';

/**
 * An epoch and the offset at which its leader started it. Ranked and replicated like a
 * record of length zero.
 */
export interface EpochEntryInput {
  'leaderEpoch'?: (number);
  'startOffset'?: (number | string | Long);
}

/**
 * An epoch and the offset at which its leader started it. Ranked and replicated like a
 * record of length zero.
 */
export interface EpochEntry {
  'leaderEpoch': (number);
  'startOffset': (number);
}
