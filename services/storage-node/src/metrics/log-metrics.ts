import type { Counter, Metrics } from '@weir/runtime';

import {
  type DeletionReason,
  deletionReasons,
  type LogObserver,
  type RemovedSegment,
} from '../log/log-observer.ts';
import { largest, type NodeGauges, smallest } from './node-gauges.ts';

/** Metrics of logs and their segments. */
export class LogMetrics implements LogObserver {
  readonly #rolled: Counter;
  readonly #deleted: Counter;
  readonly #deletedBytes: Counter<'reason'>;
  readonly #truncations: Counter;
  readonly #truncatedRecords: Counter;

  constructor(metrics: Metrics, gauges: NodeGauges) {
    const count = (noun: string, help: string): Counter =>
      metrics.counter({ name: `weir_storage_node_${noun}_total`, help });
    this.#rolled = count(
      'segments_rolled',
      'Segments that were sealed, another taking their place',
    );
    this.#deleted = count('segments_deleted', 'Segments that were removed with the oldest records');
    this.#deletedBytes = metrics.counter({
      name: 'weir_storage_node_deleted_bytes_total',
      help: 'Bytes of removed segments, by why; leader: a follower that removes what its leader has',
      labels: ['reason'],
    });
    for (const reason of deletionReasons) this.#deletedBytes.inc({ reason }, 0);
    this.#truncations = count('truncations', 'Logs cut at their end, to be as their leader’s');
    this.#truncatedRecords = count('truncated_records', 'Records cut from the ends of logs');
    registerLogGauges(gauges);
    registerRecoveryGauges(gauges);
  }

  segmentRolled(): void {
    this.#rolled.inc();
  }

  segmentsDeleted(segments: readonly RemovedSegment[], reason: DeletionReason): void {
    this.#deleted.inc(segments.length);
    const bytes = segments.reduce((total, { sizeBytes }) => total + sizeBytes, 0);
    this.#deletedBytes.inc({ reason }, bytes);
  }

  truncated(records: number): void {
    this.#truncations.inc();
    this.#truncatedRecords.inc(records);
  }
}

function registerLogGauges(gauges: NodeGauges): void {
  gauges.add({
    noun: 'log_bytes',
    help: 'Bytes of all segment files',
    of: ({ logs }) => logs.bytes,
  });
  gauges.add({ noun: 'segments', help: 'Segment files', of: ({ logs }) => logs.segments });
  gauges.add({
    noun: 'open_segment_files',
    help: 'Segment files that are open now',
    of: ({ logs }) => logs.openFiles,
  });
  gauges.add({
    noun: 'tail_bytes',
    help: 'Memory of the newest batches, written and queued',
    of: ({ logs }) => logs.tailBytes,
  });
}

function registerRecoveryGauges(gauges: NodeGauges): void {
  gauges.add({
    noun: 'logs_to_recover',
    help: 'Logs that the last start found',
    of: ({ recovery }) => recovery.found,
  });
  gauges.add({
    noun: 'recovered_logs',
    help: 'Of these, how many were opened so far, or turned out not to open',
    of: ({ recovery }) => recovery.recovered,
  });
  gauges.add({
    noun: 'recovery_seconds',
    help: 'How long the last start has taken to open its logs, so far',
    of: ({ recovery }) => recovery.seconds,
    combine: largest,
  });
  gauges.add({
    noun: 'clean_start',
    help: '1 when the last start found that nothing was left by a crash',
    of: ({ isCleanStart }) => Number(isCleanStart),
    combine: smallest,
  });
}
