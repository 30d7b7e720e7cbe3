import type { MetadataView } from '@weir/runtime';
import type { ClusterState } from './cluster-state.ts';

/** What changed. */
export interface Publication {
  readonly nodeIds?: Iterable<number>;
  readonly topicIds?: Iterable<string>;
  readonly coordinatorIds?: Iterable<string>;
}

/** Turns changes of the cluster state into versions of the metadata that others watch. */
export class MetadataPublisher {
  readonly #state: ClusterState;
  readonly #view: MetadataView;
  readonly #generation: string;
  readonly #controllerAddress: string;
  #version = 0;
  #isOpen = false;

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

  /** Whether others see this generation yet. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Publishes everything, as the next version of the generation. */
  open(): void {
    this.#isOpen = true;
    this.#version += 1;
    this.#view.replace(
      this.#state.snapshot(this.#generation, this.#version, this.#controllerAddress),
    );
  }

  /** Publishes a change; nothing before `open`, whose snapshot will have it. */
  publish({ nodeIds = [], topicIds = [], coordinatorIds = [] }: Publication): void {
    if (!this.#isOpen) return;
    const topics = [...new Set(topicIds)].map((id) => ({
      id,
      topic: this.#state.topicMessage(id),
    }));
    const coordinators = [...coordinatorIds].map((id) => ({
      id,
      coordinator: this.#state.coordinators.get(id),
    }));
    const previousVersion = this.#version;
    this.#version += 1;
    this.#view.apply({
      event: 'delta',
      delta: {
        generation: this.#generation,
        previousVersion,
        version: this.#version,
        nodes: [...nodeIds].flatMap((nodeId) => this.#state.nodeMessage(nodeId) ?? []),
        removedNodeIds: [],
        coordinators: coordinators.flatMap(({ coordinator }) => coordinator ?? []),
        removedCoordinatorIds: coordinators
          .filter(({ coordinator }) => coordinator === undefined)
          .map(({ id }) => id),
        topics: topics.flatMap(({ topic }) => topic ?? []),
        removedTopicIds: topics.filter(({ topic }) => topic === undefined).map(({ id }) => id),
      },
    });
  }
}
