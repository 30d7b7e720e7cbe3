import { WeirError } from '@weir/core';

/** Partitions in one request, and on one stream. */
export const maxPartitionsPerRequest = 10_000;

/** Checks a number of a request; `INVALID_REQUEST` names it and its limits, both inclusive. */
export function checkRange(name: string, value: number, minimum: number, maximum: number): number {
  if (Number.isSafeInteger(value) && value >= minimum && value <= maximum) return value;
  throw new WeirError(
    'INVALID_REQUEST',
    `${name} ${value} is not an integer from ${minimum} to ${maximum}`,
  );
}

/** Checks how many partitions a request names. */
export function checkPartitionCount(partitions: readonly unknown[]): void {
  checkRange('Number of partitions', partitions.length, 0, maxPartitionsPerRequest);
}
