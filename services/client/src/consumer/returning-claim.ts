import type { AssignedPartition } from '@weir/protos';
import type { Cluster } from '../cluster/cluster.ts';
import type { MemberIdentity, ReturningMember } from './consumer-options.ts';

/** A partition that a returning member holds, and its next offset if known. */
export interface ResumedPartition extends AssignedPartition {
  readonly offset?: number;
}

/**
 * What a member that comes back after it was cut off, perhaps in another process, says to be and to
 * hold.
 *
 * Invariants:
 *   - It is said until the group has answered, and never again.
 * Tests: `membership.test.ts`, `consumer-resume.test.ts`.
 */
export class ReturningClaim {
  readonly #cluster: Cluster;
  readonly #member: ReturningMember | undefined;
  #partitions: readonly ResumedPartition[] = [];
  #state: 'unused' | 'open' | 'settled' = 'unused';

  constructor(cluster: Cluster, member: ReturningMember | undefined) {
    this.#cluster = cluster;
    this.#member = member;
  }

  /** Whether the group has not answered it yet. */
  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** What the group is told to be held. */
  get partitions(): AssignedPartition[] {
    return this.#partitions.map(({ topicId, topic, partition }) => ({ topicId, topic, partition }));
  }

  /** As whom to come back, once, when the metadata is there; partitions of topics that are gone are left out. */
  begin(): MemberIdentity | undefined {
    if (this.#member === undefined || this.#state !== 'unused') return undefined;
    this.#state = 'open';
    this.#partitions = this.#member.positions.flatMap(({ topic, partition, offset }) => {
      const topicId = this.#cluster.view.topicByName(topic)?.topicId;
      if (topicId === undefined) return [];
      return { topicId, topic, partition, ...(offset === undefined ? undefined : { offset }) };
    });
    return this.#member;
  }

  /** The group has answered: returns what it was told, the first time. */
  settle(): readonly ResumedPartition[] {
    const settled = this.#partitions;
    this.#partitions = [];
    this.#state = 'settled';
    return settled;
  }
}
