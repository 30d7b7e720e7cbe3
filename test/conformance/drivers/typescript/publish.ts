/** Publishes texts: node publish.ts ADDRESS TOPIC TEXT... */
import { Weir } from '@weir/client';

const [bootstrap = '', topic = '', ...texts] = process.argv.slice(2);
const credentials = { apiKey: process.env['WEIR_API_KEY'] ?? 'none' };

await using weir = new Weir({ bootstrap, connect: 'gateway', credentials });
await using producer = weir.producer();
for (const value of texts) {
  const { partition, offset } = await producer.send({ topic, key: 'greetings', value });
  process.stdout.write(`${topic}/${partition} at ${offset}\n`);
}
