import type { Weir } from '@weir/client';
import { GroupReader } from '../../../harness/group-reader.ts';
import { PacedProducer } from '../../../harness/paced-producer.ts';
import { type DrillScene, repeat } from './drill-scene.ts';

const produceIntervalMs = 50;
const publishIntervalMs = 200;
const publishTimeoutMs = 5_000;

/** What goes on in the cluster of a drill: a producer, a group, and a publisher over HTTP. */
export class DrillLoad implements AsyncDisposable {
  readonly #producer: PacedProducer;
  readonly #reader: GroupReader;
  readonly #stopPublisher: () => Promise<void>;
  #isReading = true;

  private constructor(producer: PacedProducer, reader: GroupReader, stop: () => Promise<void>) {
    this.#producer = producer;
    this.#reader = reader;
    this.#stopPublisher = stop;
  }

  /** The group is named `billing`; without HTTP where callers must say who they are. */
  static start(weir: Weir, topic: string, httpAddress: string | undefined): DrillLoad {
    const producer = new PacedProducer({
      producer: weir.producer({ deliveryTimeoutMs: 30_000 }),
      ...{ topic, name: 'drill', intervalMs: produceIntervalMs },
    });
    producer.start();
    const reader = new GroupReader(weir, {
      consumer: { groupId: 'billing', topics: [topic] },
      onRecord: () => undefined,
    });
    const publish = (): Promise<unknown> =>
      httpAddress === undefined ? Promise.resolve() : publishOne(httpAddress, topic);
    return new DrillLoad(producer, reader, repeat(publish, publishIntervalMs));
  }

  get acknowledged(): number {
    return this.#producer.acknowledged.length;
  }

  async stopReader(): Promise<void> {
    if (!this.#isReading) return;
    this.#isReading = false;
    await this.#reader.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#producer[Symbol.dispose]();
    await this.#stopPublisher();
    await this.stopReader();
  }
}

async function publishOne(address: string, topic: string): Promise<void> {
  const url = `http://${address}/v1/topics/${topic}/records`;
  const signal = AbortSignal.timeout(publishTimeoutMs);
  const headers = { 'content-type': 'text/plain' };
  const response = await fetch(url, { method: 'POST', body: 'published', headers, signal });
  await response.arrayBuffer();
}

/** Gateways of a scene, as `host:port`. */
export function gatewaysOf({ cluster }: DrillScene): string[] {
  return cluster.byRole('gateway').map(({ address }) => address);
}
