/** Told how long the phases of produce take, in milliseconds. */
export interface ProduceObserver {
  /** From a request's reading to the moment at which the log's writer took its batches. */
  queued(ms: number): void;
  /** The write of a group of batches. */
  appended(ms: number): void;
  /** The sync behind it, the wait for its turn included. */
  flushed(ms: number): void;
  /** From the end of the write to the moment at which the high watermark had passed a request's batches. */
  replicated(ms: number): void;
}
