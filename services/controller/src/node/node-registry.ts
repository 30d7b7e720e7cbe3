import { WeirError } from '@weir/core';
import type { HeartbeatRequest, RegisterNodeRequest, RegisterNodeResponse } from '@weir/protos';
import { splitAddress } from '@weir/runtime';
import type { ActiveContext } from '../cluster/active-context.ts';
import { type NodeRecord, partitionKey, type PartitionRecord } from '../cluster/records.ts';
import { needsLeader } from '../election/election-runner.ts';
import { InventoryReconciler } from './inventory-reconciler.ts';
import { logNoAnswer } from './log-no-answer.ts';
import { NodeLiveness } from './node-liveness.ts';

/** What a registry is made of beside its context. */
export interface NodeRegistryOptions {
  readonly token: number;
  readonly heartbeatIntervalMs: number;
  readonly sessionTimeoutMs: number;
  /** Names the cluster of a node that comes first; the registry founds it if there is none. */
  readonly foundCluster: (clusterId: string) => Promise<void>;
}

interface LedPartition {
  readonly key: string;
  readonly record: PartitionRecord;
}

/**
 * The storage nodes: who they are, and whether they are alive.
 *
 * Invariants:
 *   - A node's epoch grows with each registration; whoever speaks with an older one is refused.
 *   - A node that is dead leads nothing for longer than an election takes.
 */
export class NodeRegistry {
  readonly #context: ActiveContext;
  readonly #options: NodeRegistryOptions;
  readonly #liveness: NodeLiveness;
  readonly #reconciler: InventoryReconciler;
  readonly #streams = new Map<number, number>();
  readonly #awaited = new Set<number>();
  readonly #reconciled = new Set<number>();
  readonly #versions = new Map<number, string>();
  /** Partitions whose set-aside leader is being replaced. */
  readonly #replacing = new Set<string>();

  constructor(context: ActiveContext, options: NodeRegistryOptions) {
    this.#context = context;
    this.#options = options;
    this.#reconciler = new InventoryReconciler(context);
    this.#liveness = new NodeLiveness({
      sessionTimeoutMs: options.sessionTimeoutMs,
      clock: context.clock,
      logger: context.logger,
      addressOf: (nodeId) => context.state.nodes.get(nodeId)?.address,
      onDead: (nodeId, evidence) => {
        this.#onDead(nodeId, evidence);
      },
    });
  }

  /** Whether what the node holds has been compared with what is known. */
  isReconciled(nodeId: number): boolean {
    return this.#reconciled.has(nodeId);
  }

  /** Takes every known node for alive until its session would end. */
  start(): void {
    const { state } = this.#context;
    for (const nodeId of state.nodes.keys()) {
      state.nodeStates.set(nodeId, 'NODE_STATE_ALIVE');
      this.#awaited.add(nodeId);
      this.#liveness.seen(nodeId);
    }
  }

  stop(): void {
    this.#liveness.stop();
  }

  async register(request: RegisterNodeRequest): Promise<RegisterNodeResponse> {
    const { state, journal } = this.#context;
    splitAddress(request.address);
    await this.#options.foundCluster(request.clusterId);
    if (request.clusterId !== '' && request.clusterId !== state.clusterId) {
      throw new WeirError(
        'INCONSISTENT_CLUSTER_ID',
        `Node ${request.nodeId} has data of cluster ${request.clusterId}, this is cluster ` +
          `${state.clusterId}: give it another data directory or other controllers`,
      );
    }
    this.#refuseTwin(request);
    const record = this.#newRecord(request);
    await journal.saveNode(record);
    const isRestarted = state.nodes.get(request.nodeId)?.incarnation !== request.incarnation;
    state.nodes.set(request.nodeId, record);
    state.nodeStates.set(request.nodeId, 'NODE_STATE_ALIVE');
    this.#awaited.delete(request.nodeId);
    this.#versions.set(request.nodeId, request.version);
    this.#liveness.seen(request.nodeId);
    this.#context.publisher.publish({ nodeIds: [request.nodeId] });
    const { nodeId, address, nodeEpoch } = record;
    this.#context.logger.info({ nodeId, address, nodeEpoch, isRestarted }, 'Node registered');
    return {
      clusterId: state.clusterId,
      nodeEpoch,
      controllerToken: this.#options.token,
      heartbeatIntervalMs: this.#options.heartbeatIntervalMs,
      sessionTimeoutMs: this.#options.sessionTimeoutMs,
    };
  }

  /** The node has opened its heartbeat stream: it can be called now. */
  streamOpened(nodeId: number): void {
    this.#streams.set(nodeId, (this.#streams.get(nodeId) ?? 0) + 1);
    void this.#reconcile(nodeId);
  }

  streamClosed(nodeId: number): void {
    const left = (this.#streams.get(nodeId) ?? 1) - 1;
    this.#streams.set(nodeId, left);
    if (left === 0) void this.#liveness.streamBroke(nodeId);
  }

  heartbeat(request: HeartbeatRequest): void {
    const { state, publisher } = this.#context;
    this.checkEpoch(request.nodeId, request.nodeEpoch);
    this.#liveness.seen(request.nodeId);
    const { replicas, leaders, logBytes, freeBytes } = request;
    state.nodeReports.set(request.nodeId, {
      ...{ replicas, leaders, logBytes, freeBytes },
      failedReplicas: request.failedReplicas.length,
      version: this.#versions.get(request.nodeId) ?? '',
    });
    this.#replaceFailedLeaders(request);
    if (state.nodeStates.get(request.nodeId) !== 'NODE_STATE_DEAD') return;
    state.nodeStates.set(request.nodeId, 'NODE_STATE_ALIVE');
    publisher.publish({ nodeIds: [request.nodeId] });
    void this.#reconcile(request.nodeId);
  }

  /** Moves the node's leaderships away and returns how many are left. */
  async drain(nodeId: number, nodeEpoch: number): Promise<number> {
    this.checkEpoch(nodeId, nodeEpoch);
    const { state, publisher, elections, logger } = this.#context;
    state.nodeStates.set(nodeId, 'NODE_STATE_STOPPING');
    publisher.publish({ nodeIds: [nodeId] });
    logger.info({ nodeId }, 'Node is stopping');
    for (let attempt = 0; attempt < 5 && this.#ledBy(nodeId).length > 0; attempt += 1) {
      const led = this.#ledBy(nodeId).filter(({ inSyncReplicas }) =>
        inSyncReplicas.some((id) => id !== nodeId && state.isAlive(id)),
      );
      if (led.length === 0) break;
      await elections.elect(
        led.map((record) => ({ ...record, avoid: [nodeId], isHandOver: true })),
      );
    }
    return this.#ledBy(nodeId).length;
  }

  /** `NODE_ID_NOT_REGISTERED` or `STALE_NODE_EPOCH` unless this is the node's last registration. */
  checkEpoch(nodeId: number, nodeEpoch: number): void {
    const record = this.#context.state.nodes.get(nodeId);
    if (record === undefined || this.#awaited.has(nodeId)) {
      throw new WeirError('NODE_ID_NOT_REGISTERED', `Node ${nodeId} is not registered here`);
    }
    if (record.nodeEpoch !== nodeEpoch) {
      throw new WeirError(
        'STALE_NODE_EPOCH',
        `Node epoch ${nodeEpoch} of node ${nodeId} is not ${record.nodeEpoch}`,
      );
    }
  }

  /** A leader whose log is set aside leads no more, though its node is alive. */
  #replaceFailedLeaders({ nodeId, failedReplicas }: HeartbeatRequest): void {
    const { state, logger } = this.#context;
    const led = failedReplicas.flatMap(({ topicId, partition }) => {
      const key = partitionKey(topicId, partition);
      const record = state.partitions.get(key);
      if (record?.leader !== nodeId || this.#replacing.has(key)) return [];
      return [{ key, record }];
    });
    if (led.length === 0) return;
    logger.warn({ nodeId, partitions: led.length }, 'Leaders are set aside: electing others');
    void this.#replace(nodeId, led);
  }

  async #replace(nodeId: number, led: readonly LedPartition[]): Promise<void> {
    const { elections, logger } = this.#context;
    for (const { key } of led) this.#replacing.add(key);
    try {
      await elections.elect(
        led.map(({ record }) => ({ ...record, avoid: [nodeId], isHandOver: true })),
      );
    } catch (error) {
      logger.warn({ nodeId, err: error }, 'Elections failed');
    } finally {
      for (const { key } of led) this.#replacing.delete(key);
    }
  }

  #ledBy(nodeId: number) {
    return [...this.#context.state.partitions.values()].filter(({ leader }) => leader === nodeId);
  }

  #refuseTwin({ nodeId, directoryId, address }: RegisterNodeRequest): void {
    const known = this.#context.state.nodes.get(nodeId);
    const hasStream = (this.#streams.get(nodeId) ?? 0) > 0;
    if (known === undefined || known.directoryId === directoryId || !hasStream) return;
    throw new WeirError(
      'NODE_ID_IN_USE',
      `Node id ${nodeId} is in use by ${known.address} with another data directory: give ` +
        `${address} another id`,
    );
  }

  #newRecord(request: RegisterNodeRequest): NodeRecord {
    const { nodeId, address, host, rack, directoryId, incarnation } = request;
    const known = this.#context.state.nodes.get(nodeId);
    // Follows the clock as well, so that it grows past a store that was rolled back.
    const nodeEpoch = Math.max(known?.nodeEpoch ?? 0, this.#context.clock.nowMs()) + 1;
    return { nodeId, address, host, rack, directoryId, incarnation, nodeEpoch };
  }

  async #reconcile(nodeId: number): Promise<void> {
    const { calls, logger, signal } = this.#context;
    try {
      const expected = this.#reconciler.expectedReplicas(nodeId);
      const inventory = await calls.inventory(nodeId);
      await this.#reconciler.reconcile(nodeId, inventory, expected);
      this.#reconciled.add(nodeId);
    } catch (error) {
      if (!signal.aborted) logNoAnswer(logger, { nodeId, call: 'GetInventory' }, error);
    }
  }

  #onDead(nodeId: number, evidence: string): void {
    const { state, publisher, elections, logger, signal } = this.#context;
    if (signal.aborted) return;
    state.nodeStates.set(nodeId, 'NODE_STATE_DEAD');
    this.#awaited.delete(nodeId);
    publisher.publish({ nodeIds: [nodeId] });
    const led = this.#ledBy(nodeId).filter((record) => needsLeader(record, state));
    logger.warn({ nodeId, evidence, leaderships: led.length }, 'Node is dead');
    elections.elect(led).catch((error: unknown) => {
      if (!signal.aborted) logger.error({ nodeId, err: error }, 'Elections failed');
    });
  }
}
