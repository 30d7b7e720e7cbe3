/** A record of the offsets journal. */
export interface JournalRecord {
  readonly key: string;
  readonly value: string;
}

/** Records as they were read back, in order. */
export interface JournalPage {
  readonly records: readonly JournalRecord[];
  /** The offset to go on from: behind the last record, and behind what else the log holds there. */
  readonly nextOffset: number;
}

/** What the journal of a shard holds: from `startOffset`, inclusive, to `endOffset`, exclusive. */
export interface JournalRange {
  readonly startOffset: number;
  readonly endOffset: number;
}

/**
 * The log that coordinators journal offsets to: one partition for each shard, written by the shard's
 * owner, and by owners before it that do not know yet that they are replaced.
 *
 * Each call fails with a `WeirError` when the partition's leader does not answer in time.
 */
export interface JournalLog {
  /** Whether there is one, as far as is known here. */
  readonly exists: boolean;

  /** Asks for it to be made; it exists some time later. */
  request(): void;

  /** What is committed of the shard's partition now. */
  range(shard: number): Promise<JournalRange>;

  /** Records from `fromOffset` on, as many as fit into one answer. */
  read(shard: number, fromOffset: number): Promise<JournalPage>;

  /** Appends records as one batch, on all replicas in sync; answers with the first one's offset. */
  append(shard: number, records: readonly JournalRecord[]): Promise<number>;

  /** Deletes all records below the offset. */
  deleteBefore(shard: number, offset: number): Promise<void>;
}
