import type { MetadataView } from '@weir/runtime';
import type { ClusterState } from './cluster-state.ts';

/** What changed. */
export interface Publication {
  readonly nodeIds?: Iterable<number>;
  readonly topicIds?: Iterable<string>;
  readonly coordinatorIds?: Iterable<string>;
}

/**
 * Turns changes of the cluster state into versions of the metadata that others watch.
 *
 * Invariants:
 *   - While it is open, the view shows this generation and nothing else.
 */
export class MetadataPublisher {
  readonly #state: ClusterState;
  readonly #view: MetadataView;
  readonly #generation: string;
  readonly #controllerAddress: string;
  #version = 0;
  #stopGuarding: (() => void) | undefined;

  constructor(
    state: ClusterState,
    view: MetadataView,
    identity: { readonly generation: string; readonly controllerAddress: string },
  ) {
    this.#state = state;
    this.#view = view;
    this.#generation = identity.generation;
    this.#controllerAddress = identity.controllerAddress;
  }

  /** Whether others see this generation. */
  get isOpen(): boolean {
    return this.#stopGuarding !== undefined;
  }

  /** Publishes everything; from then on each change. */
  open(): void {
    this.close();
    this.#publishAll();
    // The last words of a predecessor that was watched until now must not stand.
    this.#stopGuarding = this.#view.onChange(() => {
      if (this.#view.generation !== this.#generation) {
        queueMicrotask(() => {
          if (this.isOpen) this.#publishAll();
        });
      }
    });
  }

  /** Publishes nothing any more; the view stays as it is. */
  close(): void {
    this.#stopGuarding?.();
    this.#stopGuarding = undefined;
  }

  /** Publishes a change; nothing before `open`, whose snapshot will have it. */
  publish({ nodeIds = [], topicIds = [], coordinatorIds = [] }: Publication): void {
    if (!this.isOpen) return;
    const concerned = [...new Set(nodeIds)];
    const nodes = concerned.flatMap((nodeId) => this.#state.nodeMessage(nodeId) ?? []);
    const removedNodeIds = concerned.filter((nodeId) => !this.#state.nodes.has(nodeId));
    const topics = [...new Set(topicIds)].map((id) => ({
      id,
      topic: this.#state.topicMessage(id),
    }));
    const coordinators = [...new Set(coordinatorIds)].map((id) => ({
      id,
      coordinator: this.#state.coordinators.get(id),
    }));
    if (concerned.length + topics.length + coordinators.length === 0) return;

    const previousVersion = this.#version;
    this.#version += 1;
    const isApplied = this.#view.apply({
      event: 'delta',
      delta: {
        generation: this.#generation,
        previousVersion,
        version: this.#version,
        nodes,
        removedNodeIds,
        coordinators: coordinators.flatMap(({ coordinator }) => coordinator ?? []),
        removedCoordinatorIds: coordinators
          .filter(({ coordinator }) => coordinator === undefined)
          .map(({ id }) => id),
        topics: topics.flatMap(({ topic }) => topic ?? []),
        removedTopicIds: topics.filter(({ topic }) => topic === undefined).map(({ id }) => id),
      },
    });
    if (!isApplied) this.#publishAll();
  }

  #publishAll(): void {
    this.#version += 1;
    this.#view.replace(
      this.#state.snapshot(this.#generation, this.#version, this.#controllerAddress),
    );
  }
}
