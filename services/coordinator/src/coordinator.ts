import { type Clock, defaultShardCount, invariant, type Random } from '@weir/core';
import { GroupService, MetadataService } from '@weir/protos';
import {
  type ChannelPool,
  createMetadataHandlers,
  type Logger,
  type Metrics,
  MetadataView,
  MetadataWatcher,
  type RpcServer,
} from '@weir/runtime';
import type { Lease, MetadataStore } from '@weir/store';
import { ControllerSession } from './controller-session.ts';
import { type CoordinatorConfig, defaultCoordinatorConfig } from './coordinator-config.ts';
import {
  type CoordinatorCounts,
  type CoordinatorMetrics,
  createCoordinatorMetrics,
  noMetrics,
} from './coordinator-metrics.ts';
import { registerGroupMetrics } from './lag/group-metrics.ts';
import { LagMonitor } from './lag/lag-monitor.ts';
import { CommitRange } from './offsets/commit-range.ts';
import { TopicJournalLog } from './journal/topic-journal-log.ts';
import { LogOffsets } from './offsets/log-offsets.ts';
import { createGroupHandlers } from './rpc/group-handlers.ts';
import { GroupShard } from './shard/group-shard.ts';
import { ShardLeases } from './shard/shard-leases.ts';
import { ShardTable } from './shard/shard-table.ts';
import { TopicTracker } from './topics/topic-tracker.ts';

/** What a coordinator is made of. */
export interface CoordinatorOptions {
  /** Unique among the coordinators of the cluster. */
  readonly coordinatorId: string;
  /** Opened by the caller, who closes it after `stop`. */
  readonly store: MetadataStore;
  /** Addresses of the controllers, `host:port`. */
  readonly controllers: readonly string[] | (() => readonly string[]);
  /** `host:port` for clients; asked for when the coordinator starts. */
  readonly advertisedAddress: () => string;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly channels: ChannelPool;
  readonly config?: Partial<CoordinatorConfig>;
  /** A view that somebody else keeps current; without it the controllers are watched. */
  readonly metadata?: MetadataView;
  readonly metrics?: Metrics;
}

/**
 * Serves consumer groups: membership, assignment, offsets, for the group shards that it leases.
 *
 * The server must be listening before `start`. Until then, and while it has no shards, requests are
 * answered with `COORDINATOR_NOT_AVAILABLE`.
 */
export class Coordinator {
  readonly #options: CoordinatorOptions;
  readonly #config: CoordinatorConfig;
  readonly #view: MetadataView;
  readonly #topics: TopicTracker;
  readonly #shards = new ShardTable();
  readonly #metrics: CoordinatorMetrics;
  readonly #logOffsets: LogOffsets;
  readonly #lag: LagMonitor;
  readonly #journalLog: TopicJournalLog;
  readonly #stop = new AbortController();
  readonly #controllers: () => readonly string[];
  #watcher: MetadataWatcher | undefined;
  #session: ControllerSession | undefined;
  #leases: ShardLeases | undefined;
  #unsubscribe: () => void = () => undefined;

  constructor(options: CoordinatorOptions) {
    const { controllers, metrics, metadata } = options;
    this.#options = options;
    this.#config = { ...defaultCoordinatorConfig, ...options.config };
    this.#view = metadata ?? new MetadataView();
    this.#controllers = typeof controllers === 'function' ? controllers : () => controllers;
    this.#metrics =
      metrics === undefined ? noMetrics : createCoordinatorMetrics(metrics, () => this.counts);
    this.#logOffsets = new LogOffsets({ view: this.#view, channels: options.channels });
    this.#lag = this.#createLagMonitor();
    this.#journalLog = new TopicJournalLog({
      view: this.#view,
      channels: options.channels,
      logOffsets: this.#logOffsets,
      clock: options.clock,
      onNeeded: () => this.#session?.requestOffsetsTopic(),
    });
    if (metrics !== undefined) {
      registerGroupMetrics(metrics, {
        groups: () => this.#shards.hosts().map((host) => this.#lag.group(host)),
        withPartitions: this.#config.withPartitionMetrics,
      });
    }
    this.#topics = new TopicTracker(this.#view, (catalog) => {
      for (const shard of this.#shards.all()) if (shard.isLoaded) shard.topicsChanged(catalog);
    });
  }

  /** Whether a controller tells clients of it, and each shard that it has can be served. */
  get isReady(): boolean {
    const isKnown = this.#view.isLoaded && this.#session?.isOpen === true;
    const isPresent = this.#leases?.isPresent === true && !this.#stop.signal.aborted;
    return isKnown && isPresent && this.#shards.all().every(({ isLoaded }) => isLoaded);
  }

  /** The shards that it serves now. */
  get shards(): number[] {
    return this.#shards.numbers.filter((shard) => this.#shards.get(shard)?.isLoaded === true);
  }

  get counts(): CoordinatorCounts {
    const hosts = this.#shards.hosts();
    return {
      shards: this.shards.length,
      groups: hosts.length,
      members: hosts.reduce((sum, { group }) => sum + group.size, 0),
      journalPendingOffsets: this.#shards
        .all()
        .reduce((sum, { journal }) => sum + journal.pending, 0),
    };
  }

  /** Adds GroupService and, unless somebody else does, MetadataService. Before `listen`. */
  addTo(server: RpcServer, { withMetadata = true }: { withMetadata?: boolean } = {}): void {
    const { coordinatorId, clock, random } = this.#options;
    const logOffsets = this.#logOffsets;
    const handlers = createGroupHandlers({
      coordinatorId,
      shards: this.#shards,
      topics: () => this.#topics.catalog,
      logOffsets,
      commitRange: new CommitRange({
        logOffsets,
        clock,
        timeoutMs: this.#config.commitCheckTimeoutMs,
      }),
      lag: this.#lag,
      clock,
      random,
      config: this.#config,
      metrics: this.#metrics,
    });
    server.addService(GroupService.service, handlers);
    if (withMetadata)
      server.addService(MetadataService.service, createMetadataHandlers(this.#view));
  }

  /** Starts everything that runs in the background; does not wait for shards. */
  async start(): Promise<void> {
    const { metadata, channels, clock, random, logger, coordinatorId } = this.#options;
    invariant(this.#session === undefined, 'a coordinator starts once');
    if (metadata === undefined) {
      this.#watcher = new MetadataWatcher({
        view: this.#view,
        addresses: this.#controllers,
        channels,
        clock,
        logger,
        random,
      });
      this.#watcher.start();
    }
    this.#topics.start();
    this.#session = new ControllerSession({
      coordinatorId,
      address: this.#options.advertisedAddress(),
      controllers: this.#controllers,
      shards: () => this.shards,
      channels,
      clock,
      random,
      logger,
    });
    this.#session.start();
    // Without metadata every topic would seem deleted: no shard before the first snapshot.
    this.#unsubscribe = this.#view.onChange(() => {
      this.#takeShards();
      this.#session?.follow(this.#view.controllerAddress);
    });
    this.#takeShards();
    this.#lag.start();
  }

  /** Ends the members' streams with a hint, stores what is on its way, and leaves the shards. */
  async stop(): Promise<void> {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort();
    this.#unsubscribe();
    this.#shards.close();
    // Nobody may come back from here on: so nobody is fenced for not coming back.
    for (const shard of this.#shards.all()) shard.endSessions(this.#shards.movedAway(shard.shard));
    await this.#lag[Symbol.asyncDispose]();
    await this.#leases?.stop();
    await this.#session?.stop();
    this.#topics.stop();
    await this.#watcher?.stop();
  }

  #createLagMonitor(): LagMonitor {
    const { clock, logger } = this.#options;
    const { leaderTimeoutMs, stuckConsumerMs } = this.#config;
    return new LagMonitor({
      hosts: () => this.#shards.hosts(),
      logOffsets: this.#logOffsets,
      topics: () => this.#topics.catalog,
      clock,
      logger,
      leaderTimeoutMs,
      stuckConsumerMs,
      onStuck: () => {
        this.#metrics.partitionStuck();
      },
    });
  }

  #takeShards(): void {
    if (this.#leases !== undefined || !this.#view.isLoaded || this.#stop.signal.aborted) return;
    const { store, coordinatorId, clock, logger } = this.#options;
    const shardCount = this.#view.groupShards > 0 ? this.#view.groupShards : defaultShardCount;
    this.#leases = new ShardLeases({
      store,
      coordinatorId,
      address: this.#options.advertisedAddress(),
      shardCount,
      ttlMs: this.#config.leaseTtlMs,
      clock,
      logger,
      onAcquired: (shard, lease) => {
        void this.#serve(shard, lease);
      },
      onLost: (shard) => {
        this.#lose(shard);
      },
      onReleasing: (shard) => this.#release(shard),
      onStoreChanged: () => {
        logger.warn('The metadata store was restarted: what is known here is written again');
        for (const shard of this.#shards.all()) void shard.storeChanged();
      },
    });
    this.#shards.open(this.#leases, shardCount);
    this.#leases.start();
  }

  async #serve(number: number, lease: Lease): Promise<void> {
    const { store, clock, random, logger } = this.#options;
    const shard = new GroupShard({
      shard: number,
      lease,
      store,
      clock,
      random,
      logger,
      metrics: this.#metrics,
      journalLog: this.#journalLog,
      config: this.#config,
      topics: () => this.#topics.catalog,
      isOwned: () => this.#leases?.owns(number) === true,
      onForfeit: () => {
        if (this.#shards.get(number) === shard) this.#leases?.forfeit(number);
      },
    });
    this.#shards.get(number)?.stop(this.#shards.movedAway(number));
    this.#shards.add(shard);
    this.#metrics.shardAcquired();
    await shard.load();
    if (this.#shards.get(number) === shard) this.#session?.announce();
  }

  #lose(number: number): void {
    const shard = this.#shards.get(number);
    if (shard === undefined) return;
    this.#options.logger.warn({ shard: number }, 'Shard lost');
    this.#shards.delete(number);
    this.#metrics.shardLost();
    shard.stop(this.#shards.movedAway(number));
    this.#session?.announce();
  }

  /** Called with the lease still held; it is released when this resolves. */
  async #release(number: number): Promise<void> {
    const shard = this.#shards.get(number);
    if (shard === undefined) return;
    this.#shards.delete(number);
    this.#metrics.shardLost();
    this.#session?.announce();
    await shard.handOver(this.#shards.movedAway(number), this.#config.leaseTtlMs / 3);
  }
}
