/** Publishes a record through a gateway, waits for the answer, publishes the next; generated stubs alone. */
import { MessagingService } from '@weir/protos';
import { callUnary, ChannelPool } from '@weir/runtime';
import type { OneInFlightOptions } from './load-options.ts';
import { printReport, readOptions } from './load-report.ts';
import { measureOneInFlight } from './measure-one-in-flight.ts';
import { randomValues } from './random-values.ts';

const options = readOptions() as OneInFlightOptions;
const { bootstrap, topic, valueBytes } = options;
const [value = Buffer.alloc(0)] = randomValues(valueBytes);
const channels = new ChannelPool();
const client = channels.client(MessagingService, bootstrap[0] ?? '');

const figures = await measureOneInFlight(options, async () => {
  const request = { records: [{ topic, partition: 0, value }] };
  const { results } = await callUnary(client, 'publish', request, { deadlineMs: 30_000 });
  const [result] = results;
  if (result === undefined || result.error !== null) throw new Error('Not published');
});
channels.close();
await printReport(figures);
