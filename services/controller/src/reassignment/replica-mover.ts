import { WeirError } from '@weir/core';
import type { ChangeReplicaConfigResult } from '@weir/protos';
import type { ActiveContext } from '../cluster/active-context.ts';
import { replaceWith } from '../cluster/cluster-writer.ts';
import { keyOf, type PartitionRecord, replicasOf } from '../cluster/records.ts';
import { groupByNode } from '../node/group-by-node.ts';
import { toReplicaSets } from '../node/node-calls.ts';
import { createReplicas } from '../topic/create-replicas.ts';
import { askLeaders, type LeaderAnswer } from '../node/ask-leaders.ts';
import { type MoveProgress, notBegun, queued, waitingFor } from './move-progress.ts';
import { planEvacuations } from './plan-evacuations.ts';
import { removeStrays } from './remove-strays.ts';

const strayCheckIntervalMs = 10_000;
const strayRetryMs = 500;
/** Partitions that are moved at a time. */
const maxMoves = 64;

/**
 * Moves partitions to the replica sets that were asked for, and everything off nodes that are being
 * decommissioned.
 *
 * Each turn looks at what is and does the next step: create the new replicas, have the leader copy and
 * switch by a joint and a final config, delete what is left over. So any step may fail, and another
 * controller goes on where this one ended. Elections that a move needs are `LeaderCare`'s.
 *
 * Invariants:
 *   - A replica set changes only by the leader's control records (replication protocol, section 8).
 *   - At most 64 partitions are moved at a time, the oldest requests first.
 * Tests: `replica-mover.test.ts`.
 */
export class ReplicaMover {
  readonly #context: ActiveContext;
  readonly #progress = new Map<string, MoveProgress>();
  readonly #onMoved: () => void;
  #blocked: ReadonlyMap<number, string> = new Map();
  #strayCheckDueMs = 0;

  /** `onMoved`: a partition has reached its target. */
  constructor(context: ActiveContext, onMoved: () => void) {
    this.#context = context;
    this.#onMoved = onMoved;
  }

  /** How far a move is. */
  progressOf(key: string): MoveProgress {
    return this.#progress.get(key) ?? notBegun;
  }

  /** Why replicas stay on a node that is being decommissioned; empty when they move. */
  blockedReason(nodeId: number): string {
    return this.#blocked.get(nodeId) ?? '';
  }

  /** Replicas may be left over: they are looked for in the next turn. */
  strayCheckDue(): void {
    this.#strayCheckDueMs = 0;
  }

  /** Does the next step of everything that is on its way. */
  async run(): Promise<void> {
    const { clock } = this.#context;
    await this.#planEvacuations();
    await this.#move();
    const nowMs = clock.monotonicMs();
    if (nowMs < this.#strayCheckDueMs) return;
    this.#strayCheckDueMs = nowMs + strayCheckIntervalMs;
    if (!(await removeStrays(this.#context))) this.#strayCheckDueMs = nowMs + strayRetryMs;
  }

  async #planEvacuations(): Promise<void> {
    const { state, writer, clock } = this.#context;
    const { evacuations, blocked } = planEvacuations(state);
    this.#blocked = blocked;
    if (evacuations.length === 0) return;
    const startedMs = clock.nowMs();
    await writer.update({
      partitions: evacuations.map(({ key, target, bytesPerSecond }) => ({
        key,
        change: (known) =>
          known?.reassignment === null
            ? { ...known, reassignment: { target, startedMs, bytesPerSecond } }
            : undefined,
      })),
    });
  }

  /** A joint config whose request was lost with the store is finished by its leader: it is followed. */
  async #move(): Promise<void> {
    const { state } = this.#context;
    const moving = state
      .activePartitions()
      .filter(({ reassignment, sets }) => reassignment !== null || sets.length > 1)
      .toSorted((left, right) => askedAtMs(left) - askedAtMs(right));
    const keys = new Set(moving.map(keyOf));
    for (const key of this.#progress.keys()) if (!keys.has(key)) this.#progress.delete(key);
    for (const record of moving.slice(maxMoves)) this.#progress.set(keyOf(record), queued);
    const current = moving.slice(0, maxMoves).filter((record) => this.#isLed(record));
    if (current.length === 0) return;

    const failures = await this.#createNew(current);
    const answers = await askLeaders(this.#context, current, {
      targetOf: ({ reassignment }) => reassignment?.target,
      bytesPerSecondOf: ({ reassignment }) => reassignment?.bytesPerSecond ?? 0,
      maxWaitMs: 0,
    });
    for (const record of current) {
      const answer = answers.get(keyOf(record));
      const failure = failures.get(keyOf(record));
      const isDone = !(answer instanceof WeirError) && answer?.isDone === true;
      const isHeldUp = failure !== undefined && !isDone;
      this.#progress.set(keyOf(record), isHeldUp ? waitingFor(failure) : progress(record, answer));
    }
    await this.#tellNew(current, answers);
    await this.#takeOver(current, answers);
  }

  #isLed(record: PartitionRecord): boolean {
    const { leader, leaderlessReason } = record;
    if (leader !== null && this.#context.state.isReachable(leader)) return true;
    const reason = leader === null ? leaderlessReason : `node ${leader} does not answer`;
    this.#progress.set(keyOf(record), waitingFor(`there is no leader: ${reason}`));
    return false;
  }

  /** Why new replicas are not there yet, by partition. */
  async #createNew(records: readonly PartitionRecord[]): Promise<Map<string, string>> {
    const { state } = this.#context;
    const failures = new Map<string, string>();
    const byNode = groupByNode(records, (record) =>
      addedBy(record).filter((nodeId) => !state.facts.isCreated(keyOf(record), nodeId)),
    );
    await Promise.all(
      [...byNode].map(async ([nodeId, missing]) => {
        if (!state.isReachable(nodeId)) {
          for (const record of missing) {
            failures.set(keyOf(record), `node ${nodeId} does not answer`);
          }
          return;
        }
        const errors = await createReplicas(this.#context, missing, [nodeId]);
        for (const record of missing) {
          const error = errors.get(`${keyOf(record)}@${nodeId}`);
          if (error !== undefined) failures.set(keyOf(record), `node ${nodeId}: ${error.message}`);
        }
      }),
    );
    return failures;
  }

  /** New replicas learn whom to follow, until their leader has heard of them. */
  async #tellNew(
    records: readonly PartitionRecord[],
    answers: ReadonlyMap<string, LeaderAnswer>,
  ): Promise<void> {
    const { state, elections } = this.#context;
    const byNode = groupByNode(records, (record) => {
      const answer = answers.get(keyOf(record));
      if (answer === undefined || answer instanceof WeirError) return [];
      const following = answer.followers.map(({ nodeId }) => nodeId);
      return addedBy(record).filter(
        (nodeId) => state.isReachable(nodeId) && !following.includes(nodeId),
      );
    });
    await Promise.all(
      [...byNode].map(([nodeId, untold]) => elections.announcer.tell(nodeId, untold)),
    );
  }

  /** The store follows what the leaders' logs say. */
  async #takeOver(
    records: readonly PartitionRecord[],
    answers: ReadonlyMap<string, LeaderAnswer>,
  ): Promise<void> {
    const { writer, publisher, logger, state } = this.#context;
    const partitions = records.flatMap((record) => {
      const answer = answers.get(keyOf(record));
      if (answer === undefined || answer instanceof WeirError) return [];
      const change = (known: PartitionRecord | undefined): PartitionRecord | undefined =>
        known === undefined ? undefined : follow(known, record, answer);
      return [{ key: keyOf(record), change }];
    });
    const changed = (await writer.update({ partitions })).partitions;
    const finished = changed.filter(({ reassignment }) => reassignment === null);
    for (const record of finished) {
      const { topicId, partition } = record;
      const topic = state.topics.get(topicId)?.name;
      logger.info({ topic, partition, replicas: replicasOf(record) }, 'Partition has moved');
      this.#progress.delete(keyOf(record));
      this.#onMoved();
    }
    if (finished.length > 0) this.#strayCheckDueMs = 0;
    await this.#noteReplicationFactors(new Set(finished.map(({ topicId }) => topicId)));
    publisher.publish({ topicIds: changed.map(({ topicId }) => topicId) });
  }

  /** New partitions get as many replicas as all the others have by now. */
  async #noteReplicationFactors(topicIds: ReadonlySet<string>): Promise<void> {
    const { state, writer } = this.#context;
    const topics = [...topicIds].flatMap((topicId) => {
      const topic = state.topics.get(topicId);
      const factors = new Set(
        state.partitionsOf(topicId).map((record) => replicasOf(record).length),
      );
      const [replicationFactor] = factors;
      if (topic === undefined || replicationFactor === undefined || factors.size > 1) return [];
      if (topic.replicationFactor === replicationFactor) return [];
      return [replaceWith({ ...topic, replicationFactor, configVersion: topic.configVersion + 1 })];
    });
    if (topics.length > 0) await writer.update({ topics });
  }
}

function askedAtMs({ reassignment }: PartitionRecord): number {
  return reassignment?.startedMs ?? 0;
}

function addedBy(record: PartitionRecord): number[] {
  const members = replicasOf({ sets: record.sets.slice(0, 1) });
  const target = record.reassignment?.target.replicas ?? [];
  return target.filter((nodeId) => !members.includes(nodeId));
}

function progress(record: PartitionRecord, answer: LeaderAnswer | undefined): MoveProgress {
  if (answer === undefined) return waitingFor('its leader does not answer');
  if (answer instanceof WeirError) return waitingFor(answer.message);
  if (toReplicaSets(answer.config).length > 1) {
    return { state: 'REASSIGNMENT_STATE_SWITCHING', reason: '', remainingRecords: 0 };
  }
  const ends = addedBy(record).map(
    (added) => answer.followers.find(({ nodeId }) => nodeId === added)?.logEndOffset ?? 0,
  );
  const slowest = Math.max(0, Math.min(answer.logEndOffset, ...ends));
  const remainingRecords = answer.logEndOffset - slowest;
  return { state: 'REASSIGNMENT_STATE_COPYING', reason: '', remainingRecords };
}

/** The record as the leader's log has it; undefined where nothing changes. */
function follow(
  known: PartitionRecord,
  asked: PartitionRecord,
  { isDone, config }: ChangeReplicaConfigResult,
): PartitionRecord | undefined {
  const sets = toReplicaSets(config);
  const isCurrent = known.leaderEpoch === asked.leaderEpoch && sets.length > 0;
  if (!isCurrent) return undefined;
  const isFinished = isDone && known.reassignment === asked.reassignment;
  if (!isFinished && sets.length === known.sets.length) return undefined;
  const members = replicasOf({ sets });
  return {
    ...known,
    sets,
    inSyncReplicas: known.inSyncReplicas.filter((nodeId) => members.includes(nodeId)),
    reassignment: isFinished ? null : known.reassignment,
  };
}
