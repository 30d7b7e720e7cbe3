import { invariant } from '@weir/core';

/** A piece of work in a window. */
export interface WorkItem<Work> {
  readonly work: Work;
  /** Work of the same lane is done one after the other; undefined: on its own. */
  readonly lane: string | undefined;
}

interface Item<Work> extends WorkItem<Work> {
  state: 'waiting' | 'running' | 'done' | 'stale';
}

/**
 * The work of one partition that has been taken and not been finished as a whole: what may start, what
 * runs, and how far all is done without a gap.
 *
 * Pure state. Partition order is one lane for everything, key order a lane for each key.
 *
 * Invariants:
 *   - At most `capacity` items stand between the first that is not done and the last taken.
 *   - Items of one lane run one at a time, in the order in which they were added.
 *   - An item is reported by `finish` only when all that were added before it are done.
 * Tests: `work-window.test.ts`.
 */
export class WorkWindow<Work> {
  readonly #capacity: number;
  /** From the first that is not done on. */
  #items: Item<Work>[] = [];
  /** May start now. */
  #ready: Item<Work>[] = [];
  /** Lanes of which an item is ready or runs, with those that wait behind it. */
  readonly #lanes = new Map<string, Item<Work>[]>();
  readonly #running = new Set<WorkItem<Work>>();

  constructor(capacity: number) {
    invariant(capacity > 0, 'a window has room for something');
    this.#capacity = capacity;
  }

  get hasRoom(): boolean {
    return this.#items.length < this.#capacity;
  }

  /** Takes work, behind all that was taken before. */
  add(work: Work, lane: string | undefined): void {
    invariant(this.hasRoom, 'work is taken only while there is room');
    const item: Item<Work> = { work, lane, state: 'waiting' };
    this.#items.push(item);
    const waiting = lane === undefined ? undefined : this.#lanes.get(lane);
    if (waiting !== undefined) {
      waiting.push(item);
      return;
    }
    if (lane !== undefined) this.#lanes.set(lane, []);
    this.#ready.push(item);
  }

  /** Starts the next item that may; undefined when there is none. */
  start(): WorkItem<Work> | undefined {
    const item = this.#ready.shift();
    if (item === undefined) return undefined;
    item.state = 'running';
    this.#running.add(item);
    return item;
  }

  /** An item was done: returns the last work below which all is done, if that moved. */
  finish(started: WorkItem<Work>): Work | undefined {
    const item = started as Item<Work>;
    this.#leaveLane(item);
    if (item.state === 'running') item.state = 'done';
    let last: Work | undefined;
    for (let [first] = this.#items; first?.state === 'done'; [first] = this.#items) {
      last = first.work;
      this.#items.shift();
    }
    return last;
  }

  /** An item was not done, and will not be: nothing from it on counts. */
  abandon(item: WorkItem<Work>): void {
    this.#leaveLane(item as Item<Work>);
  }

  /** Starts nothing more; what runs still counts, up to the first item that was not started. */
  stop(): void {
    this.#forgetWaiting();
  }

  /** Forgets everything; what runs keeps its lane until it is done, and has no say. */
  drop(): void {
    for (const item of this.#items) if (item.state === 'running') item.state = 'stale';
    this.#items = [];
    this.#forgetWaiting();
  }

  #forgetWaiting(): void {
    this.#ready = [];
    this.#lanes.clear();
    for (const { lane } of this.#running) if (lane !== undefined) this.#lanes.set(lane, []);
  }

  #leaveLane(item: Item<Work>): void {
    invariant(this.#running.delete(item), 'what is done was started, and is done once');
    if (item.lane === undefined) return;
    const next = this.#lanes.get(item.lane)?.shift();
    if (next === undefined) this.#lanes.delete(item.lane);
    else this.#ready.push(next);
  }
}
