/** Reads a topic in a group: node consume.mjs ADDRESS TOPIC GROUP */
import { PassThrough } from 'node:stream';
import { createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { MessagingService } from './gen/weir/v1/messaging_pb.js';

const [address, topic, groupId] = process.argv.slice(2);
const headers = { authorization: `Bearer ${process.env.WEIR_API_KEY ?? ''}` };
const transport = createGrpcTransport({ baseUrl: `http://${address}` });
const messaging = createClient(MessagingService, transport);

const requests = new PassThrough({ objectMode: true });
requests.write({ open: { groupId, topics: [topic], creditBytes: 1_048_576n } });
for await (const { event } of messaging.subscribe(requests, { headers })) {
  if (event.case === 'records') {
    const { partition, records, nextOffset, bytes } = event.value;
    for (const { offset, value } of records) {
      process.stdout.write(`${topic}/${partition} at ${offset}: ${Buffer.from(value)}\n`);
    }
    requests.write({ commits: [{ topic, partition, offset: nextOffset }], creditBytes: bytes });
  }
  if (event.case === 'revoked') requests.write({ released: event.value.partitions });
}
