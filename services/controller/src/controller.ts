import { type Clock, type Random, sleep, type Timer, toWeirError, WeirError } from '@weir/core';
import { AdminService, MetadataService, NodeRegistryService } from '@weir/protos';
import {
  Backoff,
  type ChannelPool,
  createMetadataHandlers,
  type Drainer,
  type DrainResult,
  type Logger,
  type Metrics,
  MetadataView,
  MetadataWatcher,
  probeTcp,
  type RpcServer,
  SecurityView,
  SecurityWatcher,
} from '@weir/runtime';
import { type AuditTrail, LeaseKeeper, type Lease, type MetadataStore } from '@weir/store';
import { ActiveController } from './active-controller.ts';
import { type ControllerCounts, newControllerCounts } from './controller-counts.ts';
import { type ControllerObserver, registerControllerMetrics } from './controller-metrics.ts';
import { GrpcNodeCalls } from './node/grpc-node-calls.ts';
import { createAdminHandlers } from './rpc/admin-handlers.ts';
import { createNodeRegistryHandlers } from './rpc/node-registry-handlers.ts';
import { createSecurityHandlers } from './rpc/security-handlers.ts';
import { securityServiceDefinition } from './rpc/security-service-definition.ts';

/** What a controller is made of. Times are in milliseconds. */
export interface ControllerOptions {
  readonly controllerId: string;
  readonly store: MetadataStore;
  /** Lists what was changed and refused in the cluster. */
  readonly audit: Pick<AuditTrail, 'list'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly channels: ChannelPool;
  /** `host:port` where others reach this controller; known once its server listens. */
  readonly advertisedAddress: () => string;
  /** 1,000 by default. */
  readonly leaseTtlMs?: number;
  /** 250 by default. */
  readonly heartbeatIntervalMs?: number;
  /** Silence of a node for so long is its death; 2,000 by default. */
  readonly sessionTimeoutMs?: number;
  /** How many storage nodes there are, where that is known: see `ActiveControllerOptions`. */
  readonly expectedNodes?: number;
  /** Where this process keeps who may do what; one of its own by default. */
  readonly security?: SecurityView;
  /** How often leaderships go back to preferred replicas, 30,000 by default; 0: never by themselves. */
  readonly leaderBalanceIntervalMs?: number;
  /** Where its metrics are registered; nowhere by default. */
  readonly metrics?: Metrics;
}

const leaseName = 'controller';
const pollMs = 300;
const stepDownPauseMs = 100;
const outbidPauseMaxMs = 30_000;
const giveWayIntervalMs = 60_000;
const giveWayPauseMs = 1_000;
/** A controller that has drained stands by for so long: it is to be stopped meanwhile. */
const drainPauseMs = 600_000;
const takeOverTimeoutMs = 5_000;
const takeOverPollMs = 50;

/**
 * The controller: active while it holds the lease, otherwise a standby that follows the active one.
 *
 * Invariants:
 *   - Every decision is written under the lease's token and sent with it: a controller that was
 *     replaced changes nothing.
 *   - It steps down when its lease is lost, when a node or the store has seen a newer one, and when
 *     the store is not the one that it read; it reads the store anew before it decides again.
 * Tests: `controller.test.ts`, `controller-failover.test.ts`.
 */
export class Controller implements Drainer {
  /** The cluster's metadata, whether this controller is active or not. */
  readonly metadata = new MetadataView();
  /** Who may do what in the cluster, whether this controller is active or not. */
  readonly security: SecurityView;
  readonly #options: ControllerOptions;
  readonly #keeper: LeaseKeeper;
  readonly #watcher: MetadataWatcher;
  readonly #securityWatcher: SecurityWatcher;
  readonly #outbidPause: Backoff;
  readonly #counts = newControllerCounts();
  readonly #observer: ControllerObserver | undefined;
  #active: ActiveController | undefined;
  #activeAddress = '';
  #storeIncarnation: string | undefined;
  #storeError: WeirError | undefined;
  #poll: Timer | undefined;
  #isStopped = false;
  #hasDrained = false;
  #gaveWayAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: ControllerOptions) {
    this.#options = options;
    this.security = options.security ?? new SecurityView();
    const { store, clock, logger, channels, random, advertisedAddress } = options;
    const ttlMs = options.leaseTtlMs ?? 1_000;
    this.#outbidPause = new Backoff({ minMs: ttlMs, maxMs: outbidPauseMaxMs, random });
    this.#keeper = new LeaseKeeper({
      ...{ store, clock, logger, ttlMs },
      name: leaseName,
      // Two processes that were given one id by mistake must not share a lease.
      holder: `${options.controllerId}/${random.uuid()}`,
      metadata: advertisedAddress,
      onAcquired: (lease) => {
        void this.#activate(lease);
      },
      onLost: () => {
        this.#deactivate();
      },
    });
    this.#watcher = new MetadataWatcher({
      ...{ channels, clock, logger, random },
      view: this.metadata,
      addresses: () => this.#addressesToFollow(),
    });
    this.#securityWatcher = new SecurityWatcher({
      ...{ channels, clock, logger, random },
      view: this.security,
      addresses: () => this.#addressesToFollow(),
    });
    const { metrics } = options;
    if (metrics !== undefined) this.#observer = registerControllerMetrics(metrics, this);
  }

  /** Whether this controller decides. */
  get isActive(): boolean {
    return this.#active !== undefined && this.#keeper.lease !== undefined;
  }

  /** Whether there is an active controller, this one or another, as far as this one knows. */
  get isLed(): boolean {
    return this.isActive || this.#activeAddress !== '';
  }

  /** Whether the metadata store answered when it was asked last. */
  get isStoreAvailable(): boolean {
    return this.#storeError === undefined;
  }

  /** Partitions that are being moved, as far as this controller is the active one. */
  get movingPartitions(): number {
    const partitions = this.#active?.state.activePartitions() ?? [];
    return partitions.filter(({ reassignment }) => reassignment !== null).length;
  }

  /** Nodes that are being emptied, as far as this controller is the active one. */
  get decommissioningNodes(): number {
    const nodes = [...(this.#active?.state.nodes.values() ?? [])];
    return nodes.filter(({ decommission }) => decommission !== null).length;
  }

  get counts(): Readonly<ControllerCounts> {
    return this.#counts;
  }

  /** Adds Admin, NodeRegistry, Metadata and Security to a server that does not listen yet. */
  addTo(server: RpcServer): void {
    const requireActive = (): ActiveController => this.#requireActive();
    server.addService(AdminService.service, {
      ...createAdminHandlers(requireActive, this.#options),
    });
    server.addService(NodeRegistryService.service, {
      ...createNodeRegistryHandlers(requireActive),
    });
    server.addService(MetadataService.service, { ...createMetadataHandlers(this.metadata) });
    server.addService(securityServiceDefinition, { ...createSecurityHandlers(this.security) });
  }

  /** Starts to compete for the lease; the store is open and the server listens. */
  async start(): Promise<void> {
    this.#keeper.start();
    this.#watcher.start();
    this.#securityWatcher.start();
    void this.#pollStore();
  }

  /** Gives the lease to another controller and waits until that one is active, bounded. */
  async drain(): Promise<DrainResult> {
    const { clock, logger } = this.#options;
    const untilMs = clock.monotonicMs() + takeOverTimeoutMs;
    const wasActive = this.isActive;
    this.#hasDrained = true;
    await this.#keeper.resign(drainPauseMs);
    if (!wasActive) return { isDrained: true, text: 'drained, was a standby' };
    while (this.#activeAddress === '' && clock.monotonicMs() < untilMs) {
      await sleep(clock, takeOverPollMs);
    }
    const successor = this.#activeAddress;
    logger.info({ successor }, 'Draining: the lease was given back');
    return successor === ''
      ? { isDrained: false, text: 'no other controller has taken over' }
      : { isDrained: true, text: `drained, ${successor} is active` };
  }

  /** Competes for the lease again. */
  async cancel(): Promise<void> {
    if (!this.#hasDrained) return;
    this.#hasDrained = false;
    await this.#keeper.resign(0);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#poll?.cancel();
    await this.#keeper.stop();
    await this.#watcher.stop();
    await this.#securityWatcher.stop();
  }

  async #activate(lease: Lease): Promise<void> {
    const { store, channels, clock, random, logger, advertisedAddress } = this.#options;
    this.#counts.activations += 1;
    this.#watcher.refresh();
    const active = new ActiveController({
      ...{ lease, store, clock, random, logger },
      createCalls: (authority) => new GrpcNodeCalls({ channels, ...authority }),
      probe: probeTcp,
      view: this.metadata,
      security: this.security,
      address: advertisedAddress(),
      expectedNodes: this.#options.expectedNodes,
      heartbeatIntervalMs: this.#options.heartbeatIntervalMs ?? 250,
      sessionTimeoutMs: this.#options.sessionTimeoutMs ?? 2_000,
      leaderBalanceIntervalMs: this.#options.leaderBalanceIntervalMs ?? 30_000,
      counts: this.#counts,
      onLeaderFound: this.#observer?.leaderFound,
      onFenced: (error) => {
        if (this.#keeper.lease === lease) this.#stepDown(error);
      },
      onCutOff: (silentNodes) => this.#keeper.lease === lease && this.#giveWay(silentNodes),
    });
    try {
      // Read before the documents: a store that is restarted in between has another one.
      const incarnation = await store.incarnation();
      await active.start();
      if (this.#keeper.lease !== lease) {
        active.stop();
        return;
      }
      this.#storeIncarnation = incarnation;
      this.#active = active;
      this.#activeAddress = advertisedAddress();
    } catch (error) {
      active.stop();
      if (this.#keeper.lease === lease) this.#stepDown(toWeirError(error));
    }
  }

  #deactivate(): void {
    const active = this.#active;
    this.#active = undefined;
    this.#activeAddress = '';
    if (active === undefined) return;
    active.stop();
    const level = this.#isStopped ? 'info' : 'warn';
    const { token } = active.lease;
    this.#options.logger[level]({ token }, 'This controller is no longer active');
  }

  /** Gives the lease back. */
  #stepDown(error: WeirError): void {
    const { logger } = this.#options;
    // Where nodes obey another controller while the lease is held here, there are two stores: the
    // two controllers should not outbid one another all the time.
    const isOutbid = error.code === 'STALE_CONTROLLER_TOKEN';
    const pauseMs = isOutbid ? this.#outbidPause.next() : stepDownPauseMs;
    this.#counts.fencings += 1;
    logger.warn({ err: error, pauseMs }, 'This controller steps down');
    void this.#keeper.resign(pauseMs);
  }

  /**
   * Another controller may reach the nodes that this one does not. Once in a while only: where they are
   * dead indeed somebody must say so.
   */
  #giveWay(silentNodes: number): boolean {
    const nowMs = this.#options.clock.monotonicMs();
    if (nowMs - this.#gaveWayAtMs < giveWayIntervalMs) return false;
    this.#gaveWayAtMs = nowMs;
    this.#counts.cutOffs += 1;
    this.#options.logger.warn(
      { silentNodes, pauseMs: giveWayPauseMs },
      'Most storage nodes fell silent at once: this controller gives way to one that may reach them',
    );
    void this.#keeper.resign(giveWayPauseMs);
    return true;
  }

  #requireActive(): ActiveController {
    if (this.#active !== undefined && this.isActive) return this.#active;
    const controller = this.#activeAddress;
    if (controller === '' && this.#storeError !== undefined) throw this.#storeError;
    throw new WeirError(
      'NOT_CONTROLLER',
      controller === ''
        ? 'This controller is not the active one; there is none now'
        : `This controller is not the active one; ${controller} is`,
      { metadata: controller === '' ? {} : { controller } },
    );
  }

  /** A standby follows the active one; an active one follows nobody. */
  #addressesToFollow(): readonly string[] {
    const isOwn = this.#activeAddress === this.#options.advertisedAddress();
    const isHolder = this.#keeper.lease !== undefined;
    return isHolder || isOwn || this.#activeAddress === '' ? [] : [this.#activeAddress];
  }

  async #pollStore(): Promise<void> {
    const { clock, logger } = this.#options;
    try {
      await (this.isActive ? this.#checkIncarnation() : this.#readActiveAddress());
      if (this.#storeError !== undefined) logger.info('The metadata store answers again');
      this.#storeError = undefined;
    } catch (error) {
      const isNew = this.#storeError === undefined;
      this.#storeError = toWeirError(error);
      if (isNew) {
        this.#counts.storeOutages += 1;
        const err = this.#storeError;
        logger.warn({ err }, 'The metadata store does not answer: data flows on, elections wait');
      }
    }
    if (this.#isStopped) return;
    this.#poll = clock.setTimer(pollMs, () => {
      void this.#pollStore();
    });
  }

  async #readActiveAddress(): Promise<void> {
    const leases = await this.#options.store.listLeases(leaseName);
    const lease = leases.find(({ name }) => name === leaseName);
    if (!this.isActive) this.#activeAddress = lease?.metadata ?? '';
  }

  /** A store that was restarted, failed over or restored may have lost decisions: all is read anew. */
  async #checkIncarnation(): Promise<void> {
    const active = this.#active;
    const incarnation = await this.#options.store.incarnation();
    if (active === undefined || active !== this.#active) return;
    if (incarnation === this.#storeIncarnation) {
      // A while without trouble: the next step down is not the continuation of an earlier one.
      this.#outbidPause.reset();
      return;
    }
    const { logger } = this.#options;
    logger.warn(
      { was: this.#storeIncarnation, is: incarnation },
      'The metadata store was restarted',
    );
    this.#counts.fencings += 1;
    await this.#keeper.resign(0);
  }
}
