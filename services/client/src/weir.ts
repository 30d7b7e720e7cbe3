import type { MetadataSnapshot } from '@weir/protos';
import { Admin } from './admin/admin.ts';
import { LeaderReads } from './browse/leader-reads.ts';
import {
  type BrowseOptions,
  type BrowsePage,
  browseTopic,
  openSearch,
  type ScanTarget,
  type SearchOptions,
} from './browse/open-scan.ts';
import type { ScanEvent } from './browse/topic-scan.ts';
import { Cluster } from './cluster/cluster.ts';
import type { ConsumerOptions } from './consumer/consumer-options.ts';
import { Consumer } from './consumer/consumer.ts';
import { ParkingLot } from './consumer/parking-lot.ts';
import type { ProducerOptions } from './producer/producer-options.ts';
import { Producer } from './producer/producer.ts';
import type { WeirOptions } from './weir-options.ts';

/**
 * A Weir cluster, seen by a client.
 *
 * Connects when first used, keeps itself informed of leaders and coordinators, and holds one channel
 * per service address, shared by its producers, consumers and admin.
 */
export class Weir implements AsyncDisposable {
  readonly #cluster: Cluster;
  readonly #parking: ParkingLot;
  readonly #producers = new Set<Producer>();
  readonly #consumers = new Set<Consumer>();

  /**
   * Throws `INVALID_REQUEST` for a bootstrap that is no `host:port`. Only a service of Weir hands over a
   * cluster, which it uses itself, too; `close` closes it.
   */
  constructor(options: WeirOptions, cluster: Cluster = new Cluster(options)) {
    this.#cluster = cluster;
    this.#parking = new ParkingLot(cluster.channels, cluster.clock);
  }

  /** Connects now rather than at first use; `UNAVAILABLE` when no bootstrap address answers. */
  async connect(): Promise<void> {
    await this.#cluster.connect();
  }

  /** The names of all topics, as far as is known now; none before the first connection. */
  topicNames(): string[] {
    return this.#cluster.view.topics().map(({ name }) => name);
  }

  /** What is known of the cluster now, its topics whole; empty before the first connection. */
  metadata(): MetadataSnapshot {
    return this.#cluster.view.snapshot();
  }

  /** Differs when topics, leaders or coordinators have changed. */
  get metadataVersion(): string {
    const { generation, version } = this.#cluster.view;
    return `${generation}/${version}`;
  }

  /** A new producer. Throws `INVALID_REQUEST` for options outside their limits. */
  producer(options: ProducerOptions = {}): Producer {
    const producer = new Producer(this.#cluster, options, (closed) => {
      this.#producers.delete(closed);
    });
    this.#producers.add(producer);
    return producer;
  }

  /** A new consumer; it starts to read when first iterated. */
  consumer(options: ConsumerOptions): Consumer {
    const consumer = new Consumer(this.#cluster, options, {
      parking: this.#parking,
      onClosed: (closed) => {
        this.#consumers.delete(closed);
      },
    });
    this.#consumers.add(consumer);
    return consumer;
  }

  /** The admin of the cluster. */
  admin(): Admin {
    return new Admin(this.#cluster);
  }

  /**
   * A page of records, the newest first unless told otherwise, and a cursor to go on. It never waits for
   * records to come. Rejects with `UNKNOWN_TOPIC_OR_PARTITION`, `INVALID_REQUEST`, or why no partition of the
   * topic can be read.
   */
  async browse(topic: string, options: BrowseOptions = {}): Promise<BrowsePage> {
    return browseTopic(await this.#scanTarget(topic), options);
  }

  /**
   * Looks for records, the newest first unless told otherwise, until all were looked at, `limit` are found or
   * `timeMs` have passed; the last event has a cursor to go on. Throws as `browse` does.
   */
  async *search(topic: string, options: SearchOptions = {}): AsyncGenerator<ScanEvent, void> {
    const scan = await openSearch(await this.#scanTarget(topic), options);
    yield* scan.events();
  }

  async #scanTarget(topic: string): Promise<ScanTarget> {
    const { topicId, partitions } = await this.#cluster.topic(topic);
    const { clock } = this.#cluster;
    const reads = new LeaderReads(this.#cluster);
    return { reads, clock, topic, topicId, partitionCount: partitions.length };
  }

  /** Closes every producer (after a flush) and consumer that is still open, then the connections. */
  async close(): Promise<void> {
    const open = [...this.#producers, ...this.#consumers];
    await Promise.allSettled(open.map((each) => each.close()));
    await this.#cluster.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
