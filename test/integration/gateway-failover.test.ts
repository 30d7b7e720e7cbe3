import { Weir } from '@weir/client';
import { MessagingService } from '@weir/protos';
import { ChannelPool } from '@weir/runtime';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import { GrpcSubscriber } from '../harness/grpc-subscriber.ts';
import { LocalCluster } from '../harness/local-cluster.ts';
import { PacedProducer } from '../harness/paced-producer.ts';
import { temporaryDirectory, type TemporaryDirectory } from '../harness/temporary-directory.ts';

let directory: TemporaryDirectory;
let cluster: LocalCluster;
let weir: Weir;
const channels = new ChannelPool();

beforeAll(async () => {
  directory = await temporaryDirectory();
  const size = { nodes: 3, controllers: 1, coordinators: 1, gateways: 2 };
  cluster = new LocalCluster({ directory: directory.path, ...size });
  await cluster.start();
  await cluster.whenReady();
  weir = new Weir({ bootstrap: cluster.bootstrap });
}, 90_000);

afterAll(async () => {
  channels.close();
  await weir.close();
  await cluster.stop();
  await directory[Symbol.asyncDispose]();
}, 60_000);

function subscribe(gateway: string, open = {}): GrpcSubscriber {
  const client = channels.client(MessagingService, cluster.member(gateway).address);
  return new GrpcSubscriber(client, {
    ...{ groupId: 'pair', topics: ['flow'], creditBytes: 100_000_000, ...open },
  });
}

async function isConnected(memberId: string): Promise<boolean> {
  const { members } = await weir.admin().describeGroup('pair');
  return members.some((member) => member.memberId === memberId && member.isConnected);
}

it('keeps the partitions of a member whose gateway dies and that returns through another', async () => {
  await weir.admin().createTopic({ name: 'flow', partitions: 4 });
  await using producer = weir.producer();
  using flow = new PacedProducer({ producer, topic: 'flow', name: 'flow', intervalMs: 5 });
  flow.start();
  const doomed = subscribe('gateway-1');
  await eventually(() => doomed.seen.length > 0);
  const other = subscribe('gateway-2');
  await eventually(() => doomed.revoked.length === 1);
  doomed.send({ commits: doomed.handled(), released: doomed.revoked[0]?.partitions ?? [] });
  await eventually(() => other.partitions.length === 2 && other.seen.length > 50);
  await eventually(() => doomed.seen.length > 50);
  const [before, changes] = [doomed.partitions, other.assigned.length + other.revoked.length];

  await cluster.member('gateway-1').process.kill('SIGKILL');
  await eventually(() => doomed.error);
  await eventually(async () => !(await isConnected(doomed.memberId)));
  const back = subscribe('gateway-2', doomed.returning());
  await eventually(() => back.seen.length > 50);

  expect(back.memberId).toBe(doomed.memberId);
  expect(back.partitions).toEqual(before);
  expect(other.assigned.length + other.revoked.length).toBe(changes);
  const both = [...doomed.seen, ...back.seen].filter((seen) => before.includes(placeOf(seen)));
  expect(new Set(both).size).toBe(both.length);
  for (const place of before) {
    const offsets = both.filter((seen) => placeOf(seen) === place).map(offsetOf);
    expect(offsets).toEqual(offsets.map((_offset, index) => (offsets[0] ?? 0) + index));
  }
  await flow.stop();
  for (const subscriber of [back, other]) subscriber.end();
}, 90_000);

it('sends its members elsewhere when it is told to stop', async () => {
  cluster.member('gateway-1').process.start();
  const first = await eventually(async () => {
    const subscriber = subscribe('gateway-1', { groupId: 'leavers' });
    await eventually(() => subscriber.partitions.length === 4, { timeoutMs: 1_000 });
    return subscriber;
  });
  const stopped = cluster.member('gateway-1').process.stop();
  await eventually(() => first.events.includes('draining'));
  expect(await eventually(() => first.error)).toMatchObject({ code: 'SHUTTING_DOWN' });
  const back = subscribe('gateway-2', { groupId: 'leavers', ...first.returning() });
  await eventually(() => back.partitions.length === 4);
  expect(back.memberId).toBe(first.memberId);
  await stopped;
  back.end();
}, 60_000);

const placeOf = (seen: string): string => seen.split('@')[0] ?? '';
const offsetOf = (seen: string): number => Number(seen.split('@')[1]);
