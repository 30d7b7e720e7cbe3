// From weir/v1/group.proto

import type { AssignedPartitionInput as _weir_v1_AssignedPartitionInput, AssignedPartition as _weir_v1_AssignedPartition } from '../../weir/v1/AssignedPartition.ts';

export interface SubscribeInput {
  'groupId'?: (string);
  /**
   * Empty on the first join; kept by the member when it comes back.
   */
  'memberId'?: (string);
  /**
   * 0 on the first join.
   */
  'memberEpoch'?: (number);
  /**
   * Optional: a static member.
   */
  'instanceId'?: (string);
  /**
   * Names.
   */
  'topics'?: (string)[];
  /**
   * Optional: an RE2-like regular expression over names.
   */
  'topicPattern'?: (string);
  /**
   * range, round-robin or sticky; empty is the group's.
   */
  'assignor'?: (string);
  'rack'?: (string);
  /**
   * 0 is 10,000.
   */
  'sessionTimeoutMs'?: (number);
  /**
   * 0 is 60,000.
   */
  'rebalanceTimeoutMs'?: (number);
  'clientId'?: (string);
  /**
   * What a returning member still holds.
   */
  'ownedPartitions'?: (_weir_v1_AssignedPartitionInput)[];
  /**
   * How long the member keeps its partitions after its stream broke; 0 is the coordinator's (1,000). The
   * session timeout at most.
   */
  'disconnectGraceMs'?: (number);
}

export interface Subscribe {
  'groupId': (string);
  /**
   * Empty on the first join; kept by the member when it comes back.
   */
  'memberId': (string);
  /**
   * 0 on the first join.
   */
  'memberEpoch': (number);
  /**
   * Optional: a static member.
   */
  'instanceId': (string);
  /**
   * Names.
   */
  'topics': (string)[];
  /**
   * Optional: an RE2-like regular expression over names.
   */
  'topicPattern': (string);
  /**
   * range, round-robin or sticky; empty is the group's.
   */
  'assignor': (string);
  'rack': (string);
  /**
   * 0 is 10,000.
   */
  'sessionTimeoutMs': (number);
  /**
   * 0 is 60,000.
   */
  'rebalanceTimeoutMs': (number);
  'clientId': (string);
  /**
   * What a returning member still holds.
   */
  'ownedPartitions': (_weir_v1_AssignedPartition)[];
  /**
   * How long the member keeps its partitions after its stream broke; 0 is the coordinator's (1,000). The
   * session timeout at most.
   */
  'disconnectGraceMs': (number);
}
