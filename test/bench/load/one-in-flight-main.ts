/** Sends a record, waits for its acknowledgement, sends the next; the client's default options. */
import { Weir } from '@weir/client';
import type { OneInFlightOptions } from './load-options.ts';
import { printReport, readOptions } from './load-report.ts';
import { measureOneInFlight } from './measure-one-in-flight.ts';
import { randomValues } from './random-values.ts';

const options = readOptions() as OneInFlightOptions;
const { bootstrap, topic, valueBytes } = options;
const [value = null] = randomValues(valueBytes);

await using weir = new Weir({ bootstrap });
await using producer = weir.producer();
await printReport(
  await measureOneInFlight(options, () => producer.send({ topic, partition: 0, value })),
);
