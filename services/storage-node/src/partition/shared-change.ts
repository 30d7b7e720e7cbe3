import type { LeaderEpoch } from '@weir/core';

import { isSameSet, type ReplicaSet } from '../replication/replica-config.ts';

interface RunningChange {
  readonly epoch: LeaderEpoch;
  readonly target: ReplicaSet;
  readonly done: Promise<void>;
}

/**
 * The change of a replica set that is under way: whoever asks for the same waits with the others, so
 * that asking again and again costs nothing.
 */
export class SharedChange {
  #running: RunningChange | undefined;

  /** Begins a change, unless it is the one that runs. */
  join(epoch: LeaderEpoch, target: ReplicaSet, begin: () => Promise<void>): Promise<void> {
    const running = this.#running;
    if (running?.epoch === epoch && isSameSet(running.target, target)) return running.done;
    const change = { epoch, target, done: begin() };
    this.#running = change;
    const forget = (): void => {
      if (this.#running === change) this.#running = undefined;
    };
    change.done.then(forget, forget);
    return change.done;
  }
}
