import { type Offset, WeirError } from '@weir/core';
import type { Logger } from '@weir/runtime';

import { LogWaiters } from './log-waiters.ts';

/**
 * - `open`: reads and appends.
 * - `quarantined`: damaged in the middle; refuses both until `resetTo`.
 * - `failed`: the disk failed under it; refuses both. What is above `flushedOffset` may never have
 *   reached the disk, whatever can be read: the owner opens the log anew and cuts it there.
 * - `closed`: after `close` or `delete`.
 */
export type PartitionLogState = 'open' | 'quarantined' | 'failed' | 'closed';

/** What a log tells its owner, synchronously. Listeners must not throw. */
export interface PartitionLogListener {
  /** Records queued below `endOffset` (exclusive) are about to be written. */
  onWriting?(endOffset: Offset): void;
  /** Records below `logEndOffset` (exclusive) are written: a crash of the process keeps them. */
  onWritten?(logEndOffset: Offset): void;
  /** Records below `flushedOffset` (exclusive) are on disk. With `page-cache` only after `flush` or a roll. */
  onFlushed?(flushedOffset: Offset): void;
  /**
   * The disk is full: what is queued stays queued and is tried again once a second, new batches are
   * refused with `STORAGE_FULL`. Whoever waits for a queued batch may be answered with the error.
   */
  onStorageFull?(error: WeirError): void;
  /** A write has succeeded since: appends are taken again, what was queued is being written. */
  onStorageRecovered?(): void;
  /** The log has become `failed` or `quarantined`; `error` is a `STORAGE_ERROR`. */
  onFailed?(error: WeirError): void;
}

/**
 * Whether a log can be used, and who wants to know how far it is.
 *
 * Invariants:
 *   - `closed` is final, `failed` only turns into it, `quarantined` ends by `lift` too.
 *   - `fault` is set while the state is `quarantined` or `failed`.
 *   - A full disk is logged once, and is said to take writes again only when it has taken one.
 * Tests: `partition-log.test.ts`, `storage-full.test.ts`.
 */
export class LogStatus {
  readonly #logger: Logger;
  readonly #listeners = new Set<PartitionLogListener>();
  readonly #written = new LogWaiters();
  #writable: (() => void)[] = [];
  #state: PartitionLogState = 'open';
  #fault: WeirError | null = null;
  #fullError: WeirError | undefined;
  /** Whether the last write was refused for want of room. */
  #isDiskFull = false;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  get state(): PartitionLogState {
    return this.#state;
  }

  get fault(): WeirError | null {
    return this.#fault;
  }

  /** What the full disk answered; undefined while writes may be tried. */
  get fullError(): WeirError | undefined {
    return this.#fullError;
  }

  /** Whether writes may be tried. */
  get isWritable(): boolean {
    return this.#state === 'open' && this.#fullError === undefined;
  }

  /** Adds a listener; the result removes it. */
  listen(listener: PartitionLogListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Throws unless the log is open. */
  checkOpen(): void {
    if (this.#state !== 'open') throw this.#fault ?? closedError();
  }

  /** Throws unless appends are taken. */
  checkWritable(): void {
    this.checkOpen();
    if (this.#fullError !== undefined) throw this.#fullError;
  }

  /** Resolves at the first `publishWritten` of at least `offset`. */
  whenWritten(offset: Offset): Promise<void> {
    if (this.#state !== 'open') return Promise.reject(this.#fault ?? closedError());
    return this.#written.wait(offset);
  }

  /** Resolves at the next `wakeWritable`. */
  whenWoken(): Promise<void> {
    return new Promise((resolve) => this.#writable.push(resolve));
  }

  wakeWritable(): void {
    if (this.#writable.length === 0) return;
    const waiting = this.#writable;
    this.#writable = [];
    for (const resolve of waiting) resolve();
  }

  publishWriting(endOffset: Offset): void {
    for (const listener of this.#listeners) listener.onWriting?.(endOffset);
  }

  publishWritten(logEndOffset: Offset): void {
    this.#written.reach(logEndOffset);
    for (const listener of this.#listeners) listener.onWritten?.(logEndOffset);
  }

  publishFlushed(flushedOffset: Offset): void {
    for (const listener of this.#listeners) listener.onFlushed?.(flushedOffset);
  }

  /** Nobody will write what is beyond `logEndOffset`. */
  rejectBeyond(logEndOffset: Offset, error: WeirError): void {
    this.#written.rejectBeyond(logEndOffset, error);
    this.wakeWritable();
  }

  enterFull(error: WeirError): void {
    const isNew = this.#fullError === undefined;
    this.#fullError = error;
    if (!isNew) return;
    if (!this.#isDiskFull) this.#logger.warn({ err: error }, 'disk is full');
    this.#isDiskFull = true;
    for (const listener of this.#listeners) listener.onStorageFull?.(error);
    this.wakeWritable();
  }

  /** What the disk refused is gone: the next append shows whether there is room by now. */
  tryAgain(): void {
    this.#fullError = undefined;
  }

  /** The disk has taken a write. */
  leaveFull(): void {
    this.#fullError = undefined;
    if (!this.#isDiskFull) return;
    this.#isDiskFull = false;
    this.#logger.info('disk takes writes again');
    for (const listener of this.#listeners) listener.onStorageRecovered?.();
  }

  /** Stops an open log. */
  fail(state: 'failed' | 'quarantined', error: WeirError, logEndOffset: Offset): void {
    if (this.#state !== 'open') return;
    this.#state = state;
    this.#fault = error;
    this.#logger.error({ err: error, state }, 'log has failed');
    this.rejectBeyond(logEndOffset, error);
    for (const listener of this.#listeners) listener.onFailed?.(error);
  }

  /** A damaged log has been emptied. */
  lift(): void {
    if (this.#state !== 'quarantined') return;
    this.#state = 'open';
    this.#fault = null;
  }

  close(logEndOffset: Offset): void {
    this.#state = 'closed';
    this.rejectBeyond(logEndOffset, closedError());
  }
}

function closedError(): WeirError {
  return new WeirError('STORAGE_ERROR', 'The log is closed');
}
