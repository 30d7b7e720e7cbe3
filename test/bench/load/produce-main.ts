/** Sends records as fast as they are acknowledged: `sendMany` with the client's default options. */
import { type ProducerRecord, Weir } from '@weir/client';
import type { ProduceOptions } from './load-options.ts';
import { printReport, readOptions } from './load-report.ts';
import { randomValues } from './random-values.ts';

const options = readOptions() as ProduceOptions;

function* recordsToSend(): Generator<ProducerRecord, void> {
  const { topic, records, valueBytes } = options;
  const values = randomValues(valueBytes);
  for (let index = 0; index < records; index += 1) {
    yield { topic, value: values[index % values.length] ?? null };
  }
}

await using weir = new Weir({ bootstrap: options.bootstrap });
await using producer = weir.producer({ acks: options.acks });
const startedAtMs = performance.now();
const { recordCount } = await producer.sendMany(recordsToSend());
const seconds = (performance.now() - startedAtMs) / 1_000;
await printReport({ recordsPerSecond: recordCount / seconds });
