import type { ErrorCode } from '@weir/core';

import type { TrafficObserver } from '../rpc/log-service-observer.ts';

/** What a node has taken and handed out since it was started. */
export interface TrafficTotals {
  /** By leaders here. */
  readonly appendedRecords: number;
  readonly appendedBytes: number;
  /** To consumers. */
  readonly sentBytes: number;
}

/** Counts the traffic of one node, and passes it on to metrics, which several nodes may share. */
export class NodeTraffic implements TrafficObserver {
  readonly #next: TrafficObserver;
  #appendedRecords = 0;
  #appendedBytes = 0;
  #sentBytes = 0;

  constructor(next: TrafficObserver) {
    this.#next = next;
  }

  totals(): TrafficTotals {
    return {
      appendedRecords: this.#appendedRecords,
      appendedBytes: this.#appendedBytes,
      sentBytes: this.#sentBytes,
    };
  }

  produced(bytes: number, appendedRecords: number, appendedBytes: number): void {
    this.#appendedRecords += appendedRecords;
    this.#appendedBytes += appendedBytes;
    this.#next.produced(bytes, appendedRecords, appendedBytes);
  }

  fetched(bytes: number, records: number): void {
    this.#sentBytes += bytes;
    this.#next.fetched(bytes, records);
  }

  produceFailed(code: ErrorCode): void {
    this.#next.produceFailed(code);
  }

  refused(code: ErrorCode): void {
    this.#next.refused(code);
  }
}
