/** Reads all records of a topic from its beginning, touches every value; default options, no group. */
import { Weir } from '@weir/client';
import type { ConsumeOptions } from './load-options.ts';
import { printReport, readOptions } from './load-report.ts';

const { bootstrap, topic, records, valueBytes } = readOptions() as ConsumeOptions;

await using weir = new Weir({ bootstrap });
await using consumer = weir.consumer({ topics: [topic], from: 'earliest' });
let count = 0;
let bytes = 0;
let firstBytes = 0;
const startedAtMs = performance.now();
for await (const batch of consumer.batches()) {
  for (const { value } of batch.records) {
    bytes += value?.length ?? 0;
    firstBytes += value?.[0] ?? 0;
  }
  count += batch.recordCount;
  if (count >= records) break;
}
const seconds = (performance.now() - startedAtMs) / 1_000;
if (bytes !== count * valueBytes || firstBytes === 0) {
  throw new Error(`Read ${count} records with ${bytes} bytes of values of ${valueBytes} bytes`);
}
await printReport({ recordsPerSecond: count / seconds });
