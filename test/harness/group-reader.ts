import { toWeirError } from '@weir/core';
import type { Consumer, ConsumerOptions, Weir } from '@weir/client';
import type { SeenRecord } from './history.ts';

/** What a member reads, and who hears of it. */
export interface GroupReaderOptions {
  readonly consumer: ConsumerOptions;
  /** Called for each record that the member is given; a record may come again. */
  readonly onRecord: (record: SeenRecord) => void;
}

/** A member of a group that reads until it is stopped. */
export class GroupReader {
  /** What ended the iteration, when an error did. */
  failure: string | undefined;
  readonly #options: GroupReaderOptions;
  readonly #consumer: Consumer;
  readonly #done: Promise<void>;
  #hasAssignment = false;

  constructor(weir: Weir, options: GroupReaderOptions) {
    this.#options = options;
    this.#consumer = weir.consumer(options.consumer);
    this.#consumer.on('assigned', (partitions) => {
      this.#hasAssignment ||= partitions.length > 0;
    });
    this.#done = this.#read();
  }

  /** Whether it was assigned partitions since it began. */
  get hasAssignment(): boolean {
    return this.#hasAssignment;
  }

  /** Leaves the group. */
  async stop(): Promise<void> {
    await this.#consumer.close();
    await this.#done;
  }

  async #read(): Promise<void> {
    try {
      for await (const record of this.#consumer.records()) {
        const { topic, partition, offset } = record;
        const [key, value] = [record.keyText(), record.text()];
        this.#options.onRecord({ topic, partition, offset, key, value });
      }
    } catch (error) {
      const { code, message } = toWeirError(error);
      this.failure = `${code}: ${message}`;
    }
  }
}
