import { type Clock, defaultShardCount, type Random, sleep, WeirError } from '@weir/core';
import type { Logger, MetadataView, ProbeResult, SecurityView } from '@weir/runtime';
import type { Lease, MetadataStore } from '@weir/store';
import type { ActiveContext } from './cluster/active-context.ts';
import { ClusterJournal } from './cluster/cluster-journal.ts';
import { ClusterState } from './cluster/cluster-state.ts';
import { ClusterWriter } from './cluster/cluster-writer.ts';
import { CoordinatorRegistry } from './cluster/coordinator-registry.ts';
import { Founders } from './cluster/founders.ts';
import { MetadataPublisher } from './cluster/metadata-publisher.ts';
import { ProducerRegistry } from './cluster/producer-registry.ts';
import { SerialQueue } from './cluster/serial-queue.ts';
import { Turns } from './cluster/turns.ts';
import { whatIsLost } from './cluster/what-is-lost.ts';
import type { ControllerCounts } from './controller-counts.ts';
import { ElectionRunner } from './election/election-runner.ts';
import { LeaderBalancer } from './election/leader-balancer.ts';
import { LeaderCare } from './election/leader-care.ts';
import type { NodeAuthority, NodeCalls } from './node/node-calls.ts';
import { NodeRegistry } from './node/node-registry.ts';
import { ReplicaMover } from './reassignment/replica-mover.ts';
import { SecurityAdmin } from './security/security-admin.ts';
import { OffsetsTopic } from './topic/offsets-topic.ts';
import { TopicAdmin } from './topic/topic-admin.ts';

/** What an active life is made of. */
export interface ActiveControllerOptions {
  readonly lease: Lease;
  readonly store: MetadataStore;
  readonly view: MetadataView;
  readonly security: SecurityView;
  /** Makes the calls to nodes: over gRPC, or as a simulation has them. */
  readonly createCalls: (authority: NodeAuthority) => NodeCalls;
  /** Whether a node's port answers. */
  readonly probe: (address: string, timeoutMs: number) => Promise<ProbeResult>;
  readonly address: string;
  readonly heartbeatIntervalMs: number;
  readonly sessionTimeoutMs: number;
  /** How often leaderships go back to preferred replicas; 0: never by themselves. */
  readonly leaderBalanceIntervalMs: number;
  /** How many nodes there are, where that is known: a new cluster is founded as soon as all have come. */
  readonly expectedNodes?: number | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly counts: ControllerCounts;
  /** A partition that had no leader has one, after so long. */
  readonly onLeaderFound?: ((seconds: number) => void) | undefined;
  /** A node or the store shows that another controller decides now, or that the store changed. */
  readonly onFenced: (error: WeirError) => void;
  /** Most nodes fell silent at once; true when this controller gives way to another one. */
  readonly onCutOff: (silentNodes: number) => boolean;
}

/** How long nodes with data may take to come before a fresh one founds a cluster. */
const foundingDelayMs = 300;
const rebuildPollMs = 20;
/** Session timeouts that nodes have to come back to a controller that lost its decisions: busy ones take long. */
const sessionsToComeBack = 3;

/**
 * One active life of a controller, from winning the lease to losing it.
 *
 * Invariants:
 *   - Others see this life only when it knows at least what the life before had published, or has
 *     waited a session timeout for nodes that could say it.
 * Tests: `controller.test.ts`, `controller-failover.test.ts`.
 */
export class ActiveController {
  readonly state = new ClusterState();
  readonly context: ActiveContext;
  readonly nodes: NodeRegistry;
  readonly topics: TopicAdmin;
  readonly offsetsTopic: OffsetsTopic;
  readonly coordinators: CoordinatorRegistry;
  readonly producers: ProducerRegistry;
  readonly mover: ReplicaMover;
  readonly lease: Lease;
  readonly #options: ActiveControllerOptions;
  readonly #stop = new AbortController();
  readonly #startedMs: number;
  readonly #founding = new SerialQueue();
  readonly #founders: Founders;
  readonly #balancer: LeaderBalancer;
  readonly #turns: Turns;

  constructor(options: ActiveControllerOptions) {
    this.#options = options;
    this.lease = options.lease;
    this.#founders = new Founders(options.expectedNodes);
    this.#startedMs = options.clock.monotonicMs();
    this.context = this.#createContext();
    this.nodes = new NodeRegistry(this.context, {
      token: this.lease.token,
      heartbeatIntervalMs: options.heartbeatIntervalMs,
      sessionTimeoutMs: options.sessionTimeoutMs,
      probe: options.probe,
      foundCluster: (clusterId) => {
        this.#founders.came(clusterId);
        return this.#founding.run(() => this.#foundCluster());
      },
      onNodeDied: () => {
        options.counts.nodeDeaths += 1;
      },
      onCutOff: (silentNodes) => !this.signal.aborted && options.onCutOff(silentNodes),
    });
    this.topics = new TopicAdmin(this.context);
    this.offsetsTopic = new OffsetsTopic(this.context, this.topics);
    this.coordinators = new CoordinatorRegistry(this.context);
    this.producers = new ProducerRegistry(this.context);
    this.mover = new ReplicaMover(this.context, () => {
      options.counts.moves += 1;
    });
    this.#turns = new Turns(this.context, [new LeaderCare(this.context), this.mover]);
    this.#balancer = new LeaderBalancer(this.context, options.leaderBalanceIntervalMs);
  }

  /** Aborts when this life is over. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Whether administrators and watchers are served: not while a lost store is being rebuilt. */
  get isServing(): boolean {
    return this.context.publisher.isOpen;
  }

  /** Reads the store; where it has lost something, waits for what the nodes still know. */
  async start(): Promise<void> {
    const { view, logger, lease, counts } = this.#options;
    const isFounded = await this.context.journal.load(this.state);
    await this.context.security.load();
    const { nodes, topics } = this.state;
    logger.info(
      { token: lease.token, isFounded, nodes: nodes.size, topics: topics.size },
      'This controller is active',
    );
    const lost = whatIsLost(view, this.state);
    this.context.security.start(isFounded && lost === undefined);
    this.nodes.start();
    this.#turns.start();
    this.#balancer.start();
    if (lost === undefined) {
      this.context.publisher.open();
      return;
    }
    counts.rebuilds += 1;
    logger.warn({ lost }, 'The metadata store has lost decisions: rebuilding it from the nodes');
    const alive = view.nodes().filter(({ state }) => state !== 'NODE_STATE_DEAD');
    void this.#openWhenRebuilt(alive.map(({ nodeId }) => nodeId));
  }

  stop(): void {
    this.#stop.abort();
    this.nodes.stop();
    this.context.publisher.close();
  }

  #createContext(): ActiveContext {
    const { clock, random, logger, store, view, lease, createCalls, address } = this.#options;
    const { state, signal } = this;
    const onFenced = (error: WeirError): void => {
      if (!signal.aborted) this.#options.onFenced(error);
    };
    const fence = { lease: lease.name, token: lease.token };
    const journal = new ClusterJournal({ store, fence, onFenced });
    const shared = {
      ...{ state, journal, clock, random, logger, signal },
      writer: new ClusterWriter(state, journal),
      publisher: new MetadataPublisher(state, view, {
        generation: `${lease.token}`,
        controllerAddress: address,
      }),
      calls: createCalls({
        onFenced,
        token: lease.token,
        addressOf: (nodeId) => this.#addressOf(nodeId),
      }),
      onNodeDiffers: (nodeId: number) => {
        this.nodes.reconcileSoon(nodeId);
      },
    };
    const { counts, onLeaderFound, security, sessionTimeoutMs, expectedNodes } = this.#options;
    const elections = new ElectionRunner({ ...shared, counts, onLeaderFound });
    return {
      ...shared,
      elections,
      deletions: new SerialQueue(),
      security: new SecurityAdmin({
        ...shared,
        metadata: view,
        view: security,
        sessionTimeoutMs,
        expectedNodes,
      }),
    };
  }

  /**
   * Watchers keep the old view until the nodes that were in it are back, or out of time: what only a node
   * knows that is not back yet would be told of as deleted.
   */
  async #openWhenRebuilt(expected: readonly number[]): Promise<void> {
    const { clock, sessionTimeoutMs, logger } = this.#options;
    const untilMs = this.#startedMs + sessionsToComeBack * sessionTimeoutMs;
    const isDead = (nodeId: number): boolean =>
      this.state.nodeStates.get(nodeId) === 'NODE_STATE_DEAD';
    const areBack = (): boolean =>
      expected.every((nodeId) => this.nodes.isReconciled(nodeId) || isDead(nodeId));
    try {
      while (!areBack() && clock.monotonicMs() < untilMs) {
        await sleep(clock, rebuildPollMs, this.signal);
      }
    } catch {
      return;
    }
    const { nodes, topics } = this.state;
    logger.warn(
      { areAllNodesBack: areBack(), nodes: nodes.size, topics: topics.size },
      'The metadata store is rebuilt',
    );
    this.context.publisher.open();
  }

  #addressOf(nodeId: number): string {
    const address = this.state.nodes.get(nodeId)?.address;
    if (address !== undefined) return address;
    throw new WeirError('UNAVAILABLE', `Node ${nodeId} is not registered`);
  }

  /** Takes over the id of a node with data, or the one that was published before; a new one otherwise. */
  async #foundCluster(): Promise<void> {
    const { clock, random, logger, view } = this.#options;
    if (this.state.clusterId !== '') return;
    if (this.#founders.clusterId === '' && view.clusterId === '') {
      const leftMs = this.#startedMs + foundingDelayMs - clock.monotonicMs();
      const { heardEnough } = this.#founders;
      if (leftMs > 0) await Promise.race([heardEnough, sleep(clock, leftMs, this.signal)]);
    }
    const knownId = this.#founders.clusterId === '' ? view.clusterId : this.#founders.clusterId;
    const clusterId = knownId === '' ? random.uuid() : knownId;
    await this.context.journal.found({ clusterId, groupShards: defaultShardCount });
    this.state.clusterId = clusterId;
    this.state.groupShards = defaultShardCount;
    logger.info({ clusterId, isNew: knownId === '' }, 'Cluster founded');
    if (this.isServing) this.context.publisher.open();
  }
}
