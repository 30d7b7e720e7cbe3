/** Reads a topic in a group: node consume.ts ADDRESS TOPIC GROUP */
import { Weir } from '@weir/client';

const [bootstrap = '', topic = '', groupId = ''] = process.argv.slice(2);
const credentials = { apiKey: process.env['WEIR_API_KEY'] ?? 'none' };

await using weir = new Weir({ bootstrap, connect: 'gateway', credentials });
await using consumer = weir.consumer({ groupId, topics: [topic] });
for await (const batch of consumer.batches()) {
  for (const record of batch.records) {
    process.stdout.write(`${topic}/${batch.partition} at ${record.offset}: ${record.text()}\n`);
  }
  await batch.commit();
}
