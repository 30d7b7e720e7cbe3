import { isInternalTopic, type TopicId, type TopicPattern } from '@weir/core';
import { areSameRacks, type PartitionRacks } from './replica-racks.ts';

/** What groups need to know of a topic. */
export interface CatalogTopic {
  readonly topicId: TopicId;
  readonly name: string;
  /** Number of partitions; they are 0 to this − 1. */
  readonly partitions: number;
  /** Where replicas stand; left out where no rack is known. */
  readonly racks?: PartitionRacks;
}

/** The topics of the cluster at one moment. Immutable: a change makes another catalog. */
export class TopicCatalog {
  static readonly empty = new TopicCatalog([]);

  readonly #byId: ReadonlyMap<TopicId, CatalogTopic>;
  readonly #byName: ReadonlyMap<string, CatalogTopic>;

  constructor(topics: Iterable<CatalogTopic>) {
    const all = [...topics];
    this.#byId = new Map(all.map((topic) => [topic.topicId, topic]));
    this.#byName = new Map(all.map((topic) => [topic.name, topic]));
  }

  topicById(topicId: TopicId): CatalogTopic | undefined {
    return this.#byId.get(topicId);
  }

  topicByName(name: string): CatalogTopic | undefined {
    return this.#byName.get(name);
  }

  /** The topics whose whole name the pattern matches; internal ones never. */
  matching(pattern: TopicPattern): CatalogTopic[] {
    return [...this.#byName.values()].filter(
      ({ name }) => !isInternalTopic(name) && pattern.matches(name),
    );
  }

  /** Whether both hold the same topics with the same numbers of partitions in the same racks. */
  equals(other: TopicCatalog): boolean {
    if (this.#byId.size !== other.#byId.size) return false;
    for (const [topicId, topic] of this.#byId) {
      const theirs = other.#byId.get(topicId);
      if (theirs?.partitions !== topic.partitions || theirs.name !== topic.name) return false;
      if (!areSameRacks(theirs.racks, topic.racks)) return false;
    }
    return true;
  }
}
