import { type Producer, Weir } from '@weir/client';
import { eventually } from '../harness/eventually.ts';
import { findVanished } from '../harness/checkers/none-vanished.ts';
import { GroupReader } from '../harness/group-reader.ts';
import type { SeenRecord } from '../harness/history.ts';
import { keysRoundPartitions } from '../harness/keys-round-partitions.ts';
import { longestGapMs } from '../harness/longest-gap.ts';
import { type Acknowledgement, PacedProducer } from '../harness/paced-producer.ts';

const sendIntervalMs = 10;
const producerCount = 2;
const memberCount = 2;

/** Where the load goes. */
export interface ChaosLoadOptions {
  readonly bootstrap: readonly string[];
  readonly topic: string;
  readonly partitions: number;
  /** How long each wait may take. */
  readonly patienceMs: number;
}

/** Two idempotent producers and a group of two members, each with connections of its own. */
export class ChaosLoad implements AsyncDisposable {
  readonly producers: readonly PacedProducer[];
  readonly members: readonly GroupReader[];
  /** What all members were given, in the order of time. */
  readonly delivered: SeenRecord[] = [];
  readonly #options: ChaosLoadOptions;
  readonly #clients: readonly Weir[];
  readonly #senders: readonly Producer[];

  constructor(options: ChaosLoadOptions) {
    this.#options = options;
    const { topic } = options;
    this.#clients = Array.from(
      { length: producerCount + memberCount },
      () => new Weir({ bootstrap: [...options.bootstrap] }),
    );
    this.#senders = this.#clients.slice(0, producerCount).map((weir) => weir.producer());
    this.producers = this.#senders.map((producer, index) => {
      const name = `p${index + 1}`;
      const keys = keysRoundPartitions(name, options.partitions);
      return new PacedProducer({ producer, topic, name, intervalMs: sendIntervalMs, keys });
    });
    this.members = this.#clients.slice(producerCount).map(
      (weir) =>
        new GroupReader(weir, {
          consumer: { groupId: `${topic}-group`, topics: [topic], autoCommit: { intervalMs: 500 } },
          onRecord: (record) => this.delivered.push(record),
        }),
    );
  }

  /** Every acknowledgement of all producers. */
  get acknowledged(): Acknowledgement[] {
    return this.producers.flatMap(({ acknowledged }) => acknowledged);
  }

  /** Resolves when both members have partitions and every partition takes records. */
  async start(): Promise<void> {
    await eventually(() => this.members.every(({ hasAssignment }) => hasAssignment), {
      timeoutMs: this.#options.patienceMs,
      what: 'An assignment for each member',
    });
    for (const producer of this.producers) producer.start();
    await this.whenFlowing(performance.now());
  }

  /** Resolves when every partition has acknowledged something after an instant. */
  async whenFlowing(sinceMs: number): Promise<void> {
    await eventually(
      () => {
        const recent = this.acknowledged.filter(({ atMs }) => atMs > sinceMs);
        const flowing = new Set(recent.map(({ partition }) => partition));
        if (flowing.size < this.#options.partitions) {
          throw new Error(`Only partitions ${[...flowing].join(', ')} acknowledge`);
        }
        return true;
      },
      {
        timeoutMs: this.#options.patienceMs,
        intervalMs: 100,
        what: 'Acknowledgements of every partition',
      },
    );
  }

  /** Sends no more; resolves when every record is answered, and rejects after a time without. */
  async finishSending(): Promise<void> {
    await Promise.all(this.producers.map((producer) => producer.stop()));
  }

  /** Waits until the group was given all that was acknowledged; the acknowledgements still missing. */
  async finishReading(): Promise<Acknowledgement[]> {
    const { topic, patienceMs } = this.#options;
    const expected = this.acknowledged.map((acknowledgement) => ({ ...acknowledgement, topic }));
    const missing = (): Acknowledgement[] => findVanished(expected, this.delivered);
    try {
      await eventually(() => missing().length === 0, {
        timeoutMs: patienceMs,
        intervalMs: 200,
      });
    } catch {
      // Told by what is returned.
    }
    await Promise.all(this.members.map((member) => member.stop()));
    return missing();
  }

  /** The longest time for which some partition acknowledged nothing, within the two instants. */
  longestGapMs(fromMs: number, toMs: number): number {
    const acknowledged = this.acknowledged.toSorted((left, right) => left.atMs - right.atMs);
    const gaps = Array.from({ length: this.#options.partitions }, (_, partition) => {
      const own = acknowledged.filter((candidate) => candidate.partition === partition);
      return longestGapMs(
        own.map(({ atMs }) => atMs),
        fromMs,
        toMs,
      );
    });
    return Math.max(...gaps);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const producer of this.producers) producer[Symbol.dispose]();
    await Promise.all(this.#clients.map((weir) => weir.close()));
  }
}
