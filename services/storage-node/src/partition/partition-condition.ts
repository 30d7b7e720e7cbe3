import type { Clock, WeirError } from '@weir/core';

import type { PartitionLog } from '../log/partition-log.ts';
import { FullDisk } from './full-disk.ts';
import type { ReplicaFailure } from './replica-health.ts';
import { setAsideError } from './salvage-replica.ts';

/** What a condition is judged by. */
export interface PartitionConditionOptions {
  readonly log: PartitionLog;
  readonly clock: Clock;
  /** Whether there is room on the disk, as far as the system says. */
  readonly hasRoom: () => boolean;
  /** Whether the log waits for a leader, damaged as it is. */
  readonly isSetAside: () => boolean;
  /** Of the partition whose place this one takes. */
  readonly pastFailure: ReplicaFailure | undefined;
  readonly onChanged: () => void;
}

/**
 * What is wrong with a partition, if anything is.
 *
 * Invariants:
 *   - `failure` is never taken back.
 * Tests: `disk-failure.test.ts`.
 */
export class PartitionCondition {
  readonly #options: PartitionConditionOptions;
  readonly #fullDisk: FullDisk;
  #failure: ReplicaFailure | undefined;
  #pastFailure: ReplicaFailure | undefined;

  constructor(options: PartitionConditionOptions) {
    const { log, clock, hasRoom, onChanged } = options;
    this.#options = options;
    this.#pastFailure = options.pastFailure;
    const isFull = (): boolean => log.isStorageFull || !hasRoom();
    this.#fullDisk = new FullDisk({ clock, isFull, onChanged });
  }

  /** Why the partition plays no role any more. */
  get failure(): ReplicaFailure | undefined {
    return this.#failure;
  }

  /** What is to be reported: also what heals in this partition. */
  get trouble(): ReplicaFailure | undefined {
    return this.#failure ?? this.#damage() ?? this.#pastFailure ?? this.#fullDisk.failure;
  }

  fail(failure: ReplicaFailure): void {
    this.#failure ??= failure;
  }

  /** The replica knows its leader: what was before it is over. */
  hasRole(): void {
    if (this.#pastFailure === undefined) return;
    this.#pastFailure = undefined;
    this.#options.onChanged();
  }

  /** The disk was full for a write. */
  diskRefused(error: WeirError): void {
    this.#fullDisk.refused(error);
  }

  diskTookWrites(): void {
    this.#fullDisk.tookWrites();
  }

  stop(): void {
    this.#fullDisk.stop();
  }

  #damage(): ReplicaFailure | undefined {
    const { isSetAside, log } = this.#options;
    return isSetAside() ? { kind: 'damaged', error: log.fault ?? setAsideError() } : undefined;
  }
}
