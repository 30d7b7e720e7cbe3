import { systemRandom } from '@weir/core';
import { createMetrics, silentLogger, systemClock } from '@weir/runtime';
import { Weir } from '@weir/client';
import { Standalone } from '@weir/standalone';
import { expect, it } from 'vitest';
import { readValues } from '../harness/read-values.ts';
import { temporaryDirectory } from '../harness/temporary-directory.ts';

it('has the metrics of every role in one registry, nodes added up', async () => {
  await using directory = await temporaryDirectory();
  const metrics = createMetrics('standalone');
  const standalone = new Standalone({
    ...{ dataDirectory: directory.path, listenHost: '127.0.0.1', port: 0, nodes: 3 },
    ...{ clock: systemClock, random: systemRandom, logger: silentLogger },
    ...{ metrics, partitionMetrics: true },
  });
  await standalone.start();
  try {
    await using weir = new Weir({ bootstrap: standalone.address });
    await weir.admin().createTopic({ name: 'orders', partitions: 6, replicationFactor: 3 });
    await using producer = weir.producer();
    for (const value of ['a', 'b', 'c']) await producer.send({ topic: 'orders', value });
    expect(await readValues(weir, 'orders')).toHaveLength(3);

    const text = await metrics.registry.metrics();
    const lines = text.split('\n');
    const valueOf = (name: string): number =>
      Number(lines.find((line) => line.startsWith(`${name} `))?.split(' ')[1]);
    for (const nodeId of [1, 2, 3]) expect(text).toContain(`node_id="${nodeId}"`);
    expect(valueOf('weir_storage_node_registered')).toBe(1);
    expect(valueOf('weir_storage_node_produced_records_total')).toBeGreaterThanOrEqual(3);
    expect(valueOf('weir_storage_node_replicas')).toBeGreaterThanOrEqual(18);
    expect(
      lines.filter((line) => line.startsWith('weir_partition_high_watermark{topic="orders"')),
    ).toHaveLength(6);
    expect(valueOf('weir_controller_alive_nodes')).toBe(3);
    expect(valueOf('weir_coordinator_shards')).toBeGreaterThan(0);
    expect(valueOf('weir_rpc_connections')).toBeGreaterThan(0);
    for (const method of ['AdminService/CreateTopic', 'NodeRegistryService/RegisterNode']) {
      expect(text).toContain(`weir_rpc_calls_total{method="${method}",code="OK"}`);
    }
    expect(text).toContain('weir_gateway_');
  } finally {
    await standalone.stop();
  }
}, 60_000);
