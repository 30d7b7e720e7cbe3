import { afterAll, beforeAll, expect, it } from 'vitest';
import { findGaps, findKeysOutOfOrder } from '../harness/checkers/partition-order.ts';
import { findRedelivered, findStoredTwice } from '../harness/checkers/no-duplicates.ts';
import { findLost } from '../harness/checkers/no-loss.ts';
import { eventually } from '../harness/eventually.ts';
import { readFlights } from '../harness/flights.ts';
import { LocalCluster } from '../harness/local-cluster.ts';
import { readTopic } from '../harness/read-topic.ts';
import { temporaryDirectory, type TemporaryDirectory } from '../harness/temporary-directory.ts';
import { CliConsumer, runCli, startCli } from '../harness/weir-cli.ts';

const flights = readFlights();
const values = flights.map(({ value }) => value);
let directory: TemporaryDirectory;
let cluster: LocalCluster;
let at: string[];

beforeAll(async () => {
  directory = await temporaryDirectory();
  cluster = new LocalCluster({ directory: directory.path });
  await cluster.start();
  await cluster.whenReady();
  at = ['--bootstrap', cluster.bootstrap.join(',')];
}, 90_000);

afterAll(async () => {
  await cluster.stop();
  await directory[Symbol.asyncDispose]();
}, 60_000);

interface TopicDescription {
  readonly topic: {
    readonly partitions: readonly {
      readonly partition: number;
      readonly leader: number;
      readonly leaderEpoch: number;
      readonly inSyncReplicas: readonly number[];
    }[];
  };
}

async function describeFlights(): Promise<TopicDescription> {
  const { stdout } = await runCli(['topic', 'describe', 'flights', '-o', 'json', ...at]);
  return JSON.parse(stdout) as TopicDescription;
}

it('loses and repeats nothing when a leader is killed while producing', async () => {
  const created = await runCli([
    ...['topic', 'create', 'flights', '--partitions', '6', '--replication-factor', '3', ...at],
  ]);
  expect(created).toMatchObject({ code: 0, stderr: '' });
  const victim = (await describeFlights()).topic.partitions[0]?.leader ?? 0;

  const producer = startCli(['produce', 'flights', '--key-field', 'origin', '-o', 'json', ...at]);
  let summary = '';
  producer.stdout.setEncoding('utf8').on('data', (text: string) => (summary += text));
  const half = values.length / 2;
  producer.stdin.write(`${values.slice(0, half).join('\n')}\n`);
  await eventually(
    async () => (await readTopic(cluster.bootstrap.join(','), 'flights')).length > 0,
  );
  await cluster.node(victim).process.kill('SIGKILL');
  producer.stdin.end(`${values.slice(half).join('\n')}\n`);
  const code = await new Promise((resolve) => producer.once('close', resolve));

  expect(code).toBe(0);
  expect(JSON.parse(summary)).toMatchObject({ records: 20_000 });
  const stored = await readTopic(cluster.bootstrap.join(','), 'flights');
  const storedValues = stored.map(({ value }) => value ?? '');
  expect(findLost(values, storedValues)).toEqual([]);
  expect(findStoredTwice(values, storedValues)).toEqual([]);
  expect(findGaps(stored)).toEqual([]);
  expect(findKeysOutOfOrder(flights, stored)).toEqual([]);

  cluster.node(victim).process.start();
  await eventually(
    async () =>
      (await describeFlights()).topic.partitions.every(
        ({ inSyncReplicas }) => inSyncReplicas.length === 3,
      ),
    { what: 'Full in-sync sets after the restart' },
  );
}, 120_000);

it('delivers everything when a member is killed while consuming', async () => {
  const args = ['flights', '--group', 'board', '--from', 'earliest', ...at];
  // The victim first: a member that joins alone may read the whole topic before the next one joins.
  const victim = new CliConsumer(args);
  await eventually(() => victim.records.length > 0, { what: 'The first record of the victim' });
  const survivor = new CliConsumer(args);
  await victim.stop('SIGKILL');
  await eventually(
    () =>
      findLost(
        values,
        [...victim.records, ...survivor.records].map(({ value }) => value ?? ''),
      ).length === 0,
    { timeoutMs: 60_000, what: 'Delivery of all records to the survivor' },
  );
  await survivor.stop();
  // What the victim had not committed comes again, to the survivor; to nobody twice.
  expect(findRedelivered(survivor.records)).toEqual([]);
}, 120_000);

it('has everything after every process was killed and started again', async () => {
  const before = await readTopic(cluster.bootstrap.join(','), 'flights');
  const epochs = (await describeFlights()).topic.partitions.map(({ leaderEpoch }) => leaderEpoch);
  await cluster.killAll();
  await cluster.start();
  await cluster.whenReady();

  expect(await readTopic(cluster.bootstrap.join(','), 'flights')).toEqual(before);
  const after = (await describeFlights()).topic.partitions.map(({ leaderEpoch }) => leaderEpoch);
  for (const [partition, epoch] of epochs.entries()) {
    expect(after[partition]).toBeGreaterThan(epoch);
  }
  const group = new CliConsumer(['flights', '--group', 'board', '--exit-at-end', ...at]);
  await group.closed();
  expect(group.records).toEqual([]);

  const appended = await runCli(
    ['produce', 'flights', '--key-field', 'origin', '-o', 'json', ...at],
    '{"origin":"HNL","destination":"SFO"}\n',
  );
  expect(appended.code).toBe(0);
  expect(await readTopic(cluster.bootstrap.join(','), 'flights')).toHaveLength(before.length + 1);
}, 120_000);
