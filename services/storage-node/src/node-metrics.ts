import type { ErrorCode } from '@weir/core';
import type { Metrics } from '@weir/runtime';

import {
  type FailureKind,
  failureKinds,
  type HealthCounts,
  type HealthObserver,
} from './partition/replica-health.ts';
import type { ThrottleKind } from './rpc/byte-quota.ts';
import type { LogServiceObserver } from './rpc/log-service-observer.ts';

/** What is asked for at each scrape. */
export interface NodeGauges {
  readonly replicas: number;
  readonly leaders: number;
  readonly underReplicated: number;
  readonly health: HealthCounts;
  readonly logBytes: number;
  readonly produceBytesInFlight: number;
}

type Count = (value?: number) => void;

const ignore: Count = () => undefined;

/** The metrics of a storage node; without a registry nothing is counted. */
export class NodeMetrics implements LogServiceObserver, HealthObserver {
  #producedBytes: Count = ignore;
  #producedRequests: Count = ignore;
  #fetchedBytes: Count = ignore;
  #leaderStarts: Count = ignore;
  #inSyncChanges: Count = ignore;
  #replicasHealed: Count = ignore;
  #replicaFailures: (kind: FailureKind) => void = () => undefined;
  #failures: (code: ErrorCode) => void = () => undefined;
  #throttled: (kind: ThrottleKind, pauseMs: number) => void = () => undefined;

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
    this.#registerThrottles(metrics);
    this.#replicasHealed = count('replicas_healed', 'Replicas that have come online again.');
    const replicaFailures = metrics.counter({
      name: 'weir_storage_node_replica_failures_total',
      help: 'Replicas that were set aside.',
      labels: ['reason'],
    });
    this.#replicaFailures = (reason) => {
      replicaFailures.inc({ reason });
    };
    registerHealth(metrics, () => gauges().health);
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

  throttled(kind: ThrottleKind, pauseMs: number): void {
    this.#throttled(kind, pauseMs);
  }

  leaderStarted(): void {
    this.#leaderStarts();
  }

  replicaFailed(kind: FailureKind): void {
    this.#replicaFailures(kind);
  }

  replicaHealed(): void {
    this.#replicasHealed();
  }

  inSyncReplicasChanged(): void {
    this.#inSyncChanges();
  }

  #registerThrottles(metrics: Metrics): void {
    const throttles = metrics.counter({
      name: 'weir_storage_node_throttled_ms_total',
      help: 'Milliseconds that callers above their quota were told, or made, to pause.',
      labels: ['kind'],
    });
    this.#throttled = (kind, pauseMs) => {
      throttles.inc({ kind }, pauseMs);
    };
  }

  #registerGauges(metrics: Metrics, gauges: () => NodeGauges): void {
    const rows: readonly [Exclude<keyof NodeGauges, 'health'>, string, string][] = [
      ['replicas', 'replicas', 'Replicas on this node.'],
      ['leaders', 'leaders', 'Partitions that this node leads.'],
      [
        'underReplicated',
        'under_replicated_partitions',
        'Led partitions with members not in sync.',
      ],
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

function registerHealth(metrics: Metrics, health: () => HealthCounts): void {
  const failed = {
    name: 'weir_storage_node_failed_replicas',
    help: 'Replicas set aside, by reason.',
    labels: ['reason'] as const,
  };
  metrics.gauge(failed, (gauge) => {
    const counts = health();
    for (const reason of failureKinds) gauge.set({ reason }, counts.failed[reason]);
  });
  const states = {
    name: 'weir_storage_node_replica_states',
    help: 'Replicas by state: online, recovering what they may have lost, failed.',
    labels: ['state'] as const,
  };
  metrics.gauge(states, (gauge) => {
    const { online, recovering, failed: byReason } = health();
    gauge.set({ state: 'online' }, online);
    gauge.set({ state: 'recovering' }, recovering);
    gauge.set(
      { state: 'failed' },
      failureKinds.reduce((sum, kind) => sum + byReason[kind], 0),
    );
  });
}
