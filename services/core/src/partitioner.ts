import { Buffer } from 'node:buffer';

import { invariant } from './invariant.ts';
import { positiveMurmur2 } from './murmur2.ts';
import { WeirError } from './weir-error.ts';

/**
 * The partition of a record with a key: the one that Kafka's default partitioner takes.
 *
 * A string counts as its UTF-8 bytes. An empty key is a key.
 */
export function partitionForKey(key: Uint8Array | string, partitionCount: number): number {
  invariant(partitionCount > 0, 'a topic has partitions');
  return positiveMurmur2(typeof key === 'string' ? Buffer.from(key) : key) % partitionCount;
}

/**
 * Checks a partition that the caller chose against what metadata says.
 *
 * Throws `INVALID_REQUEST` for what can never be a partition, and `UNKNOWN_TOPIC_OR_PARTITION` for
 * one past the end, as partitions may have been added since.
 */
export function checkPartition(partition: number, partitionCount: number): number {
  if (!Number.isSafeInteger(partition) || partition < 0) {
    throw new WeirError('INVALID_REQUEST', `Partition ${partition} is not an integer from 0 on`);
  }
  if (partition < partitionCount) return partition;
  throw new WeirError(
    'UNKNOWN_TOPIC_OR_PARTITION',
    `Partition ${partition} is outside 0 to ${partitionCount - 1}`,
  );
}

/**
 * Spreads records without a key: one partition until told to move, then the next, round and round.
 *
 * Staying on a partition while its batch fills makes fewer, larger batches (KIP-480).
 */
export class StickyRoundRobin {
  #turn: number;

  /** `firstTurn` is any number from 0 on; draw it at random so that producers start apart. */
  constructor(firstTurn = 0) {
    invariant(Number.isSafeInteger(firstTurn) && firstTurn >= 0, 'the first turn is from 0 on');
    this.#turn = firstTurn;
  }

  /** The partition of the next record, given how many the topic has now. */
  current(partitionCount: number): number {
    invariant(partitionCount > 0, 'a topic has partitions');
    return this.#turn % partitionCount;
  }

  /** Moves to the next partition: call it when the current one's batch is full or sent. */
  moveOn(): void {
    this.#turn = this.#turn === Number.MAX_SAFE_INTEGER ? 0 : this.#turn + 1;
  }
}
