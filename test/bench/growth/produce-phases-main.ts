/** Clients that share the records to send. Each sends a few first, to have its connections. */
import type { ProducerRecord } from '@weir/client';
import { randomValues } from '../load/random-values.ts';
import { connectingRecords } from './phased-load-messages.ts';
import { runPhases } from './run-phases.ts';

await runPhases((weir, { topic, partitions, clients, records, valueBytes }) => {
  const values = randomValues(valueBytes);
  const producer = weir.producer();
  function* toSend(count: number): Generator<ProducerRecord, void> {
    for (let index = 0; index < count; index += 1) {
      yield { topic, value: values[index % values.length] ?? null };
    }
  }
  return {
    async connect() {
      const count = connectingRecords(partitions);
      await producer.sendMany(
        Array.from({ length: count }, (_, partition) => ({
          topic,
          partition,
          value: values[0] ?? null,
        })),
      );
    },
    async work() {
      await producer.sendMany(toSend(Math.ceil(records / clients)));
    },
  };
});
