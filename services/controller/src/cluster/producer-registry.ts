import { WeirError } from '@weir/core';
import type { ActiveContext } from './active-context.ts';
import { KeyedQueue } from './keyed-queue.ts';
import type { ProducerRecord } from './records.ts';

const maxNameLength = 249;
const maxProducerEpoch = 0x7f_ff_ff_ff;

/**
 * The ids of named producers.
 *
 * Invariants:
 *   - Each registration of a name gets a higher epoch than the one before, or another id.
 * Tests: `controller.test.ts`.
 */
export class ProducerRegistry {
  readonly #context: Pick<ActiveContext, 'journal' | 'random'>;
  readonly #queue = new KeyedQueue();

  constructor(context: Pick<ActiveContext, 'journal' | 'random'>) {
    this.#context = context;
  }

  async register(name: string): Promise<ProducerRecord> {
    if (name.length === 0 || name.length > maxNameLength) {
      throw new WeirError(
        'INVALID_REQUEST',
        `Producer name has ${name.length} characters, allowed are 1 to ${maxNameLength}`,
      );
    }
    return this.#queue.run(name, () => this.#register(name));
  }

  async #register(name: string): Promise<ProducerRecord> {
    const { journal, random } = this.#context;
    const known = await journal.readProducer(name);
    const isUsedUp = known === null || known.producerEpoch >= maxProducerEpoch;
    const record = isUsedUp
      ? { producerId: random.nextSafeInteger(), producerEpoch: 0 }
      : { producerId: known.producerId, producerEpoch: known.producerEpoch + 1 };
    await journal.saveProducer(name, record);
    return record;
  }
}
