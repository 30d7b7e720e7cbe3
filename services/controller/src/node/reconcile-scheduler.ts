import type { Clock, Random } from '@weir/core';
import { Backoff } from '@weir/runtime';

/** What a scheduler works with. */
export interface ReconcileSchedulerOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
  /** Whether it is of any use to ask the node. */
  readonly isReachable: (nodeId: number) => boolean;
  /** Compares and repairs; false when something is left to repair. Never rejects. */
  readonly reconcile: (nodeId: number) => Promise<boolean>;
}

interface NodeSchedule {
  readonly backoff: Backoff;
  isRunning: boolean;
  isWanted: boolean;
  isTimed: boolean;
}

const minPauseMs = 1_000;
const maxPauseMs = 60_000;

/**
 * When to compare what nodes hold with what is known: at once when a node registers, and again after
 * growing pauses as long as something is left to repair.
 *
 * Invariants:
 *   - A node is compared once at a time.
 *   - At most one comparison of a node is waiting.
 * Tests: `reconcile-scheduler.test.ts`.
 */
export class ReconcileScheduler {
  readonly #options: ReconcileSchedulerOptions;
  readonly #schedules = new Map<number, NodeSchedule>();

  constructor(options: ReconcileSchedulerOptions) {
    this.#options = options;
  }

  /** As soon as no other comparison of the node runs. */
  now(nodeId: number): void {
    const schedule = this.#of(nodeId);
    schedule.isWanted = true;
    if (!schedule.isRunning) void this.#run(nodeId, schedule);
  }

  /** After a pause that grows while there is something to repair. */
  soon(nodeId: number): void {
    const schedule = this.#of(nodeId);
    if (schedule.isTimed) return;
    schedule.isTimed = true;
    this.#options.clock.setTimer(schedule.backoff.next(), () => {
      schedule.isTimed = false;
      this.now(nodeId);
    });
  }

  async #run(nodeId: number, schedule: NodeSchedule): Promise<void> {
    const { signal, isReachable, reconcile } = this.#options;
    schedule.isRunning = true;
    while (schedule.isWanted) {
      schedule.isWanted = false;
      if (signal.aborted || !isReachable(nodeId)) continue;
      if (await reconcile(nodeId)) schedule.backoff.reset();
      else this.soon(nodeId);
    }
    schedule.isRunning = false;
  }

  #of(nodeId: number): NodeSchedule {
    const known = this.#schedules.get(nodeId);
    if (known !== undefined) return known;
    const { random } = this.#options;
    const schedule = {
      backoff: new Backoff({ minMs: minPauseMs, maxMs: maxPauseMs, random }),
      ...{ isRunning: false, isWanted: false, isTimed: false },
    };
    this.#schedules.set(nodeId, schedule);
    return schedule;
  }
}
