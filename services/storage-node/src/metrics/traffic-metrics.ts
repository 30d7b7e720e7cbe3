import type { ErrorCode } from '@weir/core';
import type { Counter, Metrics } from '@weir/runtime';

import type { FencingObserver } from '../rpc/fencing-observer.ts';
import type { TrafficObserver } from '../rpc/log-service-observer.ts';
import type { ReplicationObserver } from '../streams/replication-observer.ts';
import type { NodeGauges } from './node-gauges.ts';

/** Who was refused because somebody newer has taken over. */
const fencings = ['leader_epoch', 'controller_token', 'producer_epoch'] as const;

const fencingByCode: Readonly<Partial<Record<ErrorCode, (typeof fencings)[number]>>> = {
  FENCED_LEADER_EPOCH: 'leader_epoch',
  STALE_CONTROLLER_TOKEN: 'controller_token',
  INVALID_PRODUCER_EPOCH: 'producer_epoch',
};

/** Counts what comes in and goes out. */
export class TrafficMetrics implements TrafficObserver, ReplicationObserver, FencingObserver {
  readonly #producedBytes: Counter;
  readonly #producedRecords: Counter;
  readonly #produceRequests: Counter;
  readonly #produceErrors: Counter<'code'>;
  readonly #fetchedBytes: Counter;
  readonly #fetchedRecords: Counter;
  readonly #replicatedIn: Counter;
  readonly #replicatedOut: Counter;
  readonly #fenced: Counter<'kind'>;

  constructor(metrics: Metrics, gauges: NodeGauges) {
    const count = (noun: string, help: string): Counter =>
      metrics.counter({ name: `weir_storage_node_${noun}_total`, help });
    this.#producedBytes = count('produced_bytes', 'Bytes of record batches in produce requests');
    this.#producedRecords = count('produced_records', 'Records of producers that were appended');
    this.#produceRequests = count('produce_requests', 'Produce requests that were answered');
    this.#produceErrors = metrics.counter({
      name: 'weir_storage_node_produce_errors_total',
      help: 'Partitions of produce requests that were answered with an error',
      labels: ['code'],
    });
    this.#fetchedBytes = count('fetched_bytes', 'Bytes of record batches handed to consumers');
    this.#fetchedRecords = count('fetched_records', 'Records handed to consumers');
    this.#replicatedIn = count(
      'replicated_in_bytes',
      'Bytes that leaders have sent to followers here',
    );
    this.#replicatedOut = count('replicated_out_bytes', 'Bytes sent to followers of leaders here');
    this.#fenced = metrics.counter({
      name: 'weir_storage_node_fenced_requests_total',
      help: 'Refused because of an older leader epoch, controller token or producer epoch',
      labels: ['kind'],
    });
    for (const kind of fencings) this.#fenced.inc({ kind }, 0);
    gauges.add({
      noun: 'produce_in_flight_bytes',
      help: 'Bytes of produce requests not answered',
      of: ({ produceBytesInFlight }) => produceBytesInFlight,
    });
  }

  produced(bytes: number, records: number): void {
    this.#producedBytes.inc(bytes);
    this.#producedRecords.inc(records);
    this.#produceRequests.inc();
  }

  produceFailed(code: ErrorCode): void {
    this.#produceErrors.inc({ code });
    this.refused(code);
  }

  fetched(bytes: number, records: number): void {
    this.#fetchedBytes.inc(bytes);
    this.#fetchedRecords.inc(records);
  }

  refused(code: ErrorCode): void {
    const kind = fencingByCode[code];
    if (kind !== undefined) this.#fenced.inc({ kind });
  }

  replicatedIn(bytes: number): void {
    this.#replicatedIn.inc(bytes);
  }

  replicatedOut(bytes: number): void {
    this.#replicatedOut.inc(bytes);
  }
}
