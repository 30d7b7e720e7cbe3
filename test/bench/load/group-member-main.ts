/**
 * A member of a group that reads a topic from its beginning and touches every value; default options.
 * It starts at the first line of its standard input, and ends when nothing more comes.
 */
import { Weir } from '@weir/client';
import { machineNowMs } from '../machine-clock.ts';
import type { GroupMemberOptions } from './load-options.ts';
import { printReport, readOptions } from './load-report.ts';

const { bootstrap, topic, groupId, valueBytes } = readOptions() as GroupMemberOptions;
/** No record for so long is the end of the topic: longer than joining the group takes. */
const silenceMs = 5_000;

async function whenTold(): Promise<void> {
  return new Promise((resolve) => {
    process.stdin.once('data', () => {
      process.stdin.pause();
      resolve();
    });
  });
}

await using weir = new Weir({ bootstrap });
await weir.connect();
process.stdout.write('{"ready":true}\n');
await whenTold();
const ended = new AbortController();
const silence = setTimeout(() => {
  ended.abort();
}, silenceMs);
await using consumer = weir.consumer({ groupId, topics: [topic] });
let records = 0;
let bytes = 0;
let firstBytes = 0;
let firstAtMs = 0;
let lastAtMs = 0;
for await (const batch of consumer.batches({ signal: ended.signal })) {
  if (records === 0) firstAtMs = machineNowMs();
  for (const { value } of batch.records) {
    bytes += value?.length ?? 0;
    firstBytes += value?.[0] ?? 0;
  }
  records += batch.recordCount;
  lastAtMs = machineNowMs();
  silence.refresh();
}
if (bytes !== records * valueBytes || (records > 0 && firstBytes === 0)) {
  throw new Error(`Read ${records} records with ${bytes} bytes of values of ${valueBytes} bytes`);
}
await printReport({ records, firstAtMs, lastAtMs });
