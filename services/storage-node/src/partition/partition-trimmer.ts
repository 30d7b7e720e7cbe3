import type { Clock, Offset } from '@weir/core';

import type { PartitionLog } from '../log/partition-log.ts';
import type { PartitionAudience } from './partition-audience.ts';
import type { PartitionReader } from './partition-reader.ts';
import type { ReplicaDriver } from './replica-driver.ts';

/** What a trimmer works with. */
export interface PartitionTrimmerOptions {
  readonly log: PartitionLog;
  readonly driver: ReplicaDriver;
  readonly reader: PartitionReader;
  readonly audience: PartitionAudience;
  readonly clock: Clock;
}

/** Removes a partition's oldest records, where it leads: followers keep the leader's log start. */
export class PartitionTrimmer {
  readonly #options: PartitionTrimmerOptions;

  constructor(options: PartitionTrimmerOptions) {
    this.#options = options;
  }

  /** Removes records below an offset, at most up to the high watermark; -1 means up to it. */
  async deleteRecords(beforeOffset: number): Promise<Offset> {
    const { log, driver, reader } = this.#options;
    const target = reader.deletionTarget(beforeOffset);
    await driver.withLog(() => log.deleteTo(target));
    this.#logStartMoved();
    return log.logStartOffset;
  }

  /** Retention. */
  async retain(): Promise<void> {
    const { log, driver, clock } = this.#options;
    const { serving, state } = driver.replica;
    if (serving === undefined) return;
    const before = log.logStartOffset;
    const { highWatermark } = state;
    await driver.withLog(() => log.retain(clock.nowMs(), highWatermark));
    if (log.logStartOffset !== before) this.#logStartMoved();
  }

  #logStartMoved(): void {
    const { driver, audience } = this.#options;
    driver.run(driver.replica.trimEpochs());
    audience.marksMoved();
  }
}
