import { Weir } from '@weir/client';
import { systemRandom } from '@weir/core';
import { silentLogger, systemClock } from '@weir/runtime';
import { Standalone } from '@weir/standalone';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryDirectory, type TemporaryDirectory } from '../harness/temporary-directory.ts';

let directory: TemporaryDirectory;
let standalone: Standalone;

beforeAll(async () => {
  directory = await temporaryDirectory();
  standalone = new Standalone({
    dataDirectory: directory.path,
    listenHost: '127.0.0.1',
    port: 0,
    nodes: 3,
    clock: systemClock,
    random: systemRandom,
    logger: silentLogger,
  });
  await standalone.start();
}, 60_000);

afterAll(async () => {
  await standalone.stop();
  await directory[Symbol.asyncDispose]();
}, 60_000);

it('lets the SDK do everything through the gateway alone', async () => {
  await using weir = new Weir({ bootstrap: standalone.address, connect: 'gateway' });
  await weir.admin().createTopic({ name: 't', partitions: 6, replicationFactor: 3 });
  await using producer = weir.producer();
  await producer.sendMany(
    Array.from({ length: 1_000 }, (_none, index) => ({
      topic: 't',
      key: String(index),
      value: String(index),
    })),
  );
  await using consumer = weir.consumer({ groupId: 'g', topics: ['t'] });
  const seen: number[] = [];
  for await (const record of consumer.records()) {
    seen.push(Number(record.text()));
    if (seen.length === 1_000) break;
  }
  expect(seen.toSorted((left, right) => left - right)).toEqual(
    Array.from({ length: 1_000 }, (_none, index) => index),
  );
}, 60_000);
