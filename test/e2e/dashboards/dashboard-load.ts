import { setInterval as ticks, setTimeout as wait } from 'node:timers/promises';
import { type Consumer, Weir } from '@weir/client';
import { MessagingService } from '@weir/protos';
import { callUnary, ChannelPool } from '@weir/runtime';
import { GroupReader } from '../../harness/group-reader.ts';
import { GrpcSubscriber } from '../../harness/grpc-subscriber.ts';
import type { LocalCluster } from '../../harness/local-cluster.ts';

const topic = 'orders';
const partitions = 6;
const segmentBytes = 64 * 1024;
const value = 'x'.repeat(4_000);
const intervalMs = 100;
const adminIntervalMs = 500;
const deadlineMs = 5_000;
const closeMs = 10_000;

/**
 * Something of everything that dashboards show: producers, groups that keep up and one that does not,
 * publishers and subscribers of gateways, HTTP, calls that fail.
 *
 * Errors are part of it while faults are made: what failed is tried again at the next turn.
 */
export class DashboardLoad implements AsyncDisposable {
  readonly #cluster: LocalCluster;
  readonly #weir: Weir;
  readonly #throughGateways: Weir;
  readonly #channels = new ChannelPool();
  readonly #stopping = new AbortController();
  readonly #readers: GroupReader[] = [];
  readonly #turns: Promise<void>[] = [];
  #holder: Consumer | undefined;
  #subscriber: GrpcSubscriber | undefined;

  constructor(cluster: LocalCluster) {
    this.#cluster = cluster;
    this.#weir = new Weir({ bootstrap: cluster.bootstrap });
    this.#throughGateways = new Weir({ bootstrap: this.#gateways, connect: 'gateway' });
  }

  /** Starts everything; it goes on until it is disposed of. */
  async start(): Promise<void> {
    await this.#weir.admin().createTopic({
      name: topic,
      partitions,
      replicationFactor: 3,
      configs: {
        'min.insync.replicas': '2',
        'segment.bytes': `${segmentBytes}`,
        'retention.bytes': `${2 * segmentBytes}`,
      },
    });
    this.#startClients();
    this.#repeat(this.#producing(this.#weir));
    this.#repeat(this.#producing(this.#throughGateways));
    for (const gateway of this.#gateways) {
      this.#repeat(() => this.#publish(gateway, topic));
      this.#repeat(() => this.#publish(gateway, 'no-such-topic'));
      this.#repeat(() => this.#publishByHttp(gateway));
      this.#repeat(() => this.#readByHttp(gateway));
    }
    this.#repeat(() => this.#deleteRecords(), adminIntervalMs);
    this.#repeat(() => this.#throughGateways.admin().listGroups(), adminIntervalMs);
    await this.#readAndHold();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    this.#subscriber?.cancel();
    this.#channels.close();
    // A closed client fails what is still under way. What a fault has left behind may take longer to give up
    // than is worth waiting for: the cluster is stopped next.
    const closed = [this.#throughGateways.close(), this.#weir.close(), ...this.#turns];
    await Promise.race([Promise.all(closed), wait(closeMs, undefined, { ref: false })]);
  }

  get #gateways(): string[] {
    return this.#cluster.byRole('gateway').map(({ address }) => address);
  }

  #startClients(): void {
    for (const [groupId, weir] of [
      ['billing', this.#weir],
      ['relayed', this.#throughGateways],
    ] as const) {
      const autoCommit = { intervalMs: 500 };
      const consumer = { groupId, topics: [topic], autoCommit, offsetReset: 'earliest' as const };
      this.#readers.push(new GroupReader(weir, { consumer, onRecord: () => undefined }));
    }
    const gateway = this.#channels.client(MessagingService, this.#gateways[0] ?? '');
    this.#subscriber = new GrpcSubscriber(gateway, { topics: [topic] });
  }

  /** A group that commits where it is and then stops: it falls behind. */
  async #readAndHold(): Promise<void> {
    this.#holder = this.#weir.consumer({ groupId: 'archive', topics: [topic] });
    const batches = this.#holder.batches()[Symbol.asyncIterator]();
    const first = await batches.next();
    if (first.done !== true) await first.value.commit();
  }

  #producing(weir: Weir): () => Promise<unknown> {
    const producer = weir.producer({ deliveryTimeoutMs: deadlineMs });
    return () => producer.send({ topic, value });
  }

  #publish(gateway: string, name: string): Promise<unknown> {
    const client = this.#channels.client(MessagingService, gateway);
    const records = [{ topic: name, value: Buffer.from(value) }];
    return callUnary(client, 'publish', { records }, { deadlineMs });
  }

  async #publishByHttp(gateway: string): Promise<void> {
    const url = `http://${gateway}/v1/topics/${topic}/records`;
    const headers = { 'content-type': 'text/plain' };
    await this.#send(url, { method: 'POST', headers, body: value });
  }

  async #readByHttp(gateway: string): Promise<void> {
    const paths = ['cluster', 'topics/none', `topics/${topic}/records?limit=10`];
    for (const path of paths) await this.#send(`http://${gateway}/v1/${path}`);
  }

  async #send(url: string, request: RequestInit = {}): Promise<void> {
    const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(deadlineMs)]);
    await (await fetch(url, { ...request, signal })).text();
  }

  #deleteRecords(): Promise<unknown> {
    return this.#weir.admin().deleteRecords([{ topic, partition: 0, beforeOffset: 'latest' }]);
  }

  #repeat(turn: () => Promise<unknown>, everyMs = intervalMs): void {
    this.#turns.push(this.#run(turn, everyMs));
  }

  async #run(turn: () => Promise<unknown>, everyMs: number): Promise<void> {
    const { signal } = this.#stopping;
    try {
      for await (const _ of ticks(everyMs, undefined, { signal })) {
        await turn().catch(() => undefined);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}
