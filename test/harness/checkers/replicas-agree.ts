/** A batch in a replica's log, offsets inclusive. */
export interface StoredBatch {
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly leaderEpoch: number;
  readonly crc32: number;
}

/** The log of one replica, and where it lies. */
export interface StoredLog {
  readonly node: string;
  readonly batches: readonly StoredBatch[];
}

/**
 * Descriptions of how the replicas of one partition differ in the offsets below `highWatermark`:
 * each must have them all, in the same batches.
 */
export function findDisagreements(logs: readonly StoredLog[], highWatermark: number): string[] {
  const [reference, ...others] = logs.map((log) => committedOf(log, highWatermark));
  if (reference === undefined) return ['no replica has a log'];
  const gaps = [reference, ...others].flatMap(findHoles(highWatermark));
  const differences = others.flatMap((other) => {
    const length = Math.max(reference.batches.length, other.batches.length);
    for (let index = 0; index < length; index += 1) {
      const [left, right] = [reference.batches[index], other.batches[index]];
      if (describe(left) === describe(right)) continue;
      return [`${reference.node} has ${describe(left)}, ${other.node} ${describe(right)}`];
    }
    return [];
  });
  return [...gaps, ...differences];
}

function committedOf({ node, batches }: StoredLog, highWatermark: number): StoredLog {
  return { node, batches: batches.filter(({ baseOffset }) => baseOffset < highWatermark) };
}

function findHoles(highWatermark: number): (log: StoredLog) => string[] {
  return ({ node, batches }) => {
    let next = batches[0]?.baseOffset ?? 0;
    for (const { baseOffset, lastOffset } of batches) {
      if (baseOffset !== next) return [`${node} has ${baseOffset} where ${next} is expected`];
      next = lastOffset + 1;
    }
    return next < highWatermark ? [`${node} ends at ${next}, committed are ${highWatermark}`] : [];
  };
}

function describe(batch: StoredBatch | undefined): string {
  if (batch === undefined) return 'nothing';
  const { baseOffset, lastOffset, leaderEpoch, crc32 } = batch;
  return `${baseOffset} to ${lastOffset} of epoch ${leaderEpoch} (crc ${crc32})`;
}
