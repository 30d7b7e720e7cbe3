import type { NodeId } from '@weir/core';

/** Counts how in-sync sets change. */
export interface InSyncObserver {
  inSyncSetShrank(): void;
  inSyncSetGrew(): void;
}

/** A partition, as far as its in-sync set matters. */
interface WithInSyncSet {
  readonly inSyncReplicas: readonly NodeId[];
}

/** Tells shrinking in-sync sets of led partitions from growing ones. */
export class InSyncChanges {
  readonly #observer: InSyncObserver;
  readonly #sizes = new WeakMap<WithInSyncSet, number>();

  constructor(observer: InSyncObserver) {
    this.#observer = observer;
  }

  /** The partition is led from now on, or no more: the next set is no change of the last one. */
  leadershipChanged(partition: WithInSyncSet): void {
    this.#sizes.delete(partition);
  }

  /** The set is another. */
  changed(partition: WithInSyncSet): void {
    const before = this.#sizes.get(partition);
    const size = partition.inSyncReplicas.length;
    this.#sizes.set(partition, size);
    if (before === undefined || before === size) return;
    if (size < before) this.#observer.inSyncSetShrank();
    else this.#observer.inSyncSetGrew();
  }
}
