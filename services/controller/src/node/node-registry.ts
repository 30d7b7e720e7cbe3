import { sleep, WeirError } from '@weir/core';
import type {
  DrainNodeRequest,
  FailedReplica,
  HeartbeatRequest,
  NodeState,
  RegisterNodeRequest,
  RegisterNodeResponse,
} from '@weir/protos';
import { splitAddress } from '@weir/runtime';
import type { ActiveContext } from '../cluster/active-context.ts';
import { needsLeader } from '../cluster/partition-situation.ts';
import {
  keyOf,
  type NodeRecord,
  participantsOf,
  type PartitionRecord,
  replicasOf,
} from '../cluster/records.ts';
import type { ReplicaFailure } from '../partition/election.ts';
import { drainNode, type DrainOutcome } from './drain-node.ts';
import { InventoryReconciler } from './inventory-reconciler.ts';
import { logNoAnswer } from './log-no-answer.ts';
import { type NodeDeath, NodeLiveness, type NodeLivenessOptions } from './node-liveness.ts';
import { ReconcileScheduler } from './reconcile-scheduler.ts';

/** What a registry is made of beside its context. */
export interface NodeRegistryOptions {
  readonly token: number;
  readonly heartbeatIntervalMs: number;
  readonly sessionTimeoutMs: number;
  /** Names the cluster of a node that comes first; the registry founds it if there is none. */
  readonly foundCluster: (clusterId: string) => Promise<void>;
  readonly onNodeDied: () => void;
  /** Most nodes fell silent at once; true when this controller gives way to another one. */
  readonly onCutOff: (silentNodes: number) => boolean;
  /** Whether a node's port answers. */
  readonly probe: NodeLivenessOptions['probe'];
}

/**
 * The storage nodes: who they are, and whether they are alive.
 *
 * Invariants:
 *   - A node's epoch grows with each registration; whoever speaks with an older one is refused.
 *   - A node that is dead leads nothing for longer than an election takes.
 * Tests: `controller.test.ts`, `node-liveness.test.ts`.
 */
export class NodeRegistry {
  readonly #context: ActiveContext;
  readonly #options: NodeRegistryOptions;
  readonly #liveness: NodeLiveness;
  readonly #reconciler: InventoryReconciler;
  readonly #scheduler: ReconcileScheduler;
  readonly #streams = new Map<number, number>();
  readonly #awaited = new Set<number>();
  readonly #reconciled = new Set<number>();
  /** Nodes may still come with leaders that the store does not know. */
  #isEarly = true;
  /** Replicas that each node has set aside, as last told. */
  readonly #failed = new Map<number, ReadonlyMap<string, ReplicaFailure>>();

  constructor(context: ActiveContext, options: NodeRegistryOptions) {
    this.#context = context;
    this.#options = options;
    const { state } = context;
    this.#reconciler = new InventoryReconciler(context);
    this.#scheduler = new ReconcileScheduler({
      ...context,
      isReachable: (nodeId) => state.isReachable(nodeId),
      reconcile: (nodeId) => this.#reconcile(nodeId),
    });
    this.#liveness = new NodeLiveness({
      ...context,
      sessionTimeoutMs: options.sessionTimeoutMs,
      probe: options.probe,
      addressOf: (nodeId) => state.nodes.get(nodeId)?.address,
      onDead: (nodeId, death) => {
        this.#onDead(nodeId, death);
      },
    });
  }

  /** Whether what the node holds has been compared with what is known. */
  isReconciled(nodeId: number): boolean {
    return this.#reconciled.has(nodeId);
  }

  /**
   * Takes every known node for alive until its session would end or its port refuses. A node may need
   * a while to find this controller: until it registers, its answers are signs of life.
   */
  start(): void {
    const { state, clock, elections, signal } = this.#context;
    clock.setTimer(this.#options.sessionTimeoutMs, () => {
      this.#isEarly = false;
      if (signal.aborted) return;
      elections.electSoon(state.activePartitions().filter((record) => needsLeader(state, record)));
    });
    for (const nodeId of state.nodes.keys()) {
      state.nodeStates.set(nodeId, 'NODE_STATE_ALIVE');
      this.#awaited.add(nodeId);
      this.#liveness.seen(nodeId);
      void this.#liveness.probe(nodeId);
      void this.#pingUntilRegistered(nodeId);
    }
  }

  stop(): void {
    this.#liveness.stop();
  }

  /** Looks at the node's inventory soon: it has something else than it should. */
  reconcileSoon(nodeId: number): void {
    this.#scheduler.soon(nodeId);
  }

  async register(request: RegisterNodeRequest): Promise<RegisterNodeResponse> {
    const { state, writer, logger } = this.#context;
    checkRequest(request);
    await this.#options.foundCluster(request.clusterId);
    if (request.clusterId !== '' && request.clusterId !== state.clusterId) {
      throw new WeirError(
        'INCONSISTENT_CLUSTER_ID',
        `Node ${request.nodeId} has data of cluster ${request.clusterId}, this is cluster ` +
          `${state.clusterId}: give it another data directory or other controllers`,
      );
    }
    this.#refuseTwin(request);
    let isRestarted = false;
    const record = await writer.updateNode(request.nodeId, (known) => {
      isRestarted = known?.incarnation !== request.incarnation;
      return this.#newRecord(request, known);
    });
    if (isRestarted) state.catchingUp.add(request.nodeId);
    state.nodeStates.set(request.nodeId, 'NODE_STATE_ALIVE');
    this.#awaited.delete(request.nodeId);
    this.#liveness.seen(request.nodeId);
    this.#context.publisher.publish({ nodeIds: [request.nodeId] });
    const { nodeId, address, nodeEpoch } = record;
    logger.info({ nodeId, address, nodeEpoch, isRestarted }, 'Node registered');
    return {
      clusterId: state.clusterId,
      nodeEpoch,
      controllerToken: this.#options.token,
      heartbeatIntervalMs: this.#options.heartbeatIntervalMs,
      sessionTimeoutMs: this.#options.sessionTimeoutMs,
    };
  }

  /** The first heartbeat of a stream: the node can be called now. */
  streamOpened(request: HeartbeatRequest): void {
    const { nodeId } = request;
    this.heartbeat(request);
    this.#streams.set(nodeId, (this.#streams.get(nodeId) ?? 0) + 1);
    this.#scheduler.now(nodeId);
  }

  streamClosed(nodeId: number): void {
    const left = (this.#streams.get(nodeId) ?? 1) - 1;
    this.#streams.set(nodeId, left);
    if (left === 0) void this.#liveness.probe(nodeId);
  }

  heartbeat(request: HeartbeatRequest): void {
    const { state, publisher, clock } = this.#context;
    const { nodeId, replicas, leaders, logBytes, freeBytes } = request;
    const { appendedRecords, appendedBytes, sentBytes, startedAtMs } = request;
    this.checkEpoch(nodeId, request.nodeEpoch);
    this.#liveness.seen(nodeId);
    state.nodeReports.set(nodeId, {
      ...{ replicas, leaders, logBytes, freeBytes },
      ...{ appendedRecords, appendedBytes, sentBytes, startedAtMs },
      reportedAtMs: clock.nowMs(),
      failedReplicas: request.failedReplicas.length,
      version: state.nodes.get(nodeId)?.version ?? '',
    });
    this.#noteFailures(request);
    if (!request.isCatchingUp) state.catchingUp.delete(nodeId);
    const was = state.nodeStates.get(nodeId);
    const is = stateAfter(was, request.isDraining);
    if (is === was) return;
    state.nodeStates.set(nodeId, is);
    publisher.publish({ nodeIds: [nodeId] });
    if (was === 'NODE_STATE_DEAD') this.#scheduler.now(nodeId);
  }

  /** Moves the node's leaderships away, when it is its turn or it does not wait for that. */
  async drain({ nodeId, nodeEpoch, waitsForTurn }: DrainNodeRequest): Promise<DrainOutcome> {
    this.checkEpoch(nodeId, nodeEpoch);
    return drainNode(this.#context, nodeId, waitsForTurn);
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
  #noteFailures({ nodeId, failedReplicas }: HeartbeatRequest): void {
    const { state, elections, logger } = this.#context;
    const before = this.#failed.get(nodeId) ?? new Map();
    const failed = new Map(failedReplicas.map((replica) => [keyOf(replica), toFailure(replica)]));
    const isSame = [...failed].every(([key, failure]) => before.get(key) === failure);
    if (failed.size === before.size && isSame) return;
    this.#failed.set(nodeId, failed);
    state.facts.noteFailures(nodeId, failed);
    const [first] = failedReplicas;
    const level = failed.size > before.size ? 'error' : 'info';
    logger[level]({ nodeId, was: before.size, is: failed.size, first }, 'Replicas are set aside');
    elections.electSoon(state.ledBy(nodeId).filter((record) => needsLeader(state, record)));
  }

  async #pingUntilRegistered(nodeId: number): Promise<void> {
    const { calls, clock, signal } = this.#context;
    while (this.#awaited.has(nodeId) && !signal.aborted) {
      const hasAnswered = await calls.ping(nodeId).then(
        () => true,
        () => false,
      );
      if (!this.#awaited.has(nodeId)) return;
      if (hasAnswered) this.#liveness.seen(nodeId);
      else void this.#liveness.probe(nodeId);
      await sleep(clock, this.#options.heartbeatIntervalMs, signal).catch(() => undefined);
    }
  }

  /** Whether a partition that the store had lost may be led by a member that has yet to say so. */
  #mayBeLed(record: PartitionRecord): boolean {
    const { state } = this.#context;
    const mayLead = (nodeId: number): boolean =>
      !this.#reconciled.has(nodeId) && state.nodeStates.get(nodeId) !== 'NODE_STATE_DEAD';
    return this.#isEarly && record.leaderEpoch === 0 && replicasOf(record).some(mayLead);
  }

  /** When most nodes fall silent at once it is likely this side that is cut off. */
  #isCutOff(): boolean {
    const { state } = this.#context;
    const silent = 1 + this.#liveness.silentFor(this.#options.sessionTimeoutMs / 2).length;
    const isMost = silent > 1 && 2 * silent > state.reachableNodeIds().size;
    return isMost && this.#options.onCutOff(silent);
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

  #newRecord(request: RegisterNodeRequest, known: NodeRecord | undefined): NodeRecord {
    const { nodeId, address, externalAddress, host, rack, directoryId, incarnation } = request;
    // Follows the clock as well, so that it grows past a store that was rolled back.
    const nodeEpoch = Math.max(known?.nodeEpoch ?? 0, this.#context.clock.nowMs()) + 1;
    const { decommission = null, drain = null } = known ?? {};
    const identity = { nodeId, address, externalAddress, host, rack, directoryId, incarnation };
    return { ...identity, version: request.version, nodeEpoch, decommission, drain };
  }

  async #reconcile(nodeId: number): Promise<boolean> {
    const { logger, signal } = this.#context;
    try {
      const isDone = await this.#reconciler.reconcile(nodeId);
      this.#reconciled.add(nodeId);
      const { state, elections, security } = this.#context;
      // By now the inventory has shown which other nodes there are to hear from.
      const isHeard = security.hear(nodeId);
      const held = state
        .activePartitions()
        .filter((record) => participantsOf(record).includes(nodeId));
      await elections.elect(
        held.filter((record) => needsLeader(state, record) && !this.#mayBeLed(record)),
      );
      return (await isHeard) && isDone;
    } catch (error) {
      if (!signal.aborted) logNoAnswer(logger, { nodeId, call: 'GetInventory' }, error);
      return false;
    }
  }

  #onDead(nodeId: number, { evidence, isSilence }: NodeDeath): void {
    const { state, publisher, elections, logger, signal } = this.#context;
    if (signal.aborted || (isSilence && this.#isCutOff())) return;
    state.nodeStates.set(nodeId, 'NODE_STATE_DEAD');
    this.#awaited.delete(nodeId);
    publisher.publish({ nodeIds: [nodeId] });
    const led = state.ledBy(nodeId).filter((record) => needsLeader(state, record));
    logger.warn({ nodeId, evidence, leaderships: led.length }, 'Node is dead');
    this.#options.onNodeDied();
    elections.electSoon(led);
  }
}

/** A node that says nothing of it goes on as it was. */
function stateAfter(was: NodeState | undefined, isDraining: boolean | undefined): NodeState {
  const isStopping = isDraining ?? was === 'NODE_STATE_STOPPING';
  return isStopping ? 'NODE_STATE_STOPPING' : 'NODE_STATE_ALIVE';
}

function checkRequest(request: RegisterNodeRequest): void {
  const { nodeId, address, externalAddress, directoryId, incarnation } = request;
  splitAddress(address);
  if (externalAddress !== '') splitAddress(externalAddress);
  if (nodeId < 0 || directoryId === '' || incarnation === '') {
    throw new WeirError(
      'INVALID_REQUEST',
      `Node ${nodeId} must have an id of 0 or more, a data directory id and an incarnation`,
    );
  }
}

function toFailure({ kind, canPromise }: FailedReplica): ReplicaFailure {
  if (!canPromise) return 'absent';
  return kind === 'disk_full' ? 'full' : 'unclean';
}
