import { type LocatedRecord, type Weir, WeirError } from '@weir/client';

/** Where a record lies. */
export interface RecordPlace {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** The record of an offset; `OFFSET_OUT_OF_RANGE` when there is none. */
export async function getRecord(
  weir: Pick<Weir, 'browse'>,
  { topic, partition, offset }: RecordPlace,
): Promise<LocatedRecord> {
  const { records, partitions } = await weir.browse(topic, {
    ...{ partition, limit: 1, order: 'oldest' },
    ...{ fromOffset: offset, toOffset: offset + 1 },
  });
  const [record] = records;
  if (record !== undefined) return record;
  const [standing] = partitions;
  if (standing === undefined || 'error' in standing) {
    throw standing?.error ?? new WeirError('OFFSET_NOT_AVAILABLE', 'The leader did not answer');
  }
  const { logStartOffset, highWatermark } = standing;
  throw new WeirError(
    'OFFSET_OUT_OF_RANGE',
    highWatermark > logStartOffset
      ? `There is no record ${offset} in ${topic}/${partition}: it has ${logStartOffset} to ${highWatermark - 1}`
      : `There is no record ${offset} in ${topic}/${partition}: it is empty`,
  );
}
