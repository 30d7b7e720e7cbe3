// From weir/v1/messaging.proto

import type { StartPositionInput as _weir_v1_StartPositionInput, StartPosition as _weir_v1_StartPosition } from '../../weir/v1/StartPosition.ts';
import type { StartFromInput as _weir_v1_StartFromInput, StartFrom as _weir_v1_StartFrom } from '../../weir/v1/StartFrom.ts';
import type { CommitPositionInput as _weir_v1_CommitPositionInput, CommitPosition as _weir_v1_CommitPosition } from '../../weir/v1/CommitPosition.ts';
import type { OffsetResetPolicyInput as _weir_v1_OffsetResetPolicyInput, OffsetResetPolicy as _weir_v1_OffsetResetPolicy } from '../../weir/v1/OffsetResetPolicy.ts';
import type { Long } from '@grpc/proto-loader';

export interface SubscribeOpenInput {
  /**
   * Empty: reads without a group, and commits nothing.
   */
  'groupId'?: (string);
  /**
   * With a group, unless `topic_pattern` is set.
   */
  'topics'?: (string)[];
  /**
   * An RE2-like regular expression over names; needs a group.
   */
  'topicPattern'?: (string);
  /**
   * Named by hand, instead of topics.
   */
  'partitions'?: (_weir_v1_StartPositionInput)[];
  /**
   * Where nothing is committed. UNSPECIFIED is EARLIEST.
   */
  'startFrom'?: (_weir_v1_StartFromInput);
  /**
   * With START_FROM_TIMESTAMP.
   */
  'startTimestampMs'?: (number | string | Long);
  /**
   * The first grant. With 0 nothing comes before `SubscribeRequest.credit_bytes`.
   */
  'creditBytes'?: (number | string | Long);
  /**
   * range, round-robin or sticky; empty is the group's.
   */
  'assignor'?: (string);
  /**
   * Optional: a static member.
   */
  'instanceId'?: (string);
  'rack'?: (string);
  /**
   * How long a lost member may take to come back; 0 is 10,000.
   */
  'sessionTimeoutMs'?: (number);
  /**
   * How long revoked partitions may be held; 0 is 60,000.
   */
  'rebalanceTimeoutMs'?: (number);
  'clientId'?: (string);
  /**
   * Comes back after a lost stream, through any gateway: what `opened` said, and what was assigned. Within
   * the session timeout the member keeps its partitions.
   */
  'memberId'?: (string);
  'memberEpoch'?: (number);
  /**
   * Each partition that it holds and its next offset; -1 where that is not known, which is as committed.
   */
  'resumeFrom'?: (_weir_v1_CommitPositionInput)[];
  /**
   * When a position is outside the log.
   */
  'offsetReset'?: (_weir_v1_OffsetResetPolicyInput);
  /**
   * Largest message that the subscriber takes, in bytes; 0 is 4,194,304, gRPC's default.
   */
  'maxMessageBytes'?: (number);
}

export interface SubscribeOpen {
  /**
   * Empty: reads without a group, and commits nothing.
   */
  'groupId': (string);
  /**
   * With a group, unless `topic_pattern` is set.
   */
  'topics': (string)[];
  /**
   * An RE2-like regular expression over names; needs a group.
   */
  'topicPattern': (string);
  /**
   * Named by hand, instead of topics.
   */
  'partitions': (_weir_v1_StartPosition)[];
  /**
   * Where nothing is committed. UNSPECIFIED is EARLIEST.
   */
  'startFrom': (_weir_v1_StartFrom);
  /**
   * With START_FROM_TIMESTAMP.
   */
  'startTimestampMs': (number);
  /**
   * The first grant. With 0 nothing comes before `SubscribeRequest.credit_bytes`.
   */
  'creditBytes': (number);
  /**
   * range, round-robin or sticky; empty is the group's.
   */
  'assignor': (string);
  /**
   * Optional: a static member.
   */
  'instanceId': (string);
  'rack': (string);
  /**
   * How long a lost member may take to come back; 0 is 10,000.
   */
  'sessionTimeoutMs': (number);
  /**
   * How long revoked partitions may be held; 0 is 60,000.
   */
  'rebalanceTimeoutMs': (number);
  'clientId': (string);
  /**
   * Comes back after a lost stream, through any gateway: what `opened` said, and what was assigned. Within
   * the session timeout the member keeps its partitions.
   */
  'memberId': (string);
  'memberEpoch': (number);
  /**
   * Each partition that it holds and its next offset; -1 where that is not known, which is as committed.
   */
  'resumeFrom': (_weir_v1_CommitPosition)[];
  /**
   * When a position is outside the log.
   */
  'offsetReset': (_weir_v1_OffsetResetPolicy);
  /**
   * Largest message that the subscriber takes, in bytes; 0 is 4,194,304, gRPC's default.
   */
  'maxMessageBytes': (number);
}
