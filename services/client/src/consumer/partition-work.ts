import { invariant } from '@weir/core';
import type { ConsumedRecord } from './consumed-record.ts';
import type { GivenBatch } from './given-batch.ts';
import type { PartitionReader } from './partition-reader.ts';
import { type WorkItem, WorkWindow } from './work-window.ts';

/** How the records of a partition are cut into work. */
export interface PartitionWorkOptions {
  readonly reader: PartitionReader;
  /** Whether each record, or each batch, is a piece of work. */
  readonly unit: 'record' | 'batch';
  readonly order: 'partition' | 'key';
  /** Most pieces between the first that is not done and the last taken. */
  readonly capacity: number;
  /** A batch of which nothing waits or runs any more. */
  readonly onReleased: (batch: GivenBatch) => void;
}

/** What a handler is called with. */
export interface Work {
  readonly batch: GivenBatch;
  /** Undefined for a whole batch. */
  readonly record: ConsumedRecord | undefined;
  /** First offset behind it. */
  readonly endOffset: number;
}

interface FillingBatch {
  readonly batch: GivenBatch;
  readonly records: Iterator<ConsumedRecord, undefined>;
}

const oneLane = '';

/**
 * The batches of one partition that handlers work on, cut into pieces as there is room.
 *
 * Invariants:
 *   - What counts as handled is a prefix of the partition: all below it is done.
 *   - A batch is released when its last piece is done, or when it was dropped and nothing of it runs.
 *   - After the reader was moved or taken away nothing of before is started or counts.
 * Tests: `partition-work.test.ts`.
 */
export class PartitionWork {
  readonly #options: PartitionWorkOptions;
  readonly #window: WorkWindow<Work>;
  /** Pieces of each batch in hand that wait or run. */
  readonly #open = new Map<GivenBatch, number>();
  /** Those of them that run. */
  readonly #running = new Map<GivenBatch, number>();
  /** The batch that is not all in the window yet. */
  #filling: FillingBatch | undefined;
  #seeks: number;

  constructor(options: PartitionWorkOptions) {
    this.#options = options;
    this.#window = new WorkWindow(options.capacity);
    this.#seeks = options.reader.seeks;
  }

  /** Whether another batch may be taken. */
  get mayTake(): boolean {
    this.#dropIfMoved();
    return this.#filling === undefined && this.#window.hasRoom;
  }

  /** Whether nothing of it is in hand. */
  get isEmpty(): boolean {
    return this.#open.size === 0;
  }

  /** Takes the partition's next batch. */
  admit(batch: GivenBatch): void {
    invariant(this.mayTake, 'a batch is taken only when there is room');
    if (this.#options.unit === 'batch') {
      this.#add({ batch, record: undefined, endOffset: batch.lastOffset + 1 }, oneLane);
      return;
    }
    this.#open.set(batch, 0);
    this.#filling = { batch, records: batch.each() };
  }

  /** The next piece that may start; throws `CORRUPT_BATCH` for a record that does not parse. */
  start(): WorkItem<Work> | undefined {
    this.#dropIfMoved();
    this.#fill();
    const item = this.#window.start();
    if (item === undefined) return undefined;
    const { batch, endOffset } = item.work;
    this.#running.set(batch, (this.#running.get(batch) ?? 0) + 1);
    const { reader } = this.#options;
    if (endOffset > reader.position) reader.give(endOffset, batch.leaderEpoch);
    return item;
  }

  /** A piece was handled. */
  finish(item: WorkItem<Work>): void {
    const last = this.#window.finish(item);
    if (last?.batch.isCurrent === true) {
      this.#options.reader.handle(last.endOffset, last.batch.leaderEpoch);
    }
    this.#close(item.work.batch);
  }

  /** The handler of a piece failed, which nobody minds: nothing from it on counts. */
  abandon(item: WorkItem<Work>): void {
    this.#window.abandon(item);
    this.#close(item.work.batch);
  }

  /** Starts nothing more; what runs still counts. */
  stop(): void {
    this.#window.stop();
    this.#forgetWaiting();
  }

  /** Lets go of all batches, also of those with pieces that run; these have no say any more. */
  end(): void {
    this.#window.drop();
    this.#running.clear();
    this.#forgetWaiting();
  }

  #dropIfMoved(): void {
    const { seeks } = this.#options.reader;
    if (seeks === this.#seeks) return;
    this.#seeks = seeks;
    this.#window.drop();
    this.#forgetWaiting();
  }

  #forgetWaiting(): void {
    this.#filling = undefined;
    for (const batch of [...this.#open.keys()]) {
      this.#open.set(batch, this.#running.get(batch) ?? 0);
      this.#releaseIfDone(batch);
    }
  }

  #fill(): void {
    while (this.#filling !== undefined && this.#window.hasRoom) {
      const { batch, records } = this.#filling;
      const { value: record } = records.next();
      if (record === undefined) {
        this.#filling = undefined;
        this.#releaseIfDone(batch);
      } else {
        this.#add({ batch, record, endOffset: record.offset + 1 }, this.#laneOf(record));
        if (record.offset === batch.lastOffset) this.#filling = undefined;
      }
    }
  }

  #laneOf(record: ConsumedRecord): string | undefined {
    if (this.#options.order === 'partition') return oneLane;
    return record.key?.toString('latin1');
  }

  #add(work: Work, lane: string | undefined): void {
    this.#open.set(work.batch, (this.#open.get(work.batch) ?? 0) + 1);
    this.#window.add(work, lane);
  }

  #close(batch: GivenBatch): void {
    this.#open.set(batch, (this.#open.get(batch) ?? 1) - 1);
    this.#running.set(batch, (this.#running.get(batch) ?? 1) - 1);
    this.#releaseIfDone(batch);
  }

  #releaseIfDone(batch: GivenBatch): void {
    if (this.#open.get(batch) !== 0 || this.#filling?.batch === batch) return;
    this.#open.delete(batch);
    this.#running.delete(batch);
    this.#options.onReleased(batch);
  }
}
