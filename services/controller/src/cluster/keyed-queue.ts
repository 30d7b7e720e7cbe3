import { SerialQueue } from './serial-queue.ts';

/** Runs the tasks of each key one after another, those of different keys side by side. */
export class KeyedQueue {
  readonly #queues = new Map<string, { readonly queue: SerialQueue; waiting: number }>();

  async run<Result>(key: string, task: () => Promise<Result>): Promise<Result> {
    const entry = this.#queues.get(key) ?? { queue: new SerialQueue(), waiting: 0 };
    this.#queues.set(key, entry);
    entry.waiting += 1;
    try {
      return await entry.queue.run(task);
    } finally {
      entry.waiting -= 1;
      if (entry.waiting === 0) this.#queues.delete(key);
    }
  }
}
