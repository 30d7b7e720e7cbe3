import type { ActiveContext } from '../cluster/active-context.ts';
import { keyOf, type PartitionRecord, replicasOf } from '../cluster/records.ts';
import type { ElectionCause } from '../partition/election-plan.ts';
import { CutOffLeaders } from './cut-off-leaders.ts';

/** An election that admits replicas is not tried more often. */
const admissionIntervalMs = 1_000;

/** In turn: with the old leader, so that its followers reach its rank first; then without it. */
const handovers: readonly ElectionCause[] = ['handover', 'handover', 'handover-without-leader'];

/**
 * Holds the elections that nothing but a look at how things are asks for: for replicas that wait to be
 * admitted, and for leaders that lead though another should.
 *
 * Tests: `replica-mover.test.ts`, `controller.test.ts`, `cut-off-leaders.test.ts`.
 */
export class LeaderCare {
  readonly #context: ActiveContext;
  readonly #cutOffLeaders: CutOffLeaders;
  #admissionDueMs = 0;

  constructor(context: ActiveContext) {
    this.#context = context;
    this.#cutOffLeaders = new CutOffLeaders(context);
  }

  async run(): Promise<void> {
    await this.#admit();
    await this.#moveLeaders();
    await this.#cutOffLeaders.replace();
  }

  /** Replicas that are new, or have lost their votes, take part from an election on. */
  async #admit(): Promise<void> {
    const { state, elections, clock } = this.#context;
    const nowMs = clock.monotonicMs();
    if (nowMs < this.#admissionDueMs) return;
    const waiting = state.facts.keysToAdmit.flatMap((key) => state.partitions.get(key) ?? []);
    if (waiting.length === 0) return;
    this.#admissionDueMs = nowMs + admissionIntervalMs;
    await elections.elect(waiting, 'admit');
  }

  /**
   * A leader that is no member any more, whose disk is full, or whose node is drained gives way to a
   * member that can lead.
   */
  async #moveLeaders(): Promise<void> {
    const { state, elections } = this.#context;
    for (const cause of handovers) {
      const unfit = state.activePartitions().filter((record) => this.#hasUnfitLeader(record));
      if (unfit.length === 0) return;
      await elections.elect(unfit, cause);
    }
  }

  #hasUnfitLeader(record: PartitionRecord): boolean {
    const { state } = this.#context;
    const { leader, sets, inSyncReplicas } = record;
    if (leader === null || !state.isReachable(leader)) return false;
    const failureOf = (nodeId: number) => state.facts.failureOf(keyOf(record), nodeId);
    const isOutside = sets.length === 1 && !replicasOf(record).includes(leader);
    const isFit = (nodeId: number): boolean =>
      state.isAlive(nodeId) && failureOf(nodeId) === undefined;
    if (failureOf(leader) === 'full') return inSyncReplicas.some(isFit);
    if (isOutside || !state.isDrained(leader)) return isOutside;
    return inSyncReplicas.some((nodeId) => isFit(nodeId) && !state.isDrained(nodeId));
  }
}
