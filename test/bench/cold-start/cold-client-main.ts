/**
 * The client of a cold start, a process that runs before the servers: says that it is up, is told
 * where they will be, and tries every 20 ms until a record is acknowledged.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { Weir } from '@weir/client';
import type { ColdClientOrder, ColdClientReport } from './cold-client-messages.ts';

const retryMs = 20;
const connectTimeoutMs = 60_000;
const topic = 'cold';
const value = Buffer.alloc(100);

process.once('message', (order: ColdClientOrder) => {
  void report(order);
});
process.send?.('up');

async function report(order: ColdClientOrder): Promise<void> {
  process.send?.(await sendFirst(order));
  process.disconnect();
}

/** The instant is of the machine's clock: the one that started the servers reads the same. */
async function sendFirst({
  bootstrap,
  replicationFactor,
  deadlineAtMs,
}: ColdClientOrder): Promise<ColdClientReport> {
  await using weir = new Weir({ bootstrap, connectTimeoutMs });
  await using producer = weir.producer();
  await untilDone(deadlineAtMs, () => weir.connect());
  await untilDone(deadlineAtMs, async () => {
    const { nodes } = await weir.admin().describeCluster();
    if (nodes.length < replicationFactor) throw new Error(`Only ${nodes.length} nodes`);
    await weir.admin().createTopic({ name: topic, partitions: 1, replicationFactor });
  });
  await untilDone(deadlineAtMs, () => producer.send({ topic, value }));
  return { acknowledgedAtMs: Date.now() };
}

async function untilDone(deadlineAtMs: number, attempt: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (Date.now() > deadlineAtMs) throw error;
    }
    await wait(retryMs);
  }
}
