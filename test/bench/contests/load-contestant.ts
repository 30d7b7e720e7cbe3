import type { Contestant, Measurement } from '../contest/contestant.ts';
import type { ServerProcess } from '../contest/process-usage.ts';
import type { LoadSystem, NamedTopic } from './load-system.ts';
import {
  type ConsumeLoad,
  type GroupConsumeLoad,
  type LoadVariant,
  payloadBytesOf,
  warmUpOf,
} from './load-variant.ts';

/**
 * Any system in a contest of loads. Each measurement has a topic of its own, which is deleted after it;
 * those that read share one, written once.
 */
export class LoadContestant implements Contestant<LoadVariant> {
  readonly #system: LoadSystem;

  constructor(system: LoadSystem) {
    this.#system = system;
  }

  get name(): string {
    return this.#system.name;
  }

  async start(): Promise<void> {
    await this.#system.start();
  }

  version(): string {
    return this.#system.version();
  }

  servers({ topic }: LoadVariant): readonly ServerProcess[] {
    return this.#system.servers(topic);
  }

  async prepare(variant: LoadVariant): Promise<void> {
    const topic = topicOf(variant, isShared(variant) ? undefined : 'warm-up');
    await this.#system.makeTopic(topic);
    if (isShared(variant)) {
      const { records, valueBytes } = variant.load;
      await this.#system.run(topic, { kind: 'produce', records, valueBytes, acks: 'all' });
    }
    await this.#system.run(topic, warmUpOf(variant.load));
    if (!isShared(variant)) await this.#system.deleteTopic(topic);
  }

  async arrange(variant: LoadVariant, pair: number): Promise<void> {
    if (!isShared(variant)) await this.#system.makeTopic(topicOf(variant, pair));
  }

  async measure(variant: LoadVariant, pair: number): Promise<Measurement> {
    const { load } = variant;
    const topic = topicOf(variant, isShared(variant) ? undefined : pair);
    const { figures, client } = await this.#system.run(topic, load);
    const payloadBytes = payloadBytesOf(load, this.#system.warmUpSeconds);
    return { figures, client, payloadBytes };
  }

  async clear(variant: LoadVariant, pair: number): Promise<void> {
    if (!isShared(variant)) await this.#system.deleteTopic(topicOf(variant, pair));
  }

  async stop(): Promise<void> {
    await this.#system.stop();
  }
}

function isShared(variant: LoadVariant): variant is LoadVariant<ConsumeLoad | GroupConsumeLoad> {
  return variant.load.kind === 'consume' || variant.load.kind === 'group-consume';
}

function topicOf({ id, topic }: LoadVariant, part: string | number | undefined): NamedTopic {
  return { name: part === undefined ? id : `${id}-${part}`, ...topic };
}
