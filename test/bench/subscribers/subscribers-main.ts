/**
 * `node test/bench/subscribers/subscribers-main.ts [COUNT [SCENARIO]]`: what an idle subscriber costs its gateway.
 *
 * A cluster of processes with one gateway; this process opens the streams. Prints a line of JSON for each
 * scenario.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { Weir } from '@weir/client';
import { MessagingService, type SubscribeOpenInput } from '@weir/protos';
import { ChannelPool } from '@weir/runtime';
import { eventually } from '../../harness/eventually.ts';
import { GrpcSubscriber } from '../../harness/grpc-subscriber.ts';
import { LocalCluster } from '../../harness/local-cluster.ts';
import { temporaryDirectory } from '../../harness/temporary-directory.ts';

const settleMs = 15_000;
const cpuWatchMs = 10_000;
const perConnection = 100;
const warmUps = 50;
const partitions = 1_000;
const creditBytes = 1_000_000;

interface Usage {
  readonly rssKib: number;
  readonly cpuMs: number;
}

/** Memory and CPU time of a process so far, as Linux tells. */
function usageOf(pid: number): Usage {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const [, rss = '0'] = /VmRSS:\s+(\d+) kB/u.exec(status) ?? [];
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { rssKib: Number(rss), cpuMs: (Number(fields[11]) + Number(fields[12])) * 10 };
}

/** Streams to one address, so many over each connection. */
class Crowd {
  readonly members: GrpcSubscriber[] = [];
  readonly #pools: ChannelPool[] = [];

  async open(address: string, opens: readonly SubscribeOpenInput[]): Promise<void> {
    for (const [index, open] of opens.entries()) {
      if (index % perConnection === 0) this.#pools.push(new ChannelPool());
      const pool = this.#pools.at(-1);
      if (pool === undefined) return;
      const subscriber = new GrpcSubscriber(pool.client(MessagingService, address), open);
      this.members.push(subscriber);
      if (index % 50 === 49) {
        await eventually(() => subscriber.opened.length > 0, { timeoutMs: 120_000 });
      }
    }
    const what = 'All are members';
    await eventually(() => this.members.every(({ opened }) => opened.length > 0), {
      ...{ what, timeoutMs: 120_000 },
    });
  }

  async close(): Promise<void> {
    for (const member of this.members) member.end();
    await eventually(() => this.members.every(({ hasEnded, error }) => hasEnded || error), {
      timeoutMs: 120_000,
    });
    for (const pool of this.#pools) pool.close();
  }
}

async function measure(
  count: number,
  scenario: string,
  openOf: (index: number) => SubscribeOpenInput,
): Promise<void> {
  await using directory = await temporaryDirectory();
  await using cluster = new LocalCluster({
    ...{ directory: directory.path, controllers: 1, coordinators: 1, gateways: 1 },
  });
  await cluster.start();
  await cluster.whenReady();
  await using weir = new Weir({ bootstrap: cluster.bootstrap });
  await makeTopic(weir, 'narrow', 1);
  await makeTopic(weir, 'spread', 3);
  await makeTopic(weir, 'wide', partitions);
  const { address, process: child } = cluster.member('gateway-1');
  const pid = child.pid ?? 0;

  await warmUp(address);
  await wait(settleMs);
  const before = usageOf(pid);
  const crowd = new Crowd();
  await crowd.open(
    address,
    Array.from({ length: count }, (_none, index) => openOf(index)),
  );
  await wait(settleMs);
  const after = usageOf(pid);
  await wait(cpuWatchMs);
  const later = usageOf(pid);
  process.stdout.write(
    `${JSON.stringify({
      scenario,
      count,
      opened: crowd.members.reduce((sum, member) => sum + member.opened.length, 0),
      lost: crowd.members.reduce(
        (sum, { revoked }) => sum + revoked.filter(({ isLost }) => isLost).length,
        0,
      ),
      partitions: crowd.members.reduce((sum, member) => sum + member.partitions.length, 0),
      beforeMib: before.rssKib / 1024,
      afterMib: after.rssKib / 1024,
      eachKib: (after.rssKib - before.rssKib) / count,
      eachLaterKib: (later.rssKib - before.rssKib) / count,
      cpuPercent: ((later.cpuMs - after.cpuMs) / cpuWatchMs) * 100,
    })}\n`,
  );
  await crowd.close();
}

/** What is compiled and allocated once is not counted. */
async function warmUp(address: string): Promise<void> {
  const crowd = new Crowd();
  const opens = Array.from({ length: warmUps }, (_none, index) => ({
    ...{ groupId: `warm-${index}`, topics: ['narrow'], creditBytes },
  }));
  await crowd.open(address, opens);
  await crowd.close();
}

/** A cluster that has just started may cancel what it was about. */
async function makeTopic(weir: Weir, name: string, count: number): Promise<void> {
  await eventually(
    async () => {
      const topics = await weir.admin().listTopics();
      if (topics.some((topic) => topic.name === name)) return true;
      await weir.admin().createTopic({ name, partitions: count });
      return true;
    },
    { timeoutMs: 60_000, intervalMs: 500, what: `Topic ${name}` },
  );
}

const count = Number(process.argv[2] ?? 1_000);
const only = process.argv[3];
const open = { creditBytes };
const scenarios: Readonly<Record<string, (index: number) => SubscribeOpenInput>> = {
  // Each reads the one partition of one topic.
  alone: (index) => ({ ...open, groupId: `alone-${index}`, topics: ['narrow'] }),
  // Each reads three partitions, of a leader each.
  spread: (index) => ({ ...open, groupId: `spread-${index}`, topics: ['spread'] }),
  // Three groups, since 499 members are the most: three or four of 1,000 partitions for each member.
  crowd: (index) => ({ ...open, groupId: `crowd-${index % 3}`, topics: ['wide'] }),
};
for (const [scenario, openOf] of Object.entries(scenarios)) {
  if (only === undefined || only === scenario) await measure(count, scenario, openOf);
}
