/** Clients that each read the whole topic to its end and touch every value; a batch before, to connect. */
import { runPhases } from './run-phases.ts';

await runPhases((weir, { topic, clients, records, valueBytes }) => ({
  async connect() {
    await using consumer = weir.consumer({ topics: [topic], from: 'earliest' });
    const batches = consumer.batches()[Symbol.asyncIterator]();
    await batches.next();
    await batches.return?.();
  },
  async work() {
    await using consumer = weir.consumer({ topics: [topic], from: 'earliest' });
    let bytes = 0;
    for await (const batch of consumer.batches({ untilEnd: true })) {
      for (const { value } of batch.records) bytes += value?.length ?? 0;
    }
    const expectedBytes = (records / clients) * valueBytes;
    if (bytes !== expectedBytes) throw new Error(`Read ${bytes} bytes, expected ${expectedBytes}`);
  },
}));
