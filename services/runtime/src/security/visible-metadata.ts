import type { MetadataDelta, MetadataSnapshot, WatchMetadataResponse } from '@weir/protos';
import type { Caller } from './caller.ts';

/**
 * The part of the metadata that a caller may see: nodes, coordinators, and the topics that it may
 * describe. A service of the cluster gets what it is given, not a copy.
 *
 * Invariants:
 *   - Of a topic that the caller may not describe neither the name nor the id is shown.
 *   - Every delta is forwarded, if only as an empty one: versions go on without a gap.
 * Tests: `visible-metadata.test.ts`, `metadata-handlers.test.ts`.
 */
export class VisibleMetadata {
  readonly #caller: Caller;
  /** Topics that were shown: of these the end is told, too. */
  #shown = new Set<string>();
  #securityVersion: number;

  constructor(caller: Caller) {
    this.#caller = caller;
    this.#securityVersion = caller.securityVersion;
  }

  /** Whether rights have changed since the last snapshot: what was hidden may be visible now. */
  get isOutdated(): boolean {
    const { isInternal, securityVersion } = this.#caller;
    return !isInternal && securityVersion !== this.#securityVersion;
  }

  /** What of a snapshot may be seen, by the rights of this moment. */
  snapshot(snapshot: MetadataSnapshot): MetadataSnapshot {
    if (this.#caller.isInternal) return snapshot;
    this.#securityVersion = this.#caller.securityVersion;
    const topics = snapshot.topics.filter(({ name }) => this.#mayDescribe(name));
    this.#shown = new Set(topics.map(({ topicId }) => topicId));
    return { ...snapshot, topics };
  }

  /** What of an event that follows the last snapshot may be seen. */
  event(event: WatchMetadataResponse): WatchMetadataResponse {
    const { snapshot, delta } = event;
    if (this.#caller.isInternal) return event;
    if (snapshot !== undefined && snapshot !== null) return { snapshot: this.snapshot(snapshot) };
    return delta === undefined || delta === null ? event : { delta: this.#delta(delta) };
  }

  #delta(delta: MetadataDelta): MetadataDelta {
    const topics = delta.topics.filter(({ name }) => this.#mayDescribe(name));
    const removedTopicIds = delta.removedTopicIds.filter((topicId) => this.#shown.delete(topicId));
    for (const { topicId } of topics) this.#shown.add(topicId);
    return { ...delta, topics, removedTopicIds };
  }

  #mayDescribe(name: string): boolean {
    return this.#caller.may('describe', { type: 'topic', name });
  }
}
