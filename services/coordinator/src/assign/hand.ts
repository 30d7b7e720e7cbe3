import type { TopicId } from '@weir/core';
import { type PartitionKey, splitPartitionKey } from '../topics/partition-key.ts';

/** The first partition of a topic that a member took. */
export interface FirstOfTopic {
  readonly topicId: TopicId;
  readonly key: PartitionKey;
}

/** What a member holds while partitions are dealt out, in the order of taking. */
export class Hand {
  /** Those that the member subscribes to. */
  readonly topicIds: ReadonlySet<TopicId>;
  readonly #held = new Set<PartitionKey>();
  /** By topic, each partition with its place in the order of taking. */
  readonly #byTopic = new Map<TopicId, Map<PartitionKey, number>>();
  #taken = 0;

  constructor(topicIds: ReadonlySet<TopicId>) {
    this.topicIds = topicIds;
  }

  /** How many partitions it holds. */
  get size(): number {
    return this.#held.size;
  }

  /** All that it holds, in the order of taking. */
  get partitions(): ReadonlySet<PartitionKey> {
    return this.#held;
  }

  take(key: PartitionKey): void {
    const { topicId } = splitPartitionKey(key);
    const ofTopic = this.#byTopic.get(topicId) ?? new Map<PartitionKey, number>();
    ofTopic.set(key, this.#taken);
    this.#byTopic.set(topicId, ofTopic);
    this.#held.add(key);
    this.#taken += 1;
  }

  /** Lets a partition go. */
  give(key: PartitionKey): void {
    const { topicId } = splitPartitionKey(key);
    const ofTopic = this.#byTopic.get(topicId);
    ofTopic?.delete(key);
    if (ofTopic?.size === 0) this.#byTopic.delete(topicId);
    this.#held.delete(key);
  }

  /** The first partition of each topic that it holds, in the order of taking. */
  *firstOfTopics(): Generator<FirstOfTopic> {
    const [first] = this.#held;
    if (first === undefined) return;
    const { topicId } = splitPartitionKey(first);
    yield { topicId, key: first };
    // Mostly the first can be given; only if not are the others worth a look.
    const others = [...this.#byTopic].filter(([other]) => other !== topicId);
    yield* others
      .flatMap(([other, ofTopic]) => {
        const [next] = ofTopic;
        return next === undefined ? [] : { topicId: other, key: next[0], taken: next[1] };
      })
      .toSorted((left, right) => left.taken - right.taken);
  }

  /** Whether it holds a partition that the member of the other hand may read. */
  hasFor(other: Hand): boolean {
    return [...this.#byTopic.keys()].some((topicId) => other.topicIds.has(topicId));
  }
}
