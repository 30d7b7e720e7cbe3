/**
 * Group commit for folders: those who ask while a sync of one is under way share the next, as hundreds of
 * new partitions of a topic do.
 *
 * Invariants:
 *   - What a caller is answered with began after the call.
 * Tests: `shared-syncs.test.ts`.
 */
export class SharedSyncs {
  readonly #sync: (path: string) => Promise<void>;
  readonly #running = new Map<string, Promise<void>>();
  readonly #next = new Map<string, Promise<void>>();

  constructor(sync: (path: string) => Promise<void>) {
    this.#sync = sync;
  }

  run(path: string): Promise<void> {
    const running = this.#running.get(path);
    if (running === undefined) return this.#start(path);
    const known = this.#next.get(path);
    if (known !== undefined) return known;
    const begin = (): Promise<void> => {
      this.#next.delete(path);
      return this.#start(path);
    };
    const next = running.then(begin, begin);
    this.#next.set(path, next);
    return next;
  }

  #start(path: string): Promise<void> {
    const sync = this.#sync(path).finally(() => {
      if (this.#running.get(path) === sync) this.#running.delete(path);
    });
    this.#running.set(path, sync);
    return sync;
  }
}
