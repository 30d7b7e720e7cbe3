import { Weir } from '@weir/client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import type { LocalCluster } from '../harness/local-cluster.ts';
import { clientName, ClusterNetwork } from '../harness/network/cluster-network.ts';
import { type StartedCluster, startCluster } from '../harness/start-cluster.ts';
import { runCli } from '../harness/weir-cli.ts';

const whyNot = ClusterNetwork.whyNot();
let started: StartedCluster;
let cluster: LocalCluster;
let bootstrap: string[];
let weir: Weir;

/** A cluster whose storage nodes are behind proxies for everybody who calls their external addresses. */
beforeAll(async () => {
  if (whyNot !== undefined) return;
  started = await startCluster({
    hasExternalAddresses: true,
    ...{ nodes: 3, controllers: 1, coordinators: 1, gateways: 2 },
  });
  ({ cluster } = started);
  await cluster.whenReady();
  bootstrap = cluster.byRole('gateway').map(({ address }) => address);
}, 90_000);

beforeEach(() => {
  weir = new Weir({ bootstrap, connect: 'external' });
  return async () => {
    cluster.network.heal();
    await weir.close();
  };
});

afterAll(async () => {
  if (whyNot !== undefined) return;
  await started[Symbol.asyncDispose]();
}, 60_000);

/** Topic with a partition led by each node; the name of the node that leads partition 0. */
async function createTopic(name: string): Promise<string> {
  const assignments = [
    [1, 2, 3],
    [2, 3, 1],
    [3, 1, 2],
  ];
  const { topic } = await weir.admin().createTopic({ name, assignments });
  return `storage-node-${topic.partitions[0]?.leader}`;
}

describe.skipIf(whyNot)('connect: external', () => {
  it('is told of the external addresses by the gateways', async () => {
    const { nodes } = await weir.admin().describeCluster();
    const addresses = nodes.map(({ address, externalAddress }) => [address, externalAddress]);
    expect(addresses).toHaveLength(3);
    for (const [address, external] of addresses) {
      expect(external).toMatch(/^127\.0\.0\.1:\d+$/);
      expect(external).not.toBe(address);
    }
  });

  it('writes and reads there alone: a node that is cut off is not called by a gateway', async () => {
    const leader = await createTopic('records');
    await using producer = weir.producer({ deliveryTimeoutMs: 1_500 });
    await producer.send({ topic: 'records', partition: 0, value: 'first' });
    const values: (string | null)[] = [];
    await using consumer = weir.consumer({ topics: ['records'] });
    const reading = (async () => {
      for await (const record of consumer.records()) values.push(record.text());
    })();
    await eventually(() => values.length === 1);

    cluster.network.block(clientName, leader);
    const lost = producer.send({ topic: 'records', partition: 0, value: 'lost' });
    await expect(lost).rejects.toMatchObject({ code: 'DELIVERY_TIMED_OUT' });
    await producer.send({ topic: 'records', partition: 1, value: 'elsewhere' });
    // The gateways reach the node.
    await using inside = new Weir({ bootstrap, connect: 'gateway' });
    await inside.producer().send({ topic: 'records', partition: 0, value: 'inside' });
    await eventually(() => values.length === 2);
    expect(values).toEqual(['first', 'elsewhere']);

    cluster.network.heal();
    await eventually(() => values.includes('inside'));
    await using another = weir.producer();
    await another.send({ topic: 'records', partition: 0, value: 'last' });
    await eventually(() => values.includes('last'));
    await consumer.close();
    await reading;
  }, 120_000);

  it('serves groups, offsets and the command line', async () => {
    await createTopic('groups');
    const at = ['--bootstrap', bootstrap.join(), '--connect', 'external'];
    const produced = await runCli(['produce', 'groups', ...at], 'a\nb\nc\n');
    expect(produced).toMatchObject({ code: 0 });
    const args = ['consume', 'groups', '--group', 'readers', '--exit-at-end', ...at];
    const { stdout } = await runCli(args);
    expect(new Set(stdout.trimEnd().split('\n'))).toEqual(new Set(['a', 'b', 'c']));
    const queries = [0, 1, 2].map((partition) => ({ topic: 'groups', partition }));
    const offsets = await weir
      .admin()
      .listOffsets(queries.map((each) => ({ ...each, at: 'latest' })));
    expect(offsets.reduce((sum, { offset }) => sum + offset, 0)).toBe(3);
    expect(await runCli(['check', ...at])).toMatchObject({ code: 0 });
    const { stdout: nodes } = await runCli(['node', 'list', ...at]);
    expect(nodes).toMatch(/^NODE +ADDRESS +EXTERNAL +STATE/);
  }, 120_000);

  it('goes on at the external address of the next leader when one dies', async () => {
    const leader = await createTopic('failing');
    await using producer = weir.producer();
    await producer.send({ topic: 'failing', partition: 0, value: 'before' });
    await cluster.member(leader).process.kill();
    await producer.send({ topic: 'failing', partition: 0, value: 'after' });
    const { topic } = await weir.admin().describeTopic('failing');
    expect(`storage-node-${topic.partitions[0]?.leader}`).not.toBe(leader);
  }, 120_000);
});
