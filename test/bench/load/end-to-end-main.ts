/**
 * Sends records at a fixed rate, whatever becomes of them, and reads them in the same process: latency
 * runs from the instant at which a record was due to that at which it is in the reader's hand. A value
 * starts with that instant (8 bytes) and the record's number (4 bytes). The client's default options.
 */
import { Weir } from '@weir/client';
import { machineNowMs } from '../machine-clock.ts';
import { LatencyHistogram } from './latency-histogram.ts';
import type { EndToEndOptions } from './load-options.ts';
import { printReport, readOptions } from './load-report.ts';
import { Metronome } from './metronome.ts';
import { randomValues } from './random-values.ts';

const options = readOptions() as EndToEndOptions;
const { bootstrap, topic, partitions, recordsPerSecond, valueBytes, warmUpSeconds } = options;
const total = recordsPerSecond * (warmUpSeconds + options.seconds);
const firstMeasured = recordsPerSecond * warmUpSeconds;
/** Records that are due within a millisecond leave together. */
const intervalMs = Math.max(1, 1_000 / recordsPerSecond);
/** Until the metronome's process and the reader's streams are there. */
const startDelayMs = 1_000;
const patienceMs = 20_000;

await using sending = new Weir({ bootstrap });
await using receiving = new Weir({ bootstrap });
await using producer = sending.producer();
await using consumer = receiving.consumer({ topics: [topic], from: 'earliest' });

const startAtMs = machineNowMs() + startDelayMs;
const [template = Buffer.alloc(0)] = randomValues(valueBytes);
const failures: unknown[] = [];
let sent = 0;

function dueAtMs(index: number): number {
  return startAtMs + (index * 1_000) / recordsPerSecond;
}

function sendWhatIsDue(): void {
  const nowMs = machineNowMs();
  for (; sent < total && dueAtMs(sent) <= nowMs; sent += 1) {
    const value = Buffer.from(template);
    value.writeDoubleLE(dueAtMs(sent), 0);
    value.writeUInt32LE(sent, 8);
    producer.send({ topic, partition: sent % partitions, value }).catch((error: unknown) => {
      failures.push(error);
    });
  }
}

async function receiveAll(signal: AbortSignal): Promise<LatencyHistogram> {
  const histogram = new LatencyHistogram();
  let received = 0;
  for await (const { records } of consumer.batches({ signal })) {
    const nowMs = machineNowMs();
    for (const { value } of records) {
      received += 1;
      if (value !== null && value.readUInt32LE(8) >= firstMeasured) {
        histogram.record(nowMs - value.readDoubleLE(0));
      }
    }
    if (received === total) return histogram;
  }
  throw new Error(`Received ${received} records of ${total}, ${failures.length} failed`, {
    cause: failures[0],
  });
}

using metronome = new Metronome({
  startAtMs,
  intervalMs,
  // One more, for a last record that is due a little after its beat.
  beats: Math.ceil((total * 1_000) / recordsPerSecond / intervalMs) + 1,
  onBeat: sendWhatIsDue,
});
const limitMs = startDelayMs + (total * 1_000) / recordsPerSecond + patienceMs;
const histogram = await receiveAll(AbortSignal.timeout(limitMs));
await printReport(histogram.figures(), await metronome.cpuSeconds());
