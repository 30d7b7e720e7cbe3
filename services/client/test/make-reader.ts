import {
  decodeRecordBatch,
  encodeRecordBatch,
  RecordBatchBuilder,
  toLeaderEpoch,
  toOffset,
} from '@weir/core';
import { GivenBatch } from '../src/consumer/given-batch.ts';
import { PartitionReader } from '../src/consumer/partition-reader.ts';

/** A batch as a leader stores it, one record for each key. */
export function storedBatch(
  baseOffset: number,
  keys: readonly (string | null)[],
  epoch = 1,
): Buffer {
  const builder = new RecordBatchBuilder();
  for (const [index, key] of keys.entries()) {
    builder.append(key, `${baseOffset + index}`, undefined, 1);
  }
  const { header, records } = decodeRecordBatch(builder.build());
  const place = { baseOffset: toOffset(baseOffset), leaderEpoch: toLeaderEpoch(epoch) };
  return encodeRecordBatch({ ...header, ...place }, records);
}

/** A reader that is fed by hand. */
export class HandFedReader {
  readonly reader: PartitionReader;
  /** Bytes that were received and not released yet. */
  heldBytes = 0;

  constructor(partition = 0, offset = 0) {
    this.reader = new PartitionReader({ topicId: 'id', topic: 't', partition });
    this.reader.start(offset);
  }

  /** Receives batches, as from the leader. */
  receive(...batches: readonly Buffer[]): void {
    for (const { length } of batches) this.heldBytes += length;
    this.reader.receive(
      {
        topicId: 'id',
        partition: this.reader.partition,
        error: null,
        highWatermark: 1_000,
        logStartOffset: 0,
        leaderEpoch: 1,
        batches: [...batches],
      },
      {
        release: (bytes) => {
          this.heldBytes -= bytes;
        },
      },
    );
  }

  /** Takes the next batch. */
  take(): GivenBatch {
    const fetched = this.reader.take();
    if (fetched === undefined) throw new Error('Nothing to take');
    return new GivenBatch(this.reader, fetched, () => Promise.resolve());
  }
}
