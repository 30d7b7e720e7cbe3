/** Publishes records through a gateway as fast as they are answered: one stream, generated stubs alone. */
import {
  MessagingService,
  type PublishRecordInput,
  type PublishStreamRequestInput,
  type PublishStreamResponse,
} from '@weir/protos';
import { ChannelPool } from '@weir/runtime';
import type { ProduceOptions } from './load-options.ts';
import { printReport, readOptions } from './load-report.ts';
import { randomValues } from './random-values.ts';

type PublishStream = ReturnType<InstanceType<typeof MessagingService>['publishStream']>;

const recordsPerRequest = 250;
/** More would wait at the gateway: it reads no further than 8 MiB ahead. */
const maxUnanswered = 32;

const { bootstrap, topic, records, valueBytes } = readOptions() as ProduceOptions;
const values = randomValues(valueBytes);

function requestFrom(first: number): PublishStreamRequestInput {
  const count = Math.min(recordsPerRequest, records - first);
  const batch = Array.from({ length: count }, (_, index): PublishRecordInput => {
    const value = values[(first + index) % values.length] ?? Buffer.alloc(0);
    return { topic, value };
  });
  return { request: { records: batch, acks: 'ACKS_ALL' } };
}

/** Resolves when every record has been answered; rejects with the first error. */
function publishAll(stream: PublishStream): Promise<void> {
  let sent = 0;
  let answered = 0;
  const sendMore = (): void => {
    while (sent < records && sent - answered < maxUnanswered * recordsPerRequest) {
      stream.write(requestFrom(sent));
      sent = Math.min(records, sent + recordsPerRequest);
    }
  };
  return new Promise((resolve, reject) => {
    stream.on('data', ({ response }: PublishStreamResponse) => {
      const results = response?.results ?? [];
      const failed = results.find(({ error }) => error !== null);
      if (failed !== undefined) reject(new Error(`Not published: ${failed.error?.code}`));
      answered += results.length;
      if (answered === records) resolve();
      else sendMore();
    });
    stream.on('error', reject);
    sendMore();
  });
}

const channels = new ChannelPool();
const stream = channels.client(MessagingService, bootstrap[0] ?? '').publishStream();
const startedAtMs = performance.now();
await publishAll(stream);
const seconds = (performance.now() - startedAtMs) / 1_000;
stream.end();
channels.close();
await printReport({ recordsPerSecond: records / seconds });
