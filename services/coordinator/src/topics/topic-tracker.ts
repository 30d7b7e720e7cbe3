import { toTopicId } from '@weir/core';
import type { Topic } from '@weir/protos';
import type { MetadataChange, MetadataView } from '@weir/runtime';
import { ReplicaRacks } from './replica-racks.ts';
import { type CatalogTopic, TopicCatalog } from './topic-catalog.ts';

/** Keeps a catalog of the topics that a metadata view has, and tells when it changes. */
export class TopicTracker {
  readonly #view: MetadataView;
  readonly #onChange: (catalog: TopicCatalog) => void;
  #catalog = TopicCatalog.empty;
  /** Where the nodes stood when the catalog was made. */
  #racks = ReplicaRacks.none;
  #unsubscribe: () => void = () => undefined;

  constructor(view: MetadataView, onChange: (catalog: TopicCatalog) => void) {
    this.#view = view;
    this.#onChange = onChange;
  }

  get catalog(): TopicCatalog {
    return this.#catalog;
  }

  start(): void {
    this.#unsubscribe = this.#view.onChange((change) => {
      // Most changes are of leaders and in-sync sets, which no group needs to know.
      if (this.#isOfInterest(change)) this.#rebuild();
    });
    this.#rebuild();
  }

  stop(): void {
    this.#unsubscribe();
  }

  #isOfInterest({ topicIds, nodesChanged }: MetadataChange): boolean {
    if (nodesChanged && !this.#racks.equals(new ReplicaRacks(this.#view.nodes()))) return true;
    return [...topicIds].some((topicId) => this.#isOutdated(topicId));
  }

  #isOutdated(topicId: string): boolean {
    const before = this.#catalog.topicById(toTopicId(topicId));
    const now = this.#view.topicById(topicId);
    if (before === undefined || now === undefined) return before !== now;
    if (before.partitions !== now.partitions.length || before.name !== now.name) return true;
    return !this.#racks.agreesWith(before.racks, now.partitions);
  }

  #rebuild(): void {
    const racks = new ReplicaRacks(this.#view.nodes());
    const topics = this.#view.topics().map((topic) => toCatalogTopic(topic, racks));
    const catalog = new TopicCatalog(topics);
    this.#racks = racks;
    if (catalog.equals(this.#catalog)) return;
    this.#catalog = catalog;
    this.#onChange(catalog);
  }
}

function toCatalogTopic({ topicId, name, partitions }: Topic, racks: ReplicaRacks): CatalogTopic {
  return {
    topicId: toTopicId(topicId),
    name,
    partitions: partitions.length,
    racks: racks.of(partitions),
  };
}
