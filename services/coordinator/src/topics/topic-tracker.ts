import { toTopicId } from '@weir/core';
import type { Topic } from '@weir/protos';
import type { MetadataChange, MetadataView } from '@weir/runtime';
import { type CatalogTopic, TopicCatalog } from './topic-catalog.ts';

/** Keeps a catalog of the topics that a metadata view has, and tells when it changes. */
export class TopicTracker {
  readonly #view: MetadataView;
  readonly #onChange: (catalog: TopicCatalog) => void;
  #catalog = TopicCatalog.empty;
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

  #isOfInterest({ topicIds }: MetadataChange): boolean {
    for (const topicId of topicIds) {
      const before = this.#catalog.topicById(toTopicId(topicId));
      const now = this.#view.topicById(topicId);
      if (before?.partitions !== now?.partitions.length || before?.name !== now?.name) return true;
    }
    return false;
  }

  #rebuild(): void {
    const catalog = new TopicCatalog(this.#view.topics().map(toCatalogTopic));
    if (catalog.equals(this.#catalog)) return;
    this.#catalog = catalog;
    this.#onChange(catalog);
  }
}

function toCatalogTopic({ topicId, name, partitions }: Topic): CatalogTopic {
  return { topicId: toTopicId(topicId), name, partitions: partitions.length };
}
