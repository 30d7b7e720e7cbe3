import { ConsumedRecord } from '@weir/client';
import { readRecords, RecordBatchBuilder, type RecordHeader } from '@weir/core';

/** A record as a consumer gives it, at offset 0 of `orders`/3 and 1,000 ms. For tests. */
export function consumedRecord(
  key: Uint8Array | string | null,
  value: Uint8Array | string | null,
  headers: readonly RecordHeader[] = [],
): ConsumedRecord {
  const builder = new RecordBatchBuilder();
  builder.append(key, value, headers, 1_000);
  const [record] = readRecords(builder.build());
  if (record === undefined) throw new Error('The batch holds one record');
  return new ConsumedRecord('orders', 3, record);
}
