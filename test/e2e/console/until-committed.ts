import type { ConsumerOptions, Weir } from '@weir/client';

/** Has a group read and commit all that there is of its topics, and leave again. */
export async function untilCommitted(weir: Weir, options: ConsumerOptions): Promise<void> {
  await using consumer = weir.consumer({ ...options, autoCommit: false });
  for await (const batch of consumer.batches({ untilEnd: true })) await batch.commit();
}
