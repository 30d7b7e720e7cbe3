import { createMetrics } from '@weir/runtime';
import { expect, it } from 'vitest';

import { NodeMetrics } from './node-metrics.ts';

async function linesOf(prepare: (node: NodeMetrics) => void): Promise<string[]> {
  const metrics = createMetrics('storage-node');
  prepare(NodeMetrics.of(metrics));
  return (await metrics.registry.metrics()).split('\n');
}

it('has every metric, at 0, before a node runs', async () => {
  const lines = await linesOf((node) => {
    node.describe(7, 'host-a', 'rack-1');
    node.withPartitions();
  });
  for (const line of [
    'weir_storage_node_info{node_id="7",host="host-a",rack="rack-1"} 1',
    'weir_storage_node_registered 0',
    'weir_storage_node_caught_up 0',
    'weir_storage_node_clean_start 0',
    'weir_storage_node_produced_records_total 0',
    'weir_storage_node_produce_phase_seconds_count{phase="replicate"} 0',
    'weir_storage_node_fetch_phase_seconds_bucket{le="+Inf",phase="wait"} 0',
    'weir_storage_node_replica_states{state="failed"} 0',
    'weir_storage_node_replica_failures_total{reason="disk_full"} 0',
    'weir_storage_node_deleted_bytes_total{reason="retention"} 0',
    'weir_storage_node_fenced_requests_total{kind="producer_epoch"} 0',
    'weir_storage_node_index_level_files{level="6"} 0',
    'weir_storage_node_index_write_seconds_count 0',
    'weir_storage_node_index_compaction_seconds_total 0',
    'weir_storage_node_disk_free_bytes 0',
    'weir_storage_node_disk_full 0',
    '# TYPE weir_partition_high_watermark gauge',
  ]) {
    expect(lines).toContain(line);
  }
});

it('has no metrics of partitions unless they are asked for', async () => {
  const lines = await linesOf(() => undefined);
  expect(lines.filter((line) => line.includes('weir_partition_'))).toEqual([]);
});
