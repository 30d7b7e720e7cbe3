/** How much a scan of so many partitions fetches and holds. */
export interface ScanLimits {
  /** Bytes of batches that one fetch of a partition brings. */
  readonly windowBytes: number;
  /** Bytes of records that wait to be taken, of each partition. */
  readonly keptBytes: number;
  /** Partitions that one call asks for. */
  readonly partitionsInCall: number;
  /** Whether more of a partition is fetched while there is something to be looked at. */
  readonly fetchesAhead: boolean;
}

/** Bytes of batches in the answer of one call: the most that a node gives. */
export const maxCallBytes = 3 * 1024 * 1024;

/** Calls that are under way at a time. */
export const maxCalls = 4;

const kib = 1024;
const mib = 1024 * 1024;

/** Decompressed bytes of the batches that one scan is looking at, of all partitions but the one in turn. */
export const maxOpenBytes = 64 * mib;

/** Some 16 MiB of batches and as much of records, however many partitions there are. */
export function limitsFor(partitionCount: number): ScanLimits {
  const count = Math.max(1, partitionCount);
  const windowBytes = clamp(Math.floor((16 * mib) / count), 16 * kib, mib);
  return {
    windowBytes,
    keptBytes: clamp(Math.floor((16 * mib) / count), 16 * kib, 4 * mib),
    partitionsInCall: clamp(Math.floor(maxCallBytes / windowBytes), 1, 64),
    fetchesAhead: count <= 8,
  };
}

function clamp(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(max, value));
}
