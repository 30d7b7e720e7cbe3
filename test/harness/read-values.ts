import type { Weir } from '@weir/client';

/** The values of a topic, read from its beginning to its end without a group; sorted. */
export async function readValues(weir: Weir, topic: string): Promise<string[]> {
  await using consumer = weir.consumer({ topics: [topic] });
  const values: string[] = [];
  for await (const record of consumer.records({ untilEnd: true })) values.push(record.text() ?? '');
  return values.toSorted();
}
