import { type TopicId, WeirError } from '@weir/core';
import {
  type MetadataView,
  MetadataWatcher,
  type SecurityView,
  SecurityWatcher,
  weirVersion,
} from '@weir/runtime';

import { DataDirectory } from './database/data-directory.ts';
import { SecurityCopy } from './database/security-copy.ts';
import { DiskWatch } from './disk-watch.ts';
import { LogEnvironment } from './log/log-environment.ts';
import { openFileLimit } from './log/open-file-limit.ts';
import { InSyncChanges } from './metrics/in-sync-changes.ts';
import { NodeCensus } from './metrics/node-census.ts';
import type { NodeMetrics } from './metrics/node-metrics.ts';
import { NodeTraffic } from './metrics/node-traffic.ts';
import type { Partition } from './partition/partition.ts';
import { PartitionMaintenance } from './partition/partition-maintenance.ts';
import { PartitionRegistry } from './partition/partition-registry.ts';
import { RecoveryProgress } from './partition/recovery-progress.ts';
import { type ReplicaKey, ReplicaStore } from './partition/replica-store.ts';
import type { LeaderHint } from './partition/replication-ports.ts';
import { TopicRegistry } from './partition/topic-registry.ts';
import { CatchUp } from './registration/catch-up.ts';
import { ControllerToken } from './registration/controller-token.ts';
import { IsrPublisher } from './registration/isr-publisher.ts';
import { NodeDrain } from './registration/node-drain.ts';
import { NodeRegistration } from './registration/node-registration.ts';
import { ByteBudget } from './rpc/byte-budget.ts';
import { ReadBuffers } from './rpc/read-buffers.ts';
import type { StorageNodeConfig } from './storage-node-config.ts';
import type { StorageNodeOptions } from './storage-node-options.ts';
import { CatchUpThrottle } from './streams/catch-up-throttle.ts';
import { ReplicationLinks } from './streams/replication-links.ts';

/** What a node knows of its cluster and tells of itself, whether it runs or not. */
interface NodeSurroundings {
  readonly metadata: MetadataView;
  readonly security: SecurityView;
  readonly metrics: NodeMetrics;
}

interface Opened {
  readonly directory: DataDirectory;
  readonly logs: LogEnvironment;
  readonly store: ReplicaStore;
  readonly topics: TopicRegistry;
  readonly securityCopy: SecurityCopy;
}

/** Holds a whole read: what is fetched at once, and the slack beyond. */
const readBufferBytes = 1024 * 1024 + 16 * 1024;
const maxIdleReadBuffers = 8;
/** A disk with less is taken to be full once a write was refused. */
const minFreeBytes = 16 * 1024 * 1024;

/**
 * A storage node with its data directory open: every part of it, put together.
 *
 * Invariants:
 *   - The directory is marked clean only when every log was closed in good order.
 * Tests: `storage-node.test.ts`.
 */
export class RunningNode {
  readonly registry: PartitionRegistry;
  readonly topics: TopicRegistry;
  readonly token = new ControllerToken();
  readonly budget: ByteBudget;
  readonly buffers = new ReadBuffers(readBufferBytes, maxIdleReadBuffers);
  readonly metrics: NodeMetrics;
  readonly traffic: NodeTraffic;
  readonly throttle: CatchUpThrottle;
  /** Hands its leaderships over before it stops. */
  readonly drain: NodeDrain;
  readonly #options: StorageNodeOptions;
  readonly #config: StorageNodeConfig;
  readonly #opened: Opened;
  readonly #view: MetadataView;
  readonly #watcher: MetadataWatcher;
  readonly #securityWatcher: SecurityWatcher;
  readonly #links: ReplicationLinks;
  readonly #publisher: IsrPublisher;
  readonly #registration: NodeRegistration;
  readonly #catchUp: CatchUp;
  readonly #maintenance: PartitionMaintenance;
  readonly #leading = new Set<Partition>();
  readonly #ticking = new Set<Partition>();
  readonly #recovery: RecoveryProgress;
  readonly #inSyncChanges: InSyncChanges;
  readonly #disk: DiskWatch;
  readonly #census: NodeCensus;
  readonly #incarnation: string;
  #leaveMetrics: () => void = () => undefined;
  #lastSession = 0;

  private constructor(
    options: StorageNodeOptions,
    config: StorageNodeConfig,
    { metadata: view, security, metrics }: NodeSurroundings,
    opened: Opened,
  ) {
    const { channels, clock, random, logger, nodeId } = options;
    const shared = { channels, clock, random, logger };
    this.#options = options;
    this.#config = config;
    this.#opened = opened;
    this.#view = view;
    this.metrics = metrics;
    this.traffic = new NodeTraffic(metrics.traffic);
    this.#recovery = new RecoveryProgress(clock);
    this.#inSyncChanges = new InSyncChanges(metrics.replicas);
    this.#disk = new DiskWatch({ directory: opened.directory, clock, logger });
    this.#incarnation = random.uuid();
    this.topics = opened.topics;
    this.budget = new ByteBudget(config.maxProduceBytesInFlight);
    this.throttle = new CatchUpThrottle(clock);
    this.#links = new ReplicationLinks({
      ...shared,
      hello: () => ({
        nodeId,
        incarnation: this.#incarnation,
        clusterId: opened.directory.clusterId ?? '',
      }),
    });
    this.#publisher = new IsrPublisher({
      ...shared,
      nodeId,
      session: () => this.#registration.session,
    });
    this.#registration = this.#newRegistration();
    this.drain = this.#newDrain();
    this.#watcher = new MetadataWatcher({
      view,
      addresses: () => options.controllers,
      ...shared,
    });
    this.#securityWatcher = new SecurityWatcher({
      view: security,
      addresses: () => options.controllers,
      ...shared,
    });
    this.registry = this.#newRegistry();
    this.#catchUp = new CatchUp({ nodeId, view, registry: this.registry, clock, logger });
    opened.directory.database.onWritten = (ms) => {
      metrics.index.written(ms);
    };
    opened.directory.database.onWriteFailed = (error) => {
      this.registry.databaseFailed(error);
    };
    this.#maintenance = new PartitionMaintenance({
      registry: this.registry,
      leading: this.#leading,
      ticking: this.#ticking,
      store: opened.store,
      clock,
      logger,
      retentionCheckIntervalMs: config.retentionCheckIntervalMs,
      checkpointIntervalMs: config.checkpointIntervalMs,
    });
    this.#census = this.#newCensus();
  }

  /** Opens the data directory and every replica in it. */
  static async open(
    options: StorageNodeOptions,
    config: StorageNodeConfig,
    surroundings: NodeSurroundings,
  ): Promise<RunningNode> {
    const { nodeId, dataDirectory, clock, logger } = options;
    const directory = await DataDirectory.open({ path: dataDirectory, nodeId, clock, logger });
    let leaveMetrics: (() => void) | undefined;
    try {
      const mayHaveLostWrites = directory.previousShutdown === 'kernel-crash';
      const logs = new LogEnvironment({
        path: dataDirectory,
        database: directory.database,
        clock,
        logger,
        mayHaveTornWrites: mayHaveLostWrites,
        maxOpenFiles: openFileLimit(config.maxOpenFiles),
        fileSystem: options.fileSystem,
        tailBytes: config.tailBytes,
        observer: surroundings.metrics.logs,
      });
      const store = new ReplicaStore(directory.database);
      const stored = await store.load();
      const topics = new TopicRegistry(store, logger, stored.topics);
      const view = surroundings.security;
      const securityCopy = new SecurityCopy({ database: directory.database, view, clock, logger });
      const opened = { directory, logs, store, topics, securityCopy };
      const node = new RunningNode(options, config, surroundings, opened);
      leaveMetrics = surroundings.metrics.join(node.#census);
      node.#leaveMetrics = leaveMetrics;
      await node.registry.open(stored, {
        wasShutDownCleanly: directory.previousShutdown === 'clean',
        mayHaveLostWrites,
        isAmnesiac: directory.isAmnesiac,
      });
      await securityCopy.start();
      return node;
    } catch (error) {
      leaveMetrics?.();
      await directory[Symbol.asyncDispose]();
      throw error;
    }
  }

  get clusterId(): string | null {
    return this.#opened.directory.clusterId;
  }

  /** Registered, alive for the cluster, caught up since it started, and not about to stop. */
  get isReady(): boolean {
    const isRegistered = this.#registration.session !== undefined;
    const isAlive = this.#view.node(this.#options.nodeId)?.state === 'NODE_STATE_ALIVE';
    return isRegistered && isAlive && this.drain.isDraining !== true && this.#catchUp.isDone;
  }

  /** The name of a topic that a controller has told of, or that the metadata has. */
  topicNameOf(topicId: string): string | undefined {
    return (this.topics.get(topicId as TopicId) ?? this.#view.topicById(topicId))?.name;
  }

  /** A number for a replication session, unique on this node. */
  nextSession(): number {
    this.#lastSession += 1;
    return this.#lastSession;
  }

  /** Begins to work; resolves once the node is registered with the active controller. */
  async start(): Promise<void> {
    this.#maintenance.start();
    this.#watcher.start();
    this.#securityWatcher.start();
    await this.#disk.start();
    await this.#registration.start();
  }

  /** Ends all work, closes every log and the directory, and marks it clean if they were. */
  async close(): Promise<void> {
    const { directory, logs, securityCopy } = this.#opened;
    this.#leaveMetrics();
    await this.#registration.stop();
    this.#publisher.stop();
    await this.#watcher.stop();
    await this.#securityWatcher.stop();
    await securityCopy.stop();
    await this.#disk[Symbol.asyncDispose]();
    await this.#maintenance[Symbol.asyncDispose]();
    await this.#maintenance.checkpoint();
    const reason = new WeirError('SHUTTING_DOWN', 'The node is shutting down');
    const areSound = await this.registry.close(reason);
    this.#links.close();
    await logs[Symbol.asyncDispose]();
    if (areSound) await directory.markCleanShutdown();
    await directory[Symbol.asyncDispose]();
  }

  #newRegistration(): NodeRegistration {
    const { nodeId, host, rack, advertisedAddress, externalAddress, controllers } = this.#options;
    const { channels, clock, random, logger } = this.#options;
    const { directory } = this.#opened;
    return new NodeRegistration({
      nodeId,
      controllers,
      channels,
      clock,
      random,
      logger,
      token: this.token,
      request: () => ({
        nodeId,
        clusterId: directory.clusterId ?? '',
        directoryId: directory.directoryId,
        incarnation: this.#incarnation,
        address: advertisedAddress(),
        externalAddress: externalAddress ?? '',
        host,
        rack,
        version: weirVersion,
      }),
      status: () => ({
        ...this.#census.status(),
        isDraining: this.drain.isDraining,
        isCatchingUp: !this.#catchUp.isDone,
      }),
      joinCluster: (clusterId) => directory.joinCluster(clusterId),
      onRegistered: () => {
        for (const partition of this.#leading) this.#publisher.changed(partition);
      },
    });
  }

  #newDrain(): NodeDrain {
    const { nodeId, channels, clock, logger } = this.#options;
    const { drainTimeoutMs, drainTurnTimeoutMs } = this.#config;
    return new NodeDrain({
      ...{ nodeId, channels, clock, logger, registration: this.#registration },
      leaderships: () => this.#leading.size,
      handOverTimeoutMs: drainTimeoutMs,
      turnTimeoutMs: drainTurnTimeoutMs,
    });
  }

  #newRegistry(): PartitionRegistry {
    const { nodeId, clock, logger } = this.#options;
    const { directory, store, logs, topics } = this.#opened;
    return new PartitionRegistry({
      logs,
      topics,
      observer: this.metrics.replicas,
      recovery: this.#recovery,
      environment: {
        nodeId,
        incarnation: this.#incarnation,
        directoryId: directory.directoryId,
        clock,
        logger,
        store,
        links: this.#links,
        lagTimeMaxMs: this.#config.replicaLagTimeMaxMs,
        replication: this.metrics.traffic,
        produce: this.metrics.phases,
        hasRoom: () => (this.#disk.space?.freeBytes ?? minFreeBytes) >= minFreeBytes,
        leaderHint: (key) => this.#leaderHint(key),
        inSyncReplicasChanged: (partition) => {
          this.#inSyncChanges.changed(partition);
          this.#publisher.changed(partition);
        },
        leadershipChanged: (partition) => {
          this.#leadershipChanged(partition);
        },
        timeMatters: (partition) => {
          this.#ticking.add(partition);
        },
      },
    });
  }

  #newCensus(): NodeCensus {
    const { nodeId, clock } = this.#options;
    return new NodeCensus({
      ...{ nodeId, clock, registry: this.registry, leading: this.#leading },
      ...{ directory: this.#opened.directory, logs: this.#opened.logs, disk: this.#disk },
      ...{ budget: this.budget, recovery: this.#recovery, metadata: this.#view },
      ...{ traffic: this.traffic, startedAtMs: clock.nowMs() },
      topicNameOf: (topicId) => this.topicNameOf(topicId),
      isRegistered: () => this.#registration.session !== undefined,
    });
  }

  #leadershipChanged(partition: Partition): void {
    this.#inSyncChanges.leadershipChanged(partition);
    if (partition.leaderEpoch === undefined) {
      this.#leading.delete(partition);
    } else {
      this.#leading.add(partition);
      this.metrics.replicas.leaderStarted();
    }
  }

  #leaderHint({ topicId, partition }: ReplicaKey): LeaderHint {
    const known = this.#view.topicById(topicId)?.partitions[partition];
    if (known?.leader === undefined || known.leader === this.#options.nodeId) return {};
    return {
      leader: String(known.leader),
      leader_address: this.#view.node(known.leader)?.address ?? '',
      leader_epoch: String(known.leaderEpoch),
    };
  }
}

/** The error of a node that does not take calls. */
export function notRunning(isStopping: boolean): WeirError {
  const state = isStopping ? 'shutting down' : 'starting';
  return new WeirError('SHUTTING_DOWN', `The node is ${state}`);
}

/** The error of a start that a stop has overtaken. */
export function stoppedBefore(): WeirError {
  return new WeirError('CANCELLED', 'The node was stopped before it had started');
}
