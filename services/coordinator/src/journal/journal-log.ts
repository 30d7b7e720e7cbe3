/** A record of the offsets journal: JSON texts; a null value deletes what the key stands for. */
export interface JournalRecord {
  readonly key: string;
  readonly value: string | null;
}

/** A record as it was read back. */
export interface StoredJournalRecord extends JournalRecord {
  readonly offset: number;
}

/** What the journal of a shard holds: from `startOffset`, inclusive, to `endOffset`, exclusive. */
export interface JournalRange {
  readonly startOffset: number;
  readonly endOffset: number;
}

/**
 * The log that the coordinators journal offsets to: one partition for each shard, written by the
 * shard's owner alone but for owners that do not know yet that they are replaced.
 *
 * Each call fails with a `WeirError` when the partition's leader does not answer in time.
 */
export interface JournalLog {
  /** Whether the topic exists, as far as is known here. */
  readonly exists: boolean;

  /** Asks for the topic to be made; it exists some time later. */
  request(): void;

  /** What is committed of the shard's partition now. */
  range(shard: number): Promise<JournalRange>;

  /** Records from `fromOffset` on, in order; at least one, unless `fromOffset` is the end. */
  read(shard: number, fromOffset: number): Promise<readonly StoredJournalRecord[]>;

  /** Appends records at once, acknowledged by all in sync; answers with the first one's offset. */
  append(shard: number, records: readonly JournalRecord[]): Promise<number>;

  /** Deletes all records below the offset. */
  deleteBefore(shard: number, offset: number): Promise<void>;
}
