/** Something that has messages for a stream, a little at a time. */
export interface PushSource<Item> {
  /**
   * The next item, of at most `maxBytes` where one batch alone is not larger; undefined when there is
   * nothing now: the source then wakes the loop when there is.
   */
  take(maxBytes: number): TakenItem<Item> | undefined;
}

/** What a source hands out. */
export interface TakenItem<Item> {
  readonly item: Item;
  readonly bytes: number;
}

/** The writing half of a stream. */
export interface PushTarget<Item> {
  /** Writes one message of several items; false when the stream is full. */
  write(items: readonly Item[]): boolean;
  /** Calls back once the stream takes more. */
  whenDrained(callback: () => void): void;
}

const maxItems = 1000;

/**
 * Writes what many sources have to one stream: one message for each turn of the event loop, with as
 * many sources in it as fit, in turn.
 *
 * The first message goes out at the end of the turn that woke the loop; while there is more the loop
 * lets other events in between two messages.
 *
 * Invariants:
 *   - A source stands in the queue at most once.
 *   - Nothing is taken from a source while the stream is full.
 * Tests: `push-loop.test.ts`.
 */
export class PushLoop<Item> {
  readonly #target: PushTarget<Item>;
  readonly #maxMessageBytes: number;
  readonly #ready = new Set<PushSource<Item>>();
  #isScheduled = false;
  #isFull = false;
  #isStopped = false;

  constructor(target: PushTarget<Item>, maxMessageBytes: number) {
    this.#target = target;
    this.#maxMessageBytes = maxMessageBytes;
  }

  /** A source has something. */
  wake(source: PushSource<Item>): void {
    if (this.#isStopped) return;
    this.#ready.add(source);
    if (this.#isScheduled || this.#isFull) return;
    this.#isScheduled = true;
    process.nextTick(() => {
      this.#flush();
    });
  }

  /** A source has gone. */
  remove(source: PushSource<Item>): void {
    this.#ready.delete(source);
  }

  /** Writes nothing more. */
  stop(): void {
    this.#isStopped = true;
    this.#ready.clear();
  }

  #flush(): void {
    this.#isScheduled = false;
    if (this.#isStopped || this.#isFull) return;
    const items = this.#gather();
    if (items.length === 0) return;
    if (!this.#target.write(items)) {
      this.#isFull = true;
      this.#target.whenDrained(() => {
        this.#isFull = false;
        this.#scheduleNext();
      });
    }
    this.#scheduleNext();
  }

  #scheduleNext(): void {
    if (this.#ready.size === 0 || this.#isFull || this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#flush();
    });
  }

  #gather(): Item[] {
    const items: Item[] = [];
    let bytes = 0;
    while (this.#ready.size > 0 && bytes < this.#maxMessageBytes && items.length < maxItems) {
      const [source] = this.#ready;
      if (source === undefined) break;
      this.#ready.delete(source);
      const taken = source.take(this.#maxMessageBytes - bytes);
      if (taken === undefined) continue;
      items.push(taken.item);
      bytes += taken.bytes;
      // Behind the others: it may have more.
      this.#ready.add(source);
    }
    return items;
  }
}
