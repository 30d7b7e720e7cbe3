import { Weir } from '@weir/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import { GatewaySystem } from '../harness/gateway-system.ts';
import { GroupFlow } from '../harness/group-flow.ts';

let system: GatewaySystem;

beforeAll(async () => {
  system = await GatewaySystem.start();
}, 60_000);

afterAll(async () => {
  await system[Symbol.asyncDispose]();
}, 60_000);

it('sends clients on when their connections are old, and nobody notices', async () => {
  const { address } = await system.addGateway({
    maxConnectionAgeMs: 1_500,
    maxConnectionAgeGraceMs: 3_000,
  });
  await using weir = new Weir({ bootstrap: address, connect: 'gateway' });
  await weir.admin().createTopic({ name: 'aging', partitions: 3, replicationFactor: 1 });
  await using flow = new GroupFlow(weir, 'aging', 5);
  const { seen, reader } = flow;
  await eventually(() => seen.length > 0);
  const [before] = (await weir.admin().describeGroup('aging')).members;
  // Some three connections later.
  const startedMs = performance.now();
  await eventually(() => performance.now() - startedMs > 6_000 && seen.length > 500);
  await flow.drain();
  expect(flow.producer.refused).toEqual([]);
  expect(new Set(seen).size).toBe(seen.length);
  expect(reader.failure).toBeUndefined();
  const [after] = (await weir.admin().describeGroup('aging')).members;
  expect(after?.memberId).toBe(before?.memberId);
}, 90_000);
