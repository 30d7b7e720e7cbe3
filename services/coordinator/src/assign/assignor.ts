import type { TopicId } from '@weir/core';
import type { PartitionKey } from '../topics/partition-key.ts';
import type { PartitionRacks } from '../topics/replica-racks.ts';

/** A member as an assignor sees it. */
export interface AssignorMember {
  readonly memberId: string;
  /** Where it runs; empty if it does not say. */
  readonly rack: string;
  /** The topics that it subscribes to and that exist. */
  readonly topicIds: ReadonlySet<TopicId>;
  /** What it was given by the last target; a sticky assignor starts from it. */
  readonly previous: ReadonlySet<PartitionKey>;
}

/** A topic that some member subscribes to. */
export interface AssignorTopic {
  readonly topicId: TopicId;
  readonly name: string;
  readonly partitions: number;
  /** Where replicas stand; left out where no rack is known. */
  readonly racks?: PartitionRacks;
}

/** All that an assignor may decide from; the same input gives the same output. */
export interface AssignorInput {
  /** In the order in which they joined. */
  readonly members: readonly AssignorMember[];
  /** In the order of their names. */
  readonly topics: readonly AssignorTopic[];
}

/** What each member should hold: an entry for every member, maybe an empty one. */
export type TargetAssignment = ReadonlyMap<string, ReadonlySet<PartitionKey>>;

/**
 * Decides who reads what. Pure and deterministic.
 *
 * Every partition of a topic with at least one subscriber goes to exactly one of its subscribers.
 * Where members and replicas have racks, members rather read what has a replica in their own rack
 * (KIP-881), as far as the balance and the moves of the assignor without racks allow it.
 * Tests: `assignors.test.ts` holds every assignor to it.
 */
export interface Assignor {
  readonly name: string;
  assign(input: AssignorInput): TargetAssignment;
}
