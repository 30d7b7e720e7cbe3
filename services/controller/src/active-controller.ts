import { type Clock, defaultShardCount, type Random, WeirError } from '@weir/core';
import type { ChannelPool, Logger, MetadataView } from '@weir/runtime';
import type { Lease, MetadataStore } from '@weir/store';
import type { ActiveContext } from './cluster/active-context.ts';
import { ClusterJournal } from './cluster/cluster-journal.ts';
import { ClusterState } from './cluster/cluster-state.ts';
import { CoordinatorRegistry } from './cluster/coordinator-registry.ts';
import { MetadataPublisher } from './cluster/metadata-publisher.ts';
import { ElectionRunner } from './election/election-runner.ts';
import { NodeCalls } from './node/node-calls.ts';
import { NodeRegistry } from './node/node-registry.ts';
import { TopicAdmin } from './topic/topic-admin.ts';

/** What an active life is made of. */
export interface ActiveControllerOptions {
  readonly lease: Lease;
  readonly store: MetadataStore;
  readonly view: MetadataView;
  readonly channels: ChannelPool;
  readonly address: string;
  readonly heartbeatIntervalMs: number;
  readonly sessionTimeoutMs: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly onElections: (elected: number, undecided: number) => void;
}

/** How long nodes with data may take to come before a fresh one founds a cluster. */
const foundingDelayMs = 300;

/** One active life of a controller, from winning the lease to losing it. */
export class ActiveController {
  readonly state = new ClusterState();
  readonly context: ActiveContext;
  readonly nodes: NodeRegistry;
  readonly topics: TopicAdmin;
  readonly coordinators: CoordinatorRegistry;
  readonly lease: Lease;
  readonly #options: ActiveControllerOptions;
  readonly #stop = new AbortController();
  readonly #startedMs: number;
  #founding: Promise<void> | undefined;

  constructor(options: ActiveControllerOptions) {
    this.#options = options;
    this.lease = options.lease;
    const { clock, random, logger, store, view, lease } = options;
    this.#startedMs = clock.monotonicMs();
    const { state } = this;
    const publisher = new MetadataPublisher(state, view, {
      generation: `${lease.token}`,
      controllerAddress: options.address,
    });
    const calls = new NodeCalls({
      channels: options.channels,
      token: lease.token,
      addressOf: (nodeId) => this.#addressOf(nodeId),
    });
    const fence = { lease: lease.name, token: lease.token };
    const journal = new ClusterJournal(store, fence);
    const { signal } = this.#stop;
    const { onElections } = options;
    const shared = { state, journal, publisher, calls, clock, random, logger, signal };
    const elections = new ElectionRunner({ ...shared, onElections });
    this.context = { ...shared, elections };
    this.nodes = new NodeRegistry(this.context, {
      token: lease.token,
      heartbeatIntervalMs: options.heartbeatIntervalMs,
      sessionTimeoutMs: options.sessionTimeoutMs,
      foundCluster: (clusterId) => this.#foundCluster(clusterId),
    });
    this.topics = new TopicAdmin(this.context);
    this.coordinators = new CoordinatorRegistry(this.context);
  }

  /** Aborts when this life is over. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Whether administrators and watchers are served: not while a lost store is being rebuilt. */
  get isServing(): boolean {
    return this.context.publisher.isOpen;
  }

  /** Reads the store; when it holds nothing, waits for what the nodes still know. */
  async start(): Promise<void> {
    const { view, logger, lease } = this.#options;
    const isFounded = await this.context.journal.load(this.state);
    const { nodes, topics } = this.state;
    logger.info(
      { token: lease.token, isFounded, nodes: nodes.size, topics: topics.size },
      'This controller is active',
    );
    this.nodes.start();
    const wasKnown = view.isLoaded && view.topics().length > 0;
    if (isFounded || !wasKnown) {
      this.context.publisher.open();
      return;
    }
    logger.warn({ topics: view.topics().length }, 'The metadata store is empty: rebuilding it');
    const expected = view.nodes().map(({ nodeId }) => nodeId);
    this.#openWhenRebuilt(expected);
  }

  stop(): void {
    this.#stop.abort();
    this.nodes.stop();
  }

  /** Watchers keep the old view until the nodes that were in it are back, or out of time. */
  #openWhenRebuilt(expected: readonly number[]): void {
    const { clock, sessionTimeoutMs } = this.#options;
    if (this.signal.aborted) return;
    const isOutOfTime = clock.monotonicMs() - this.#startedMs > sessionTimeoutMs;
    const areBack = expected.every((nodeId) => this.nodes.isReconciled(nodeId));
    if (areBack || isOutOfTime) this.context.publisher.open();
    else {
      clock.setTimer(20, () => {
        this.#openWhenRebuilt(expected);
      });
    }
  }

  #addressOf(nodeId: number): string {
    const address = this.state.nodes.get(nodeId)?.address;
    if (address !== undefined) return address;
    throw new WeirError('UNAVAILABLE', `Node ${nodeId} is not registered`);
  }

  /** Takes over the id of a node with data, or makes one for a fresh node when none comes. */
  async #foundCluster(clusterId: string): Promise<void> {
    if (this.state.clusterId !== '') return;
    if (clusterId === '' && this.#options.view.isLoaded) await this.#waitForOldNodes();
    this.#founding ??= this.#writeCluster(clusterId);
    try {
      await this.#founding;
    } finally {
      this.#founding = undefined;
    }
  }

  async #waitForOldNodes(): Promise<void> {
    const { clock } = this.#options;
    const leftMs = this.#startedMs + foundingDelayMs - clock.monotonicMs();
    if (leftMs <= 0) return;
    await new Promise<void>((resolve) => {
      clock.setTimer(leftMs, resolve);
    });
  }

  async #writeCluster(knownId: string): Promise<void> {
    if (this.state.clusterId !== '') return;
    const clusterId = knownId === '' ? this.#options.random.uuid() : knownId;
    await this.context.journal.found({ clusterId, groupShards: defaultShardCount });
    this.state.clusterId = clusterId;
    this.state.groupShards = defaultShardCount;
    this.#options.logger.info({ clusterId, isNew: knownId === '' }, 'Cluster founded');
    if (this.isServing) this.context.publisher.open();
  }
}
