import { offsetsTopicName, sleep, toWeirError } from '@weir/core';
import type { ActiveContext } from '../cluster/active-context.ts';
import type { TopicAdmin } from './topic-admin.ts';

const retryMs = 1000;

/** Coordinators delete what they have written again; nothing goes by age or size. */
const configs = {
  'retention.ms': '-1',
  'retention.bytes': '-1',
  'segment.bytes': String(1024 * 1024),
};

/**
 * Makes the topic that coordinators journal offsets to, once one of them asks for it: with a partition
 * for each group shard and, where there are as many nodes, three replicas.
 */
export class OffsetsTopic {
  readonly #context: ActiveContext;
  readonly #topics: TopicAdmin;
  #isMaking = false;

  constructor(context: ActiveContext, topics: TopicAdmin) {
    this.#context = context;
    this.#topics = topics;
  }

  /** Sees to it that the topic exists, now or some time later. */
  ensure(): void {
    const { state } = this.#context;
    if (this.#isMaking || state.activeTopicByName(offsetsTopicName) !== undefined) return;
    this.#isMaking = true;
    void this.#make();
  }

  async #make(): Promise<void> {
    const { state, publisher, clock, signal, logger } = this.#context;
    try {
      // A store that is being rebuilt may lack a topic that the nodes still know.
      while (!publisher.isOpen) await sleep(clock, retryMs, signal);
      await this.#topics.createInternal({
        name: offsetsTopicName,
        partitions: state.groupShards,
        replicationFactor: 0,
        configs,
        assignments: [],
        validateOnly: false,
      });
    } catch (error) {
      if (signal.aborted) return;
      logger.warn({ err: toWeirError(error) }, 'The offsets topic cannot be made now');
      // Coordinators go on asking; not more often than this.
      await sleep(clock, retryMs, signal).catch(() => undefined);
    } finally {
      this.#isMaking = false;
    }
  }
}
