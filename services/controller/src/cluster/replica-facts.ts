import type { InventoryReplica } from '@weir/protos';
import type { ReplicaCondition, ReplicaEvidence } from '../partition/election.ts';
import { partitionKey } from './records.ts';

interface ReplicaFact {
  readonly isClean: boolean;
  readonly isFailed: boolean;
}

interface Rank {
  readonly lastEpoch: number;
  readonly logEndOffset: number;
}

interface PartitionFacts {
  highestPromise: number;
  highestRank: Rank | undefined;
  readonly replicas: Map<number, ReplicaFact>;
}

/**
 * What this controller has heard from the nodes about their replicas in its active life: never
 * stored, since the nodes can always say it again.
 *
 * It only spares elections that could not be decided and raises the next epoch: what decides an
 * election is the evidence that comes with the promises.
 *
 * Invariants:
 *   - The highest promise of a partition never decreases.
 * Tests: `replica-facts.test.ts`.
 */
export class ReplicaFacts {
  readonly #partitions = new Map<string, PartitionFacts>();

  /** The highest epoch that any replica is known to have promised; 0 for none. */
  highestPromise(key: string): number {
    return this.#partitions.get(key)?.highestPromise ?? 0;
  }

  /** What a replica would be worth in an election if its node answers: intact unless heard else. */
  conditionOf(key: string, nodeId: number): ReplicaCondition {
    const fact = this.#partitions.get(key)?.replicas.get(nodeId);
    if (fact?.isFailed === true) return 'absent';
    return fact?.isClean === false ? 'unclean' : 'intact';
  }

  isFailed(key: string, nodeId: number): boolean {
    return this.#partitions.get(key)?.replicas.get(nodeId)?.isFailed === true;
  }

  /** Whether the node is known to hold a replica. */
  isCreated(key: string, nodeId: number): boolean {
    return this.#partitions.get(key)?.replicas.has(nodeId) === true;
  }

  /** The nodes that are known to hold a replica. */
  holders(key: string): number[] {
    return [...(this.#partitions.get(key)?.replicas.keys() ?? [])];
  }

  noteCreated(key: string, nodeId: number): void {
    const { replicas } = this.#of(key);
    if (!replicas.has(nodeId)) replicas.set(nodeId, { isClean: true, isFailed: false });
  }

  notePromise(key: string, epoch: number): void {
    const facts = this.#of(key);
    facts.highestPromise = Math.max(facts.highestPromise, epoch);
  }

  noteEvidence(key: string, nodeId: number, { isClean }: ReplicaEvidence): void {
    this.#of(key).replicas.set(nodeId, { isClean, isFailed: false });
  }

  /** The whole inventory of a node: what it does not name it does not hold. */
  noteInventory(nodeId: number, inventory: readonly InventoryReplica[]): void {
    for (const { replicas } of this.#partitions.values()) replicas.delete(nodeId);
    for (const { topicId, partition, promisedEpoch, ...replica } of inventory) {
      const key = partitionKey(topicId, partition);
      this.notePromise(key, promisedEpoch);
      if (replica.isDeleted) continue;
      const { isFailed, state } = replica;
      this.#of(key).replicas.set(nodeId, { isFailed, isClean: state?.clean === true });
    }
  }

  /** The whole list of replicas that a node has set aside. */
  noteFailures(nodeId: number, failed: ReadonlySet<string>): void {
    for (const [key, { replicas }] of this.#partitions) {
      const fact = replicas.get(nodeId);
      if (fact !== undefined) replicas.set(nodeId, { ...fact, isFailed: failed.has(key) });
    }
    for (const key of failed) {
      const { replicas } = this.#of(key);
      if (!replicas.has(nodeId)) replicas.set(nodeId, { isClean: false, isFailed: true });
    }
  }

  /** Notes a replica's rank and tells whether no higher one was seen before. */
  noteRank(key: string, rank: Rank): boolean {
    const facts = this.#of(key);
    const { highestRank = rank } = facts;
    const isHighest =
      rank.lastEpoch > highestRank.lastEpoch ||
      (rank.lastEpoch === highestRank.lastEpoch && rank.logEndOffset >= highestRank.logEndOffset);
    facts.highestRank = isHighest ? rank : highestRank;
    return isHighest;
  }

  /** The partition is deleted. */
  forget(key: string): void {
    this.#partitions.delete(key);
  }

  #of(key: string): PartitionFacts {
    const known = this.#partitions.get(key);
    if (known !== undefined) return known;
    const facts = { highestPromise: 0, highestRank: undefined, replicas: new Map() };
    this.#partitions.set(key, facts);
    return facts;
  }
}
