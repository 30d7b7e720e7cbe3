// From weir/internal/v1/replication.proto

import type { Long } from '@grpc/proto-loader';

/**
 * Asks for the leader's epochs and log end. A join replaces any session of the same
 * partition; `session` is unique within the stream.
 */
export interface ReplicaJoinInput {
  'session'?: (number | string | Long);
  'topicId'?: (string);
  'partition'?: (number);
  'leaderEpoch'?: (number);
  'proposalId'?: (string);
}

/**
 * Asks for the leader's epochs and log end. A join replaces any session of the same
 * partition; `session` is unique within the stream.
 */
export interface ReplicaJoin {
  'session': (number);
  'topicId': (string);
  'partition': (number);
  'leaderEpoch': (number);
  'proposalId': (string);
}
