import type { Buffer } from 'node:buffer';

/** One change of an atomic batch. */
export type DatabaseOperation =
  | { readonly type: 'put'; readonly key: Buffer; readonly value: Buffer }
  | { readonly type: 'del'; readonly key: Buffer };

/** Several callers' changes that are written as one. */
export interface WriteGroup {
  readonly operations: DatabaseOperation[];
  readonly sync: boolean;
}

interface PendingWrite {
  readonly operations: readonly DatabaseOperation[];
  readonly sync: boolean;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const maxGroupOperations = 10_000;

/**
 * Group commit: callers' changes in the order of the calls, merged into as few writes as possible.
 *
 * A write starts at the end of the turn that brought its first change; what comes while it is under
 * way waits and goes together. One sync serves all callers of a group, so the wait is bounded by two.
 *
 * Invariants:
 *   - One write is under way at most; a caller's changes are never split over two.
 *   - A caller's promise settles as its group does.
 * Tests: `node-database.test.ts`.
 */
export class WriteQueue {
  readonly #write: (group: WriteGroup) => Promise<void>;
  readonly #pending: PendingWrite[] = [];
  #running: Promise<void> | undefined;

  constructor(write: (group: WriteGroup) => Promise<void>) {
    this.#write = write;
  }

  /** Adds changes; resolves when they are written, and synced if asked. */
  add(operations: readonly DatabaseOperation[], sync: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ operations, sync, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when everything added before is written or has failed. */
  async drain(): Promise<void> {
    if (this.#running !== undefined) await this.add([], false).catch(() => undefined);
  }

  async #run(): Promise<void> {
    // Lets the rest of this turn's callers in: a thousand partitions then share the first write too.
    await Promise.resolve();
    while (this.#pending.length > 0) await this.#writeGroup(this.#takeGroup());
    this.#running = undefined;
  }

  #takeGroup(): PendingWrite[] {
    let count = 0;
    let operations = 0;
    for (const pending of this.#pending) {
      operations += pending.operations.length;
      if (count > 0 && operations > maxGroupOperations) break;
      count += 1;
    }
    return this.#pending.splice(0, count);
  }

  async #writeGroup(writes: readonly PendingWrite[]): Promise<void> {
    const operations = writes.flatMap((write) => write.operations);
    try {
      if (operations.length > 0) {
        await this.#write({ operations, sync: writes.some((write) => write.sync) });
      }
      for (const write of writes) write.resolve();
    } catch (error) {
      for (const write of writes) write.reject(error);
    }
  }
}
