import { MetadataService, NodeControlService, ReplicationService } from '@weir/protos';
import {
  createMetadataHandlers,
  type Drainer,
  type DrainResult,
  MetadataView,
  type RpcServer,
  SecurityView,
  unscrapedMetrics,
} from '@weir/runtime';

import { NodeMetrics } from './metrics/node-metrics.ts';
import { createLogHandlers, logServiceDefinition } from './rpc/log-handlers.ts';
import { createNodeControlHandlers } from './rpc/node-control-handlers.ts';
import { createReplicationHandlers } from './rpc/replication-handlers.ts';
import { notRunning, RunningNode, stoppedBefore } from './running-node.ts';
import { defaultStorageNodeConfig, type StorageNodeConfig } from './storage-node-config.ts';
import type { StorageNodeOptions } from './storage-node-options.ts';

/**
 * A storage node: keeps partition replicas, serves producers and consumers of those that it leads, and
 * copies the others from their leaders.
 *
 * Add it to a server, let the server listen, then start it. Until then, and from `stop` on, its services
 * answer `SHUTTING_DOWN`.
 */
export class StorageNode implements Drainer {
  readonly #options: StorageNodeOptions;
  readonly #view = new MetadataView();
  readonly #security: SecurityView;
  readonly #metrics: NodeMetrics;
  readonly #config: StorageNodeConfig;
  #node: RunningNode | undefined;
  #isStopRequested = false;
  #isStopping = false;

  constructor(options: StorageNodeOptions) {
    this.#options = options;
    this.#security = options.security ?? new SecurityView();
    this.#config = { ...defaultStorageNodeConfig, ...options.config };
    const { nodeId, host, rack, metrics = unscrapedMetrics() } = options;
    this.#metrics = NodeMetrics.of(metrics);
    this.#metrics.describe(nodeId, host, rack);
    if (this.#config.partitionMetrics) this.#metrics.withPartitions();
  }

  /** Whether the logs are open: what has to be recovered is. */
  get isOpen(): boolean {
    return this.#node !== undefined;
  }

  /** Whether the node is registered with the active controller and has caught up since it started. */
  get isReady(): boolean {
    return this.#node?.isReady === true && !this.#isStopping;
  }

  /** Adds the Log, Replication, NodeControl and Metadata services. */
  addTo(server: RpcServer): void {
    const { clock, logger } = this.#options;
    server.addService(
      logServiceDefinition,
      createLogHandlers(() => {
        const node = this.#running();
        const { registry, budget, buffers, traffic } = node;
        const observer = { traffic, phases: this.#metrics.phases };
        const topicNameOf = (topicId: string): string | undefined => node.topicNameOf(topicId);
        return { registry, budget, clock, observer, buffers, topicNameOf };
      }),
    );
    server.addService(
      NodeControlService.service,
      createNodeControlHandlers(() => {
        const { registry, topics, token, throttle } = this.#running();
        const observer = this.#metrics.traffic;
        return { registry, topics, token, throttle, security: this.#security, clock, observer };
      }),
    );
    server.addService(
      ReplicationService.service,
      createReplicationHandlers(() => {
        const node = this.#running();
        return {
          registry: node.registry,
          throttle: node.throttle,
          clock,
          logger,
          observer: this.#metrics.traffic,
          clusterId: () => node.clusterId,
          nextSession: () => node.nextSession(),
        };
      }),
    );
    server.addService(MetadataService.service, createMetadataHandlers(this.#view));
  }

  /**
   * Opens the data and registers with the active controller; resolves when that is done. Throws
   * `DATA_DIRECTORY_IN_USE`, `INCONSISTENT_CLUSTER_ID`, `NODE_ID_IN_USE`, `INVALID_CONFIG`,
   * `STORAGE_ERROR`, or `CANCELLED` when it is stopped before.
   */
  async start(): Promise<void> {
    const node = await RunningNode.open(this.#options, this.#config, {
      metadata: this.#view,
      security: this.#security,
      metrics: this.#metrics,
    });
    this.#node = node;
    try {
      if (this.#isStopRequested) throw stoppedBefore();
      await node.start();
    } catch (error) {
      await this.#close(node);
      throw error;
    }
  }

  /** Waits until the cluster can do without this node, bounded, and hands its leaderships over. */
  async drain(): Promise<DrainResult> {
    if (this.#node === undefined || this.#isStopping) {
      return { isDrained: true, text: 'not started, nothing to drain' };
    }
    return this.#node.drain.drain();
  }

  /** Takes a drain back: the node may lead again. */
  async cancel(): Promise<void> {
    await this.#node?.drain.cancel();
  }

  /** Hands leaderships over, flushes and closes everything, and marks the directory clean. */
  async stop(): Promise<void> {
    const node = this.#node;
    this.#isStopRequested = true;
    if (node === undefined || this.#isStopping) return;
    await node.drain.handOver();
    await this.#close(node);
  }

  async #close(node: RunningNode): Promise<void> {
    if (this.#isStopping) return;
    this.#isStopping = true;
    await node.close();
    this.#node = undefined;
  }

  #running(): RunningNode {
    if (this.#node === undefined || this.#isStopping) throw notRunning(this.#isStopping);
    return this.#node;
  }
}
