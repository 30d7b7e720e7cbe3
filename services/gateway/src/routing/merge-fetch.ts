/** One partition's part of an answer, as far as it matters here. */
interface Fetched {
  readonly topicId: string;
  readonly batches?: readonly Buffer[];
}

/**
 * The answers of several leaders as one of at most `maxBytes` of batches, and one batch more. What does not
 * fit any more is left out, in the order of the request; it will be asked for again.
 */
export function mergeFetch<Data extends Fetched>(
  partitions: readonly Data[],
  maxBytes: number,
): Data[] {
  let leftBytes = maxBytes;
  return partitions.map((data) => {
    const batches: Buffer[] = [];
    for (const batch of data.batches ?? []) {
      if (leftBytes <= 0) break;
      batches.push(batch);
      leftBytes -= batch.length;
    }
    return batches.length === (data.batches?.length ?? 0) ? data : { ...data, batches };
  });
}

/** Bytes of all batches. */
export function fetchedBytes(partitions: readonly Fetched[]): number {
  let bytes = 0;
  for (const { batches } of partitions) for (const batch of batches ?? []) bytes += batch.length;
  return bytes;
}
