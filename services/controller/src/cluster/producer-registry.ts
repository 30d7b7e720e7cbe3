import { WeirError } from '@weir/core';
import type { ActiveContext } from './active-context.ts';
import type { ProducerRecord } from './records.ts';

const maxNameLength = 249;
const maxProducerEpoch = 0x7f_ff_ff_ff;

/** Gives a named producer its id, and a higher epoch at each registration. */
export async function registerProducer(
  { journal, random }: ActiveContext,
  name: string,
): Promise<ProducerRecord> {
  if (name.length === 0 || name.length > maxNameLength) {
    throw new WeirError(
      'INVALID_REQUEST',
      `Producer name has ${name.length} characters, allowed are 1 to ${maxNameLength}`,
    );
  }
  const known = await journal.readProducer(name);
  const isUsedUp = known === null || known.producerEpoch >= maxProducerEpoch;
  const record = isUsedUp
    ? { producerId: random.nextSafeInteger(), producerEpoch: 0 }
    : { producerId: known.producerId, producerEpoch: known.producerEpoch + 1 };
  await journal.saveProducer(name, record);
  return record;
}
