import type { Clock, Random } from '@weir/core';
import type { LeaderAndIsrPartitionInput, PartitionResult } from '@weir/protos';
import type { Logger } from '@weir/runtime';
import type { ClusterState } from '../cluster/cluster-state.ts';
import { keyOf, participantsOf, type PartitionRecord } from '../cluster/records.ts';
import { groupByNode } from '../node/group-by-node.ts';
import { logNoAnswer } from '../node/log-no-answer.ts';
import type { NodeCalls } from '../node/node-calls.ts';

/** What an announcer works with. */
export interface LeaderAnnouncerOptions {
  readonly state: ClusterState;
  readonly calls: NodeCalls;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** A leader did not take up the epoch that it was elected for. */
  readonly onRefused: (records: readonly PartitionRecord[]) => void;
  /** A node has something else than it should: its inventory is worth a look. */
  readonly onNodeDiffers: (nodeId: number) => void;
}

const retryMinMs = 100;
const retryMaxMs = 1_000;

/**
 * Tells nodes who leads, one LeaderAndIsr call per node.
 *
 * Invariants:
 *   - Only decisions that stand are told: one that another has replaced is dropped.
 *   - A node that does not answer is told again as long as it counts as reachable.
 * Tests: `election-runner.test.ts`.
 */
export class LeaderAnnouncer {
  readonly #options: LeaderAnnouncerOptions;
  readonly #untold = new Map<number, Map<string, PartitionRecord>>();

  constructor(options: LeaderAnnouncerOptions) {
    this.#options = options;
  }

  /** Tells every member, and whoever is to become one; `onLed` gets those of a leader that has answered. Waits for leaders only. */
  async announce(
    records: readonly PartitionRecord[],
    onLed: (records: readonly PartitionRecord[]) => void,
  ): Promise<void> {
    const { state } = this.#options;
    const byNode = groupByNode(records, (record) =>
      participantsOf(record).filter((nodeId) => state.isReachable(nodeId)),
    );
    await Promise.all(
      [...byNode].map(async ([nodeId, concerned]) => {
        const led = concerned.filter(({ leader }) => leader === nodeId);
        const told = this.tell(nodeId, concerned);
        if (led.length === 0) return;
        await told;
        onLed(led);
      }),
    );
  }

  /** Tells one node, and of partitions in which it must promise first once it has; never fails. */
  async tell(nodeId: number, records: readonly PartitionRecord[]): Promise<void> {
    const { state, signal } = this.#options;
    const standing = records.filter((record) => this.#stands(record));
    if (standing.length === 0 || signal.aborted || !state.isReachable(nodeId)) return;
    const isReady = (record: PartitionRecord): boolean =>
      !state.facts.mustPromise(keyOf(record), nodeId);
    const ready = standing.filter(isReady);
    // A promise that comes after its election was decided makes the others ready.
    if (ready.length < standing.length) {
      this.#tellLater(
        nodeId,
        standing.filter((record) => !isReady(record)),
      );
    }
    if (ready.length > 0) await this.#tellNow(nodeId, ready);
  }

  async #tellNow(nodeId: number, standing: readonly PartitionRecord[]): Promise<void> {
    const { calls, logger } = this.#options;
    try {
      const messages = standing.map((record) => this.#toMessage(record));
      this.#judge(nodeId, standing, await calls.leaderAndIsr(nodeId, messages));
    } catch (error) {
      logNoAnswer(logger, { nodeId, call: 'LeaderAndIsr' }, error);
      this.#tellLater(nodeId, standing);
    }
  }

  #stands(record: PartitionRecord): boolean {
    const { state } = this.#options;
    const current = state.partitions.get(keyOf(record));
    return record.leader !== null && current?.proposalId === record.proposalId;
  }

  #toMessage(record: PartitionRecord): LeaderAndIsrPartitionInput {
    const leader = record.leader ?? -1;
    return {
      topicId: record.topicId,
      partition: record.partition,
      leaderEpoch: record.leaderEpoch,
      proposalId: record.proposalId,
      leader,
      leaderIncarnation: record.leaderIncarnation,
      leaderAddress: this.#options.state.nodes.get(leader)?.address ?? '',
      partitionEpoch: record.partitionEpoch,
      inSyncReplicas: [...record.inSyncReplicas],
    };
  }

  #judge(
    nodeId: number,
    records: readonly PartitionRecord[],
    results: readonly PartitionResult[],
  ): void {
    const { logger, onRefused, onNodeDiffers } = this.#options;
    const refused = records.filter((record, index) => {
      const { errorCode = '', errorMessage = '' } = results[index] ?? {};
      if (errorCode === '') return false;
      const { topicId, partition, leader, leaderEpoch } = record;
      logger.warn(
        { nodeId, topicId, partition, leader, leaderEpoch, errorCode, errorMessage },
        'Node did not take up a leader',
      );
      return true;
    });
    if (refused.length === 0) return;
    const lost = refused.filter((record) => record.leader === nodeId && this.#stands(record));
    if (lost.length > 0) onRefused(lost);
    if (lost.length < refused.length) onNodeDiffers(nodeId);
  }

  #tellLater(nodeId: number, records: readonly PartitionRecord[]): void {
    const { clock, random } = this.#options;
    const pending = this.#untold.get(nodeId);
    const untold = pending ?? new Map<string, PartitionRecord>();
    for (const record of records) {
      untold.set(keyOf(record), record);
    }
    if (pending !== undefined) return;
    this.#untold.set(nodeId, untold);
    clock.setTimer(retryMinMs + random.nextInt(retryMaxMs - retryMinMs), () => {
      this.#untold.delete(nodeId);
      void this.tell(nodeId, [...untold.values()]);
    });
  }
}
