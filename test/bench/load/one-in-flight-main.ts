/** Sends a record, waits for its acknowledgement, sends the next; the client's default options. */
import { Weir } from '@weir/client';
import { LatencyHistogram } from './latency-histogram.ts';
import type { OneInFlightOptions } from './load-options.ts';
import { printReport, readOptions } from './load-report.ts';
import { randomValues } from './random-values.ts';

const { bootstrap, topic, records, warmUpRecords, valueBytes } =
  readOptions() as OneInFlightOptions;
const [value = null] = randomValues(valueBytes);

await using weir = new Weir({ bootstrap });
await using producer = weir.producer();
for (let index = 0; index < warmUpRecords; index += 1) {
  await producer.send({ topic, partition: 0, value });
}
const histogram = new LatencyHistogram();
const startedAtMs = performance.now();
let sentAtMs = startedAtMs;
for (let index = 0; index < records; index += 1) {
  await producer.send({ topic, partition: 0, value });
  const nowMs = performance.now();
  histogram.record(nowMs - sentAtMs);
  sentAtMs = nowMs;
}
const seconds = (sentAtMs - startedAtMs) / 1_000;
await printReport({ recordsPerSecond: records / seconds, ...histogram.figures() });
