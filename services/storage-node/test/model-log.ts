import { Buffer } from 'node:buffer';

import { invariant, type LeaderEpoch, type Offset } from '@weir/core';

import type { ReplicaConfig } from '../src/replication/replica-config.ts';
import type { LogBounds } from '../src/replication/replica-state.ts';

/** A batch of one record. */
export interface ModelRecord {
  readonly epoch: LeaderEpoch;
  readonly value: string;
  readonly config?: ReplicaConfig;
}

/** A log in memory whose writes and syncs happen when they are told to. */
export class ModelLog {
  #records: ModelRecord[] = [];
  #start = 0;
  #written = 0;
  #flushed = 0;

  get bounds(): LogBounds {
    return {
      logStartOffset: this.#start as Offset,
      appendedOffset: (this.#start + this.#records.length) as Offset,
      logEndOffset: this.#written as Offset,
      flushedOffset: this.#flushed as Offset,
    };
  }

  /** Values from the log start on, each with its epoch: `1:a`. */
  get content(): string[] {
    return this.#records.map(({ epoch, value }) => `${epoch}:${value}`);
  }

  append(batches: readonly Buffer[]): void {
    for (const batch of batches) this.#records.push(toRecord(batch));
  }

  read(from: number, to: number): Buffer[] {
    return this.#records.slice(from - this.#start, to - this.#start).map(toBatch);
  }

  write(): void {
    this.#written = this.bounds.appendedOffset;
  }

  flush(): void {
    this.#flushed = this.#written;
  }

  truncate(logEndOffset: number): void {
    invariant(logEndOffset >= this.#start, 'a model log is not cut below its start');
    this.#records.length = Math.min(this.#records.length, logEndOffset - this.#start);
    this.#written = Math.min(this.#written, logEndOffset);
    this.#flushed = this.#written;
  }

  reset(offset: number): void {
    this.#records = [];
    this.#start = offset;
    this.#written = offset;
    this.#flushed = offset;
  }

  moveStart(offset: number): void {
    this.#records = this.#records.slice(offset - this.#start);
    this.#start = offset;
  }

  /** The process has died: what was not written is gone. */
  loseUnwritten(): void {
    this.truncate(this.#written);
  }

  /** The kernel has died: what was not synced is gone. */
  loseUnsynced(): void {
    this.#records.length = this.#flushed - this.#start;
    this.#written = this.#flushed;
  }
}

/** A batch of one record. */
export function toBatch(record: ModelRecord): Buffer {
  return Buffer.from(JSON.stringify(record));
}

/** The record of a batch. */
export function toRecord(batch: Buffer): ModelRecord {
  return JSON.parse(batch.toString()) as ModelRecord;
}
