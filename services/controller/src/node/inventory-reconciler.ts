import type { ActiveContext } from '../cluster/active-context.ts';
import {
  keyOf,
  participantsOf,
  partitionKey,
  type PartitionRecord,
  replicasOf,
  type TopicRecord,
} from '../cluster/records.ts';
import { createReplicas } from '../topic/create-replicas.ts';
import { deleteTopics } from '../topic/delete-topics.ts';
import { toTopicIdentity } from '../topic/topic-identity.ts';
import { findInInventory } from './inventory-findings.ts';
import { type Inventory, settle } from './node-calls.ts';

/**
 * Compares what a node holds with what the controller knows, when the node registers.
 *
 * The store is a cache: what it lacks is taken over from the nodes, and nothing is ever deleted for
 * lack of metadata (replication protocol, section 9). A node is told of leaders, settings and
 * deletions that it missed, and gets replicas that it should hold and does not.
 *
 * Tests: `inventory-reconciler.test.ts`, `inventory-findings.test.ts`, `controller.test.ts`,
 * `controller-failover.test.ts`.
 */
export class InventoryReconciler {
  readonly #context: ActiveContext;

  constructor(context: ActiveContext) {
    this.#context = context;
  }

  /**
   * Asks a node for its inventory, takes it in and repairs what differs; false when something is left
   * to repair. What is decided while the node answers is not missed in its answer.
   */
  async reconcile(nodeId: number): Promise<boolean> {
    const { state, calls, elections, signal } = this.#context;
    const expected = this.#recordsOf(nodeId).map(keyOf);
    const inventory = await calls.inventory(nodeId);
    signal.throwIfAborted();
    state.facts.noteInventory(nodeId, inventory.replicas);
    await this.#takeOver(nodeId, inventory);
    signal.throwIfAborted();
    this.#noteOtherProposals(inventory);
    await this.#finishDeletions(inventory);
    const areCreated = await this.#createMissing(nodeId, inventory, expected);
    const areTold = await this.#tellTopics(nodeId, inventory);
    await elections.announcer.tell(nodeId, this.#recordsOf(nodeId));
    return areCreated && areTold;
  }

  async #takeOver(nodeId: number, inventory: Inventory): Promise<void> {
    const { state, writer, publisher, elections, logger } = this.#context;
    const known = { topics: state.topics.size, partitions: state.partitions.size };
    const findings = findInInventory(nodeId, inventory, state.facts);
    const { topics, partitions } = await writer.update(findings);
    const lost = await this.#dropLostLeaders(nodeId, inventory);
    const newTopics = state.topics.size - known.topics;
    const newPartitions = state.partitions.size - known.partitions;
    if (newTopics > 0 || newPartitions > 0) {
      logger.warn(
        { nodeId, newTopics, newPartitions },
        'The metadata store lacked what a node holds: taken over from it',
      );
    }
    for (const topic of topics) this.#reportSharedName(topic);
    // Members that registered before a leader was heard of have not been told of it.
    await elections.announcer.announce(partitions, () => undefined);
    const found = topics.flatMap(({ topicId }) => state.partitionsOf(topicId));
    this.#lookAtMembers([...partitions, ...found]);
    publisher.publish({
      topicIds: [...topics, ...partitions, ...lost].map(({ topicId }) => topicId),
    });
  }

  /** Members that registered before a partition was heard of may lack their replica of it. */
  #lookAtMembers(records: readonly PartitionRecord[]): void {
    const { state, onNodeDiffers } = this.#context;
    const lacking = records.flatMap((record) =>
      replicasOf(record).filter((nodeId) => !state.facts.isCreated(keyOf(record), nodeId)),
    );
    for (const nodeId of new Set(lacking)) {
      if (state.isReachable(nodeId)) onNodeDiffers(nodeId);
    }
  }

  /** A member that promised another proposal of the leader's epoch can only follow in a higher one. */
  #noteOtherProposals({ replicas }: Inventory): void {
    const { state } = this.#context;
    for (const { topicId, partition, promisedEpoch, proposalId } of replicas) {
      const key = partitionKey(topicId, partition);
      const record = state.partitions.get(key);
      if (record?.leader === null || record?.leaderEpoch !== promisedEpoch) continue;
      if (record.proposalId !== proposalId) state.facts.notePromise(key, promisedEpoch + 1);
    }
  }

  /** A leader whose replica is gone, with the data directory of an earlier life. */
  async #dropLostLeaders(nodeId: number, inventory: Inventory): Promise<PartitionRecord[]> {
    const { state, writer } = this.#context;
    const held = heldKeys(inventory);
    const incarnation = state.nodes.get(nodeId)?.incarnation;
    const isLost = (record: PartitionRecord): boolean =>
      record.leader === nodeId && record.leaderIncarnation !== incarnation;
    const keys = state
      .activePartitions()
      .filter(isLost)
      .map(keyOf)
      .filter((key) => !held.has(key));
    const changed = await writer.update({
      partitions: keys.map((key) => ({
        key,
        change: (known) =>
          known !== undefined && isLost(known)
            ? { ...known, leader: null, leaderlessReason: 'its leader has lost its data' }
            : undefined,
      })),
    });
    return [...changed.partitions];
  }

  /** Two topics of one name are kept apart, and reported. */
  #reportSharedName({ topicId, name, state: topicState }: TopicRecord): void {
    const { state, logger } = this.#context;
    if (topicState !== 'active') return;
    const others = [...state.topics.values()].filter(
      (topic) => topic.name === name && topic.state === 'active' && topic.topicId !== topicId,
    );
    for (const other of others) {
      logger.error(
        { topic: name, topicId, otherTopicId: other.topicId },
        'Two topics have the same name: delete one of them',
      );
    }
  }

  async #finishDeletions({ replicas }: Inventory): Promise<void> {
    const { state } = this.#context;
    const topicIds = new Set(replicas.map(({ topicId }) => topicId));
    const isConcerned = ({ topicId, state: topicState }: TopicRecord): boolean =>
      topicState === 'deleting' && (topicIds.has(topicId) || this.#isWithoutReplicas(topicId));
    await deleteTopics(this.#context, [...state.topics.values()].filter(isConcerned));
  }

  /** Nothing of it is left anywhere: only its record is. */
  #isWithoutReplicas(topicId: string): boolean {
    const { state } = this.#context;
    return state
      .partitionsOf(topicId)
      .every((record) =>
        replicasOf(record).every(
          (nodeId) => !state.facts.isCreated(partitionKey(topicId, record.partition), nodeId),
        ),
      );
  }

  async #createMissing(
    nodeId: number,
    inventory: Inventory,
    expected: readonly string[],
  ): Promise<boolean> {
    const missed = new Set(expected).difference(heldKeys(inventory));
    const missing = this.#recordsOf(nodeId).filter((record) => missed.has(keyOf(record)));
    if (missing.length === 0) return true;
    const errors = await createReplicas(this.#context, missing, [nodeId]);
    const { logger } = this.#context;
    logger.warn({ nodeId, missing: missing.length, failed: errors.size }, 'Replicas created anew');
    return errors.size === 0;
  }

  async #tellTopics(nodeId: number, { topics }: Inventory): Promise<boolean> {
    const { state, calls, logger } = this.#context;
    const stale = topics.flatMap((identity) => {
      const topic = state.topics.get(identity.topicId);
      return topic !== undefined && topic.configVersion > identity.configVersion ? [topic] : [];
    });
    if (stale.length === 0) return true;
    const told = calls.updateTopics(nodeId, stale.map(toTopicIdentity)).then(() => []);
    const { error } = await settle(told);
    if (error !== undefined) logger.warn({ nodeId, err: error }, 'Node was not told of topics');
    return error === undefined;
  }

  #recordsOf(nodeId: number): PartitionRecord[] {
    const { state } = this.#context;
    return state.activePartitions().filter((record) => participantsOf(record).includes(nodeId));
  }
}

function heldKeys({ replicas }: Inventory): ReadonlySet<string> {
  return new Set(replicas.map(keyOf));
}
