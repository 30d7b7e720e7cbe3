import type { ErrorCode } from '@weir/core';
import type { Metrics } from '@weir/runtime';

import type { LogServiceObserver } from './rpc/log-service-observer.ts';

/** What is asked for at each scrape. */
export interface NodeGauges {
  readonly replicas: number;
  readonly leaders: number;
  readonly underReplicated: number;
  readonly failed: number;
  readonly logBytes: number;
  readonly produceBytesInFlight: number;
}

type Count = (value?: number) => void;

const ignore: Count = () => undefined;

/** The metrics of a storage node; without a registry nothing is counted. */
export class NodeMetrics implements LogServiceObserver {
  #producedBytes: Count = ignore;
  #producedRequests: Count = ignore;
  #fetchedBytes: Count = ignore;
  #leaderStarts: Count = ignore;
  #inSyncChanges: Count = ignore;
  #failures: (code: ErrorCode) => void = () => undefined;

  /** Adds the metrics to a registry; once in a process. */
  register(metrics: Metrics, gauges: () => NodeGauges): void {
    const count = (noun: string, help: string): Count => {
      const counter = metrics.counter({ name: `weir_storage_node_${noun}_total`, help });
      return (value) => {
        counter.inc(value);
      };
    };
    this.#producedBytes = count('produced_bytes', 'Bytes of record batches in produce requests.');
    this.#producedRequests = count('produce_requests', 'Produce requests that were answered.');
    this.#fetchedBytes = count('fetched_bytes', 'Bytes of record batches handed to consumers.');
    this.#leaderStarts = count('leader_starts', 'Leader epochs that this node has started.');
    this.#inSyncChanges = count('isr_changes', 'Changes of in-sync sets of led partitions.');
    const failures = metrics.counter({
      name: 'weir_storage_node_produce_errors_total',
      help: 'Partitions of produce requests that were answered with an error.',
      labels: ['code'],
    });
    this.#failures = (code) => {
      failures.inc({ code });
    };
    this.#registerGauges(metrics, gauges);
  }

  produced(bytes: number): void {
    this.#producedBytes(bytes);
    this.#producedRequests();
  }

  fetched(bytes: number): void {
    this.#fetchedBytes(bytes);
  }

  produceFailed(code: ErrorCode): void {
    this.#failures(code);
  }

  leaderStarted(): void {
    this.#leaderStarts();
  }

  inSyncReplicasChanged(): void {
    this.#inSyncChanges();
  }

  #registerGauges(metrics: Metrics, gauges: () => NodeGauges): void {
    const rows: readonly [keyof NodeGauges, string, string][] = [
      ['replicas', 'replicas', 'Replicas on this node.'],
      ['leaders', 'leaders', 'Partitions that this node leads.'],
      [
        'underReplicated',
        'under_replicated_partitions',
        'Led partitions with members not in sync.',
      ],
      ['failed', 'failed_replicas', 'Replicas set aside: damaged log or failing disk.'],
      ['logBytes', 'log_bytes', 'Bytes of all segment files.'],
      [
        'produceBytesInFlight',
        'produce_in_flight_bytes',
        'Bytes of produce requests not answered.',
      ],
    ];
    for (const [key, noun, help] of rows) {
      metrics.gauge({ name: `weir_storage_node_${noun}`, help }, (gauge) => {
        gauge.set(gauges()[key]);
      });
    }
  }
}
