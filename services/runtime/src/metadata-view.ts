import { WeirError } from '@weir/core';
import type {
  Coordinator,
  MetadataDelta,
  MetadataSnapshot,
  Node,
  Topic,
  WatchMetadataResponse,
} from '@weir/protos';

/** What one change of a view touched. */
export interface MetadataChange {
  readonly topicIds: ReadonlySet<string>;
  readonly nodesChanged: boolean;
  readonly coordinatorsChanged: boolean;
  /** The event that made the change, as others may forward it. */
  readonly event: WatchMetadataResponse;
}

/** How long to wait for a condition, and what ends the wait early. */
export interface WaitForOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Named in the error: "a leader of orders/0". */
  readonly what?: string;
}

type Listener = (change: MetadataChange) => void;

/**
 * The cluster's metadata in memory: a snapshot kept current by deltas.
 *
 * Generations have no order: whatever comes from another one replaces everything. Within one, what
 * is older than what is known is left out, since a watcher that goes on at another address may find
 * a view there that lags behind.
 *
 * Invariants:
 *   - The version never decreases within a generation.
 *   - A delta is applied only on the version that it follows.
 * Tests: `metadata-view.test.ts`.
 */
export class MetadataView {
  #clusterId = '';
  #generation = '';
  #version = 0;
  #controllerAddress = '';
  #groupShards = 0;
  #nodes = new Map<number, Node>();
  #coordinators = new Map<string, Coordinator>();
  #topics = new Map<string, Topic>();
  #topicIdsByName = new Map<string, string>();
  readonly #listeners = new Set<Listener>();

  get clusterId(): string {
    return this.#clusterId;
  }

  get generation(): string {
    return this.#generation;
  }

  get version(): number {
    return this.#version;
  }

  /** Whether any snapshot has come yet. */
  get isLoaded(): boolean {
    return this.#generation !== '';
  }

  /** `host:port` of the active controller, empty when unknown. */
  get controllerAddress(): string {
    return this.#controllerAddress;
  }

  get groupShards(): number {
    return this.#groupShards;
  }

  nodes(): Node[] {
    return [...this.#nodes.values()];
  }

  node(nodeId: number): Node | undefined {
    return this.#nodes.get(nodeId);
  }

  coordinators(): Coordinator[] {
    return [...this.#coordinators.values()];
  }

  coordinatorForShard(shard: number): Coordinator | undefined {
    return this.coordinators().find(({ shards }) => shards.includes(shard));
  }

  topics(): Topic[] {
    return [...this.#topics.values()];
  }

  topicById(topicId: string): Topic | undefined {
    return this.#topics.get(topicId);
  }

  topicByName(name: string): Topic | undefined {
    const topicId = this.#topicIdsByName.get(name);
    return topicId === undefined ? undefined : this.#topics.get(topicId);
  }

  /** All of it, or with the topics of these names only; names that do not exist are left out. */
  snapshot(topicNames: readonly string[] = []): MetadataSnapshot {
    const topics =
      topicNames.length === 0
        ? this.topics()
        : topicNames.flatMap((name) => this.topicByName(name) ?? []);
    return {
      clusterId: this.#clusterId,
      generation: this.#generation,
      version: this.#version,
      controllerAddress: this.#controllerAddress,
      nodes: this.nodes(),
      coordinators: this.coordinators(),
      topics,
      groupShards: this.#groupShards,
    };
  }

  /** Replaces everything, unless the snapshot is an older one of this generation. */
  replace(snapshot: MetadataSnapshot): void {
    if (this.#isOlder(snapshot)) return;
    const topicIds = new Set([
      ...this.#topics.keys(),
      ...snapshot.topics.map(({ topicId }) => topicId),
    ]);
    this.#clusterId = snapshot.clusterId;
    this.#generation = snapshot.generation;
    this.#version = snapshot.version;
    this.#controllerAddress = snapshot.controllerAddress;
    this.#groupShards = snapshot.groupShards;
    this.#nodes = new Map(snapshot.nodes.map((node) => [node.nodeId, node]));
    this.#coordinators = new Map(
      snapshot.coordinators.map((coordinator) => [coordinator.coordinatorId, coordinator]),
    );
    this.#topics = new Map();
    this.#topicIdsByName = new Map();
    for (const topic of snapshot.topics) this.#setTopic(topic);
    const event: WatchMetadataResponse = { event: 'snapshot', snapshot };
    this.#announce({ topicIds, nodesChanged: true, coordinatorsChanged: true, event });
  }

  /**
   * Applies an event; false when a delta does not follow: then a new snapshot is needed. A delta of
   * this generation up to the known version has nothing new: true.
   */
  apply(event: WatchMetadataResponse): boolean {
    if (event.snapshot !== undefined && event.snapshot !== null) {
      this.replace(event.snapshot);
      return true;
    }
    const { delta } = event;
    if (delta === undefined || delta === null) return false;
    if (delta.generation !== this.#generation) return false;
    if (delta.version <= this.#version) return true;
    if (delta.previousVersion !== this.#version) return false;
    this.#applyDelta(delta, event);
    return true;
  }

  /** Calls the listener after each change, until the returned function is called. */
  onChange(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves when `predicate` holds, at once or after a change; `REQUEST_TIMED_OUT` otherwise. */
  async waitFor(predicate: () => boolean, options: WaitForOptions): Promise<void> {
    if (predicate()) return;
    const { timeoutMs, signal, what = 'a metadata change' } = options;
    await new Promise<void>((resolve, reject) => {
      const finish = (error?: WeirError): void => {
        clearTimeout(timer);
        unsubscribe();
        signal?.removeEventListener('abort', onAbort);
        if (error === undefined) resolve();
        else reject(error);
      };
      const onAbort = (): void => {
        finish(new WeirError('CANCELLED', 'Cancelled'));
      };
      const timer = setTimeout(() => {
        finish(new WeirError('REQUEST_TIMED_OUT', `No ${what} within ${timeoutMs} ms`));
      }, timeoutMs);
      const unsubscribe = this.onChange(() => {
        if (predicate()) finish();
      });
      if (signal?.aborted === true) onAbort();
      else signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  #isOlder({ clusterId, generation, version }: MetadataSnapshot): boolean {
    const isSameLife = clusterId === this.#clusterId && generation === this.#generation;
    return isSameLife && version < this.#version;
  }

  #applyDelta(delta: MetadataDelta, event: WatchMetadataResponse): void {
    this.#version = delta.version;
    for (const node of delta.nodes) this.#nodes.set(node.nodeId, node);
    for (const nodeId of delta.removedNodeIds) this.#nodes.delete(nodeId);
    for (const coordinator of delta.coordinators) {
      this.#coordinators.set(coordinator.coordinatorId, coordinator);
    }
    for (const id of delta.removedCoordinatorIds) this.#coordinators.delete(id);
    for (const topicId of delta.removedTopicIds) this.#removeTopic(topicId);
    for (const topic of delta.topics) this.#setTopic(topic);
    this.#announce({
      topicIds: new Set([...delta.topics.map(({ topicId }) => topicId), ...delta.removedTopicIds]),
      nodesChanged: delta.nodes.length > 0 || delta.removedNodeIds.length > 0,
      coordinatorsChanged: delta.coordinators.length > 0 || delta.removedCoordinatorIds.length > 0,
      event,
    });
  }

  #setTopic(topic: Topic): void {
    this.#topics.set(topic.topicId, topic);
    this.#topicIdsByName.set(topic.name, topic.topicId);
  }

  #removeTopic(topicId: string): void {
    const topic = this.#topics.get(topicId);
    this.#topics.delete(topicId);
    if (topic !== undefined && this.#topicIdsByName.get(topic.name) === topicId) {
      this.#topicIdsByName.delete(topic.name);
    }
  }

  #announce(change: MetadataChange): void {
    for (const listener of [...this.#listeners]) listener(change);
  }
}
