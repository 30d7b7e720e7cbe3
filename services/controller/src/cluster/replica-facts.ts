import type { InventoryReplica } from '@weir/protos';
import type { ReplicaCondition, ReplicaEvidence, ReplicaFailure } from '../partition/election.ts';
import { partitionKey } from './records.ts';

interface ReplicaFact {
  readonly isClean: boolean;
  readonly failure: ReplicaFailure | undefined;
  /** It takes part only once it has promised an epoch. */
  readonly mustPromise: boolean;
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
  /** What each node said last of the replicas that it has set aside. */
  readonly #told = new Map<number, ReadonlyMap<string, ReplicaFailure>>();

  /** The highest epoch that any replica is known to have promised; 0 for none. */
  highestPromise(key: string): number {
    return this.#partitions.get(key)?.highestPromise ?? 0;
  }

  /** What a replica would be worth in an election if its node answers: intact unless heard else. */
  conditionOf(key: string, nodeId: number): ReplicaCondition {
    const fact = this.#partitions.get(key)?.replicas.get(nodeId);
    if (fact?.failure === 'absent' || fact?.failure === 'unclean') return fact.failure;
    return fact?.isClean === false ? 'unclean' : 'intact';
  }

  /** How a replica that is set aside has failed. */
  failureOf(key: string, nodeId: number): ReplicaFailure | undefined {
    return this.#partitions.get(key)?.replicas.get(nodeId)?.failure;
  }

  /** Partitions with replicas that take part only once they have promised an epoch. */
  get keysToAdmit(): string[] {
    return [...this.#partitions].flatMap(([key, { replicas }]) =>
      [...replicas.values()].some(({ mustPromise }) => mustPromise) ? [key] : [],
    );
  }

  /** Whether a replica takes part only once it has promised an epoch. */
  mustPromise(key: string, nodeId: number): boolean {
    return this.#partitions.get(key)?.replicas.get(nodeId)?.mustPromise === true;
  }

  /** Whether the node is known to hold a replica. */
  isCreated(key: string, nodeId: number): boolean {
    return this.#partitions.get(key)?.replicas.has(nodeId) === true;
  }

  /** The nodes that are known to hold a replica. */
  holders(key: string): number[] {
    return [...(this.#partitions.get(key)?.replicas.keys() ?? [])];
  }

  /** One that was not there from the beginning, and is not clean, must promise first. */
  noteCreated(key: string, nodeId: number, { isClean }: { readonly isClean: boolean }): void {
    const { replicas } = this.#of(key);
    if (replicas.has(nodeId)) return;
    replicas.set(nodeId, { isClean, failure: undefined, mustPromise: !isClean });
  }

  /** The node holds no replica any more. */
  noteGone(key: string, nodeId: number): void {
    this.#partitions.get(key)?.replicas.delete(nodeId);
  }

  notePromise(key: string, epoch: number): void {
    const facts = this.#of(key);
    facts.highestPromise = Math.max(facts.highestPromise, epoch);
  }

  noteEvidence(key: string, nodeId: number, { isClean }: ReplicaEvidence): void {
    const failure = this.#told.get(nodeId)?.get(key) === 'full' ? ('full' as const) : undefined;
    this.#of(key).replicas.set(nodeId, { isClean, failure, mustPromise: false });
  }

  /** The whole inventory of a node: what it does not name it does not hold. */
  noteInventory(nodeId: number, inventory: readonly InventoryReplica[]): void {
    for (const { replicas } of this.#partitions.values()) replicas.delete(nodeId);
    for (const { topicId, partition, promisedEpoch, ...replica } of inventory) {
      const key = partitionKey(topicId, partition);
      this.notePromise(key, promisedEpoch);
      if (replica.isDeleted) continue;
      const { isFailed, state, isVoteLost: mustPromise } = replica;
      const failure = isFailed ? (this.#told.get(nodeId)?.get(key) ?? 'absent') : undefined;
      const isClean = state?.clean === true;
      this.#of(key).replicas.set(nodeId, { failure, isClean, mustPromise });
    }
  }

  /** The whole list of replicas that a node has set aside. */
  noteFailures(nodeId: number, failed: ReadonlyMap<string, ReplicaFailure>): void {
    this.#told.set(nodeId, failed);
    for (const [key, { replicas }] of this.#partitions) {
      const fact = replicas.get(nodeId);
      if (fact !== undefined) replicas.set(nodeId, { ...fact, failure: failed.get(key) });
    }
    for (const [key, failure] of failed) {
      const { replicas } = this.#of(key);
      if (!replicas.has(nodeId))
        replicas.set(nodeId, { isClean: false, failure, mustPromise: false });
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
