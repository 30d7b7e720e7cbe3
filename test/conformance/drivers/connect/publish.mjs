/** Publishes texts: node publish.mjs ADDRESS TOPIC TEXT... */
import { createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { MessagingService } from './gen/weir/v1/messaging_pb.js';

const [address, topic, ...texts] = process.argv.slice(2);
const headers = { authorization: `Bearer ${process.env.WEIR_API_KEY ?? ''}` };
const transport = createGrpcTransport({ baseUrl: `http://${address}` });
const messaging = createClient(MessagingService, transport);

const key = Buffer.from('greetings');
const records = texts.map((text) => ({ topic, key, value: Buffer.from(text) }));
const { results } = await messaging.publish({ records }, { headers, timeoutMs: 30_000 });
for (const { partition, offset, error } of results) {
  process.stdout.write(`${error?.message ?? `${topic}/${partition} at ${offset}`}\n`);
}
process.exit();
