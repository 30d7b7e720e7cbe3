import { WeirError } from '@weir/core';
import type { ActiveContext } from '../cluster/active-context.ts';
import { keyOf, type PartitionRecord, replicasOf } from '../cluster/records.ts';
import { askLeaders } from '../node/ask-leaders.ts';

interface Suspicion {
  readonly leaderEpoch: number;
  readonly sinceMs: number;
}

/** So long nobody may follow before the leader is asked. */
const patienceMs = 1_000;
/** Between two elections of one partition for this reason. */
const minIntervalMs = 10_000;

/**
 * Finds leaders that reach this controller and none of their followers, though those reach it too: they
 * can commit nothing, and the others could.
 *
 * A leader that is followed by somebody who is merely behind is left alone.
 *
 * Tests: `cut-off-leaders.test.ts`.
 */
export class CutOffLeaders {
  readonly #context: ActiveContext;
  readonly #suspicions = new Map<string, Suspicion>();
  readonly #replacedAtMs = new Map<string, number>();

  constructor(context: ActiveContext) {
    this.#context = context;
  }

  /** Has the others decide where that is so. */
  async replace(): Promise<void> {
    const { state, elections, clock, logger } = this.#context;
    const nowMs = clock.monotonicMs();
    const suspects = state.activePartitions().filter((record) => this.#isSuspect(record));
    this.#note(suspects, nowMs);
    const due = suspects.filter((record) => this.#isDue(record, nowMs));
    if (due.length === 0) return;
    const answers = await askLeaders(this.#context, due, {
      targetOf: () => undefined,
      bytesPerSecondOf: () => 0,
      maxWaitMs: 0,
    });
    const cutOff = due.filter((record) => {
      const answer = answers.get(keyOf(record));
      if (answer === undefined || answer instanceof WeirError) return false;
      return !answer.followers.some(
        ({ nodeId, silentMs }) => state.isAlive(nodeId) && silentMs < patienceMs,
      );
    });
    for (const record of cutOff) {
      const { topicId, partition, leader } = record;
      this.#replacedAtMs.set(keyOf(record), nowMs);
      logger.warn({ topicId, partition, leader }, 'Nobody follows a leader: others are to lead');
    }
    await elections.elect(cutOff, 'cut-off');
  }

  /** It cannot commit, and there are others who could. */
  #isSuspect({ leader, sets, inSyncReplicas }: PartitionRecord): boolean {
    const { state } = this.#context;
    if (leader === null || !state.isReachable(leader)) return false;
    return sets.some(({ replicas, minInsyncReplicas }) => {
      const inSync = replicas.filter((nodeId) => inSyncReplicas.includes(nodeId));
      const others = replicas.filter((nodeId) => nodeId !== leader && state.isAlive(nodeId));
      return inSync.length < minInsyncReplicas && others.length >= minInsyncReplicas;
    });
  }

  #note(suspects: readonly PartitionRecord[], nowMs: number): void {
    const keys = new Set(suspects.map(keyOf));
    for (const key of this.#suspicions.keys()) if (!keys.has(key)) this.#suspicions.delete(key);
    for (const [key, atMs] of this.#replacedAtMs) {
      if (nowMs - atMs >= minIntervalMs) this.#replacedAtMs.delete(key);
    }
    for (const record of suspects) {
      const { leaderEpoch } = record;
      if (this.#suspicions.get(keyOf(record))?.leaderEpoch === leaderEpoch) continue;
      this.#suspicions.set(keyOf(record), { leaderEpoch, sinceMs: nowMs });
    }
  }

  #isDue(record: PartitionRecord, nowMs: number): boolean {
    const key = keyOf(record);
    const sinceMs = this.#suspicions.get(key)?.sinceMs ?? nowMs;
    const isOld = nowMs - sinceMs >= patienceMs;
    return isOld && !this.#replacedAtMs.has(key) && replicasOf(record).length > 1;
  }
}
