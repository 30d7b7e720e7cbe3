import { createHash } from 'node:crypto';
import { type ProducerId, toProducerId, WeirError } from '@weir/core';
import type { ActiveContext } from './active-context.ts';
import { KeyedQueue } from './keyed-queue.ts';
import type { ProducerRecord } from './records.ts';

const maxNameLength = 249;
const maxProducerEpoch = 0x7f_ff_ff_ff;

/**
 * The ids and epochs of named producers.
 *
 * An id follows from the name and an epoch is at least the time in seconds, so that a name whose record
 * was lost with the metadata store has the same id again and a higher epoch, and finds what it wrote.
 *
 * Invariants:
 *   - Each registration of a name gets a higher epoch than the one before, or another id. After a loss of the
 *     store this rests on the clock, and on less than one registration of the name a second before.
 * Tests: `controller.test.ts`.
 */
export class ProducerRegistry {
  readonly #context: Pick<ActiveContext, 'journal' | 'random' | 'clock'>;
  readonly #queue = new KeyedQueue();

  constructor(context: Pick<ActiveContext, 'journal' | 'random' | 'clock'>) {
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
    const { journal, random, clock } = this.#context;
    const { producerId, producerEpoch } = (await journal.readProducer(name)) ?? firstOf(name);
    const epoch = Math.max(producerEpoch + 1, Math.floor(clock.nowMs() / 1_000));
    const record =
      epoch > maxProducerEpoch
        ? { producerId: toProducerId(random.nextSafeInteger()), producerEpoch: 0 }
        : { producerId, producerEpoch: epoch };
    await journal.saveProducer(name, record);
    return record;
  }
}

/** Before the first registration: the id is 52 bits of the name's SHA-256. */
function firstOf(name: string): ProducerRecord {
  const digest = createHash('sha256').update(name).digest();
  const id: ProducerId = toProducerId(Number(digest.readBigUInt64BE() >> 12n) + 1);
  return { producerId: id, producerEpoch: -1 };
}
