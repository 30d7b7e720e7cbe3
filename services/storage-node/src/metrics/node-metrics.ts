import type { Gauge, Metrics } from '@weir/runtime';

import { registerDiskMetrics } from './disk-metrics.ts';
import { IndexMetrics } from './index-metrics.ts';
import { LogMetrics } from './log-metrics.ts';
import { NodeGauges, type ObservedNode } from './node-gauges.ts';
import { registerPartitionMetrics } from './partition-metrics.ts';
import { PhaseMetrics } from './phase-metrics.ts';
import { ReplicaMetrics } from './replica-metrics.ts';
import { TrafficMetrics } from './traffic-metrics.ts';

/**
 * The metrics of the storage nodes of a process: all of them are in the registry from the start, before
 * any node runs.
 *
 * Several nodes may share them. Counters and histograms then count for all; a gauge shows the sum, or the
 * worst where a sum means nothing.
 */
export class NodeMetrics {
  static readonly #known = new WeakMap<Metrics, NodeMetrics>();
  readonly traffic: TrafficMetrics;
  readonly phases: PhaseMetrics;
  readonly replicas: ReplicaMetrics;
  readonly logs: LogMetrics;
  readonly index: IndexMetrics;
  readonly #metrics: Metrics;
  readonly #nodes = new Set<ObservedNode>();
  readonly #info: Gauge<'node_id' | 'host' | 'rack'>;
  #hasPartitions = false;

  private constructor(metrics: Metrics) {
    this.#metrics = metrics;
    const gauges = new NodeGauges(metrics, this.#nodes);
    this.traffic = new TrafficMetrics(metrics, gauges);
    this.phases = new PhaseMetrics(metrics);
    this.replicas = new ReplicaMetrics(metrics, gauges);
    this.logs = new LogMetrics(metrics, gauges);
    this.index = new IndexMetrics(metrics, gauges);
    registerDiskMetrics(gauges);
    this.#info = metrics.gauge({
      name: 'weir_storage_node_info',
      help: 'Which node runs here, on which machine and in which failure domain',
      labels: ['node_id', 'host', 'rack'],
    });
  }

  /** Those of a registry. */
  static of(metrics: Metrics): NodeMetrics {
    const known = NodeMetrics.#known.get(metrics) ?? new NodeMetrics(metrics);
    NodeMetrics.#known.set(metrics, known);
    return known;
  }

  /** Has metrics for each led partition from now on. */
  withPartitions(): void {
    if (this.#hasPartitions) return;
    this.#hasPartitions = true;
    registerPartitionMetrics(this.#metrics, this.#nodes);
  }

  /** Says which node it is; one with no rack has an empty one. */
  describe(nodeId: number, host: string, rack: string): void {
    this.#info.set({ node_id: nodeId, host, rack }, 1);
  }

  /** A node is to be asked at each scrape, until the result is called. */
  join(node: ObservedNode): () => void {
    this.#nodes.add(node);
    return () => {
      this.#nodes.delete(node);
    };
  }
}
